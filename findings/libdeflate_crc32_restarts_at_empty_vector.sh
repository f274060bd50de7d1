#!/usr/bin/env bash
# libdeflate 1.14: libdeflate_crc32 over an empty std::vector gives 0, not the checksum so far.
#
# Expected: a checksum over several parts is continued by giving the last result with the next part, and a part of no
# bytes changes nothing.
# Happens: an empty vector, span or string_view usually has the data pointer nullptr, and a null pointer means "give me
# the initial value" whatever the length is. The checksum of all parts before is lost, and what is stored in the end is
# the one of the parts after the last empty one. An empty array (a pointer, no length) does no harm, so it depends on
# the type that held the empty part. libdeflate_adler32 does the same with 1; so does zlib.
# Source: libdeflate.h on the two functions: the initial value is also returned "when 'buffer' is specified as NULL".
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libdeflate-dev=1.14-1
dpkg -x libdeflate-dev_*.deb root

cat >try.cc <<'END'
#include <libdeflate.h>

#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
  const std::vector<char> empty;
  const std::uint32_t head = libdeflate_crc32(0, "head", 4);
  std::printf("libdeflate %s\n", LIBDEFLATE_VERSION_STRING);
  std::printf("head: %08x\n", head);
  std::printf("head, empty array: %08x\n", libdeflate_crc32(head, "", 0));
  std::printf("head, empty vector: %08x\n", libdeflate_crc32(head, empty.data(), empty.size()));
  std::printf("headtail: %08x\n", libdeflate_crc32(0, "headtail", 8));
  const std::uint32_t middle = libdeflate_crc32(head, empty.data(), empty.size());
  std::printf("head, empty vector, tail: %08x\n", libdeflate_crc32(middle, "tail", 4));
  std::printf("tail: %08x\n", libdeflate_crc32(0, "tail", 4));
}
END
g++ -std=c++17 -I root/usr/include try.cc root/usr/lib/*-linux-gnu/libdeflate.a -o try
./try | tee seen

grep -qx 'head, empty vector: 00000000' seen &&
  [ "$(sed -n 's/^head, empty vector, tail: //p' seen)" = "$(sed -n 's/^tail: //p' seen)" ] || {
  echo "changed: an empty vector no longer restarts the checksum" >&2
  exit 1
}
