#!/usr/bin/env bash
# flatc 2.0.8: a binary schema (.bfbs) holds 0 for an unsigned default of 2^63 or more.
#
# Expected: the binary schema says what the text says, so a reader with the binary schema sees the values that one with
# the text sees.
# Happens: `ulong = 18446744073709551615`, the usual mark for "none", is 0 in the .bfbs, without a warning: defaults are
# kept there as signed 64-bit numbers, and a text that does not fit is taken for 0. The same message then reads as
# "none" with the text schema, and as the valid value 0 with the binary one, which is what a log carries for its
# readers. 2^63 - 1 is kept.
# Source: reflection.fbs, Field.default_integer is a long; Field Serialize in idl_parser.cpp of the release.
# Needs: apt-get (with its lists up to date), dpkg.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download flatbuffers-compiler=2.0.8+dfsg1-2
dpkg -x flatbuffers-compiler_*.deb root
flatc=root/usr/bin/flatc

cat >link.fbs <<'END'
table Link {
  to: ulong = 18446744073709551615;
  from: ulong = 9223372036854775808;
  by: ulong = 9223372036854775807;
}
root_type Link;
END
echo '{}' >link.json
"$flatc" --binary --schema link.fbs
"$flatc" --binary link.fbs link.json
"$flatc" --version
for schema in link.fbs link.bfbs; do
  "$flatc" --json --strict-json --defaults-json --raw-binary -o read "$schema" -- link.bin
  echo "with $schema: $(tr -s ' \n' ' ' <read/link.json)"
done | tee seen

grep -q '^with link.fbs: { "to": 18446744073709551615, "from": 9223372036854775808, "by": 9223372036854775807 }' seen &&
  grep -q '^with link.bfbs: { "to": 0, "from": 0, "by": 9223372036854775807 }' seen || {
  echo "changed: the binary schema keeps a large default" >&2
  exit 1
}
