#!/usr/bin/env bash
# Abseil 20220623: absl::BitGen with a fixed seed gives other numbers in each process.
#
# Expected: BitGen can be constructed from a std::seed_seq, and a fixed seed makes a run repeatable, as with
# std::mt19937.
# Happens: two generators with the same seed agree within a process, so a test that compares them passes; the next
# process has another sequence. The seed is mixed with a salt that each process draws for itself. absl::Uniform over
# std::mt19937 does repeat.
# Source: absl/random/random.h ("mixed with additional non-deterministic data"); MakeSaltedSeedSeq in
# absl/random/internal/nonsecure_base.h.
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libabsl-dev=20220623.1-1+deb12u2
dpkg -x libabsl-dev_*.deb root

cat >try.cc <<'END'
#include <absl/base/config.h>
#include <absl/random/random.h>

#include <iostream>
#include <random>

template <typename Generator>
auto Draw() {
  std::seed_seq seed{1, 2, 3};
  Generator generator(seed);
  return absl::Uniform<std::uint64_t>(generator);
}

int main() {
  const auto first = Draw<absl::BitGen>();
  const auto second = Draw<absl::BitGen>();
  std::cout << "twice in this process: " << (first == second ? "same" : "different") << "; BitGen " << first
            << "; mt19937_64 " << Draw<std::mt19937_64>() << "\n";
}
END
g++ -std=c++17 -I root/usr/include try.cc -Wl,--start-group root/usr/lib/*-linux-gnu/libabsl_*.a -Wl,--end-group \
  -pthread -o try
echo "Abseil $(dpkg-deb --field libabsl-dev_*.deb Version)"
for _ in 1 2 3; do ./try; done | tee seen

[ "$(grep -c 'process: same' seen)" -eq 3 ] && [ "$(grep -o 'BitGen [0-9]*' seen | sort -u | wc -l)" -eq 3 ] &&
  [ "$(grep -o 'mt19937_64 [0-9]*' seen | sort -u | wc -l)" -eq 1 ] || {
  echo "changed: a seeded BitGen repeats in another process" >&2
  exit 1
}
