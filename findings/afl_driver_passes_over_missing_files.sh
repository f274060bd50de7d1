#!/usr/bin/env bash
# AFL++ 4.04c: a fuzz target built with AFL++'s driver answers exit code 0 for a file or a folder that it did not read.
#
# Expected: the driver takes the place of libFuzzer's main, so `target FOLDER` runs every file in FOLDER, `target FILE`
# that file, and a name that does not exist is an error: a regression test that plays a corpus can rely on it.
# Happens: a missing file and a folder are passed over without a word, no input is run, exit code 0. With a flag of
# libFuzzer in front (-runs=1) even an existing file is not read; the target runs once on four bytes of the driver's
# own. A test that plays a corpus so passes for ever without having run anything.
# Source: utils/aflpp_driver/aflpp_driver.c of the release; libFuzzer's documentation for what is expected.
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download afl++=4.04c-4
dpkg -x afl++_*.deb root

cat >target.cc <<'END'
#include <cstddef>
#include <cstdint>
#include <cstdio>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t size) {
  std::printf("ran %zu bytes; ", size);
  return 0;
}
END
g++ target.cc root/usr/lib/afl/libAFLDriver.a root/usr/lib/afl/afl-compiler-rt.o -pthread -ldl -lrt -o target
mkdir corpus
printf abcdefg >corpus/seed

echo "AFL++ $(dpkg-deb --field afl++_*.deb Version)"
for arguments in corpus/seed corpus missing '-runs=1 corpus/seed'; do
  status=0
  ./target $arguments </dev/null >out 2>/dev/null || status=$?
  echo "target $arguments: $(grep -o 'ran [0-9]* bytes' out || echo "ran nothing"), exit code $status"
done | tee seen

cat >expected <<'END'
target corpus/seed: ran 7 bytes, exit code 0
target corpus: ran nothing, exit code 0
target missing: ran nothing, exit code 0
target -runs=1 corpus/seed: ran 4 bytes, exit code 0
END
cmp -s expected seen || {
  echo "changed: the driver no longer passes over files in silence" >&2
  exit 1
}
