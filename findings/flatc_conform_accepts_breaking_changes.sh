#!/usr/bin/env bash
# flatc 2.0.8 --conform accepts changes after which old data is misread or refused.
#
# Expected: --conform OLD, which tells whether a schema is an evolution of an older one, says no to whatever makes old
# data unreadable: the documentation says that structs can never change.
# Happens: exit code 0 for a struct that lost its last field (or grew), for an enum without its last value, a table
# field made required, a changed root_type, and a union's member that names another table. The script then reads old
# bytes with the accepted struct: no error, wrong numbers. Only what stands at the same place in both schemas is
# compared (field types, offsets, defaults, values of enums), so a size, an attribute or an absence is never seen.
# Source: Parser::ConformTo in idl_parser.cpp of the release.
# Needs: apt-get (with its lists up to date), dpkg.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download flatbuffers-compiler=2.0.8+dfsg1-2
dpkg -x flatbuffers-compiler_*.deb root
flatc=root/usr/bin/flatc
"$flatc" --version

# conform NAME OLD NEW: the two schemas stay as NAME.old.fbs and NAME.new.fbs.
conform() {
  echo "$2" >"$1.old.fbs"
  echo "$3" >"$1.new.fbs"
  if "$flatc" --conform "$1.old.fbs" "$1.new.fbs" >/dev/null 2>&1; then
    echo "accepted: $1"
  else
    echo "refused: $1"
  fi
}

{
  conform default_changed 'table T { a: int = 1; } root_type T;' 'table T { a: int = 2; } root_type T;'
  conform struct_shrank 'struct P { x: int; y: int; } table T { p: [P]; } root_type T;' \
    'struct P { x: int; } table T { p: [P]; } root_type T;'
  conform enum_value_removed 'enum E: ubyte { A, B, C } table T { e: E; } root_type T;' \
    'enum E: ubyte { A, B } table T { e: E; } root_type T;'
  conform field_made_required 'table T { s: string; } root_type T;' 'table T { s: string (required); } root_type T;'
  conform root_type_changed 'table T { s: string; } table U { a: int; } root_type T;' \
    'table T { s: string; } table U { a: int; } root_type U;'
  conform union_member_changed 'table A { a: int; } table B { b: string; } union U { X: A } table T { u: U; }' \
    'table A { a: int; } table B { b: string; } union U { X: B } table T { u: U; }'
} | tee seen

echo '{"p": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}' >points.json
"$flatc" --binary struct_shrank.old.fbs points.json
"$flatc" --json --strict-json --raw-binary -o read struct_shrank.new.fbs -- points.bin
echo "written as $(cat points.json)"
echo "read as $(tr -s ' \n' ' ' <read/points.json)" | tee -a seen

grep -qx 'refused: default_changed' seen && [ "$(grep -c '^accepted: ' seen)" -eq 5 ] &&
  grep -q '^read as { "p": \[ { "x": 1 }, { "x": 2 } \] }' seen || {
  echo "changed: --conform refuses more than it did" >&2
  exit 1
}
