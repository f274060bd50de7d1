#!/usr/bin/env bash
# GoogleTest 1.12.1: a misspelt --gtest_ flag, or one with a bad value, runs no test and exits with 0.
#
# Expected: a flag that the program does not know is an error, or is passed over and the tests run.
# Happens: anything that begins with --gtest_ and is not a flag, and a flag whose value is no number where one is
# wanted, is taken for a call for help: the help is printed, RUN_ALL_TESTS returns 0, and the failing test of the
# program is not run. A flag of another kind is passed over and the tests run. So a slip in a script of continuous
# integration turns a red test program green.
# Source: seen by running it; the advanced guide, "Running Test Programs: Advanced Options", does not speak of it.
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libgtest-dev=1.12.1-0.2
dpkg -x libgtest-dev_*.deb root

cat >try.cc <<'END'
#include <gtest/gtest.h>

TEST(Sum, IsWrong) { EXPECT_EQ(1 + 1, 3); }
END
library=$(echo root/usr/lib/*-linux-gnu)
g++ -std=c++17 -I root/usr/include try.cc "$library/libgtest_main.a" "$library/libgtest.a" -pthread -o try
echo "GoogleTest $(dpkg-deb --field libgtest-dev_*.deb Version)"
for flag in --gtest_brief=1 --another_flag --gtest_breif=1 --gtest_random_seed=today; do
  status=0
  ./try "$flag" >out 2>&1 || status=$?
  ran=no
  ! grep -q 'Expected equality' out || ran=yes
  echo "$flag: ran the failing test: $ran, exit code $status"
done | tee seen

cat >expected <<'END'
--gtest_brief=1: ran the failing test: yes, exit code 1
--another_flag: ran the failing test: yes, exit code 1
--gtest_breif=1: ran the failing test: no, exit code 0
--gtest_random_seed=today: ran the failing test: no, exit code 0
END
cmp -s expected seen || {
  echo "changed: a misspelt flag is an error, or the tests run" >&2
  exit 1
}
