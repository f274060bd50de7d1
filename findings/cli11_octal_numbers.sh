#!/usr/bin/env bash
# CLI11 2.1.2 (Debian's libcli11-dev) reads a number option's leading zero as octal.
#
# Expected: "0042" and "42" are the same number for an option that is bound to an int, as they are for std::stoi and
# std::from_chars. A script that pads its numbers with zeros (seq -w, printf %04d) then works.
# Happens: 0042 is stored as 34, with exit code 0. 0008, which has no octal reading, is refused, so a padded counter
# works up to 0007, is wrong from 0010, and fails in between.
# Source: CLI/TypeTools.hpp, integral_conversion: strtoll with base 0.
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libcli11-dev=2.1.2+ds-1
dpkg -x libcli11-dev_*.deb root

cat >number.cc <<'END'
#include <CLI/CLI.hpp>
#include <iostream>

int main(int argc, char** argv) {
  CLI::App app;
  int count = -1;
  app.add_option("--count", count);
  CLI11_PARSE(app, argc, argv);
  std::cout << count << "\n";
}
END
g++ -std=c++17 -I root/usr/include number.cc -o number

echo "CLI11 $(sed -n 's/^#define CLI11_VERSION "\(.*\)"/\1/p' root/usr/include/CLI/Version.hpp)"
for text in 42 0042 0007 0008 0010; do
  stored=$(./number --count "$text" 2>&1 | head -n 1) || true
  echo "--count $text: $stored"
done | tee seen

grep -qx -- '--count 0042: 34' seen && grep -q -- '--count 0008: Could not convert' seen || {
  echo "changed: a leading zero no longer means octal" >&2
  exit 1
}
