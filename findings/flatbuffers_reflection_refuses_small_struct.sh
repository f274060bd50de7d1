#!/usr/bin/env bash
# npm's flatbuffers_reflection 0.0.7 raises an error for a valid message that ends with a struct of 1 to 3 bytes.
#
# Expected: what flatc wrote, and reads back, can be read; whether a field is followed by other bytes does not matter.
# Happens: the check of bounds wants four bytes at the start of every object, which is right for a table (its vtable
# offset) and wrong for a struct. A table whose only field is a one-byte struct fails, and so does a vector of two-byte
# structs as soon as its last element ends the buffer. The same struct with other fields behind it reads well, so the
# error comes and goes with the other values of the message.
# Source: reflection.ts of the package, the constructor of Table, the check before isStruct.
# Needs: npm, node, apt-get (with its lists up to date), dpkg.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix . flatbuffers_reflection@0.0.7 flatbuffers@25.9.23 tslib@2.8.1
apt-get -qq -o APT::Sandbox::User=root download flatbuffers-compiler=2.0.8+dfsg1-2
dpkg -x flatbuffers-compiler_*.deb root
flatc=root/usr/bin/flatc

cat >move.fbs <<'END'
struct Cell { x: ubyte; y: ubyte; }
table Move { way: [Cell]; cost: int; }
root_type Move;
END
"$flatc" --binary --schema move.fbs
echo '{"way": [{"x": 1, "y": 2}]}' >one_cell.json
echo '{"way": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}' >two_cells.json
"$flatc" --binary move.fbs one_cell.json two_cells.json
"$flatc" --json --strict-json --raw-binary move.fbs -- two_cells.bin

cat >read.mjs <<'END'
import { readFileSync } from "node:fs";
import { ByteBuffer } from "flatbuffers";
import reflection from "flatbuffers_reflection";

const { Parser, Schema, Table } = reflection;
const parser = new Parser(Schema.getRootAsSchema(new ByteBuffer(readFileSync("move.bfbs"))));
for (const name of ["one_cell", "two_cells"]) {
  let seen;
  try {
    seen = JSON.stringify(parser.toObject(Table.getRootTable(new ByteBuffer(readFileSync(`${name}.bin`))), true));
  } catch (error) {
    seen = error.message;
  }
  console.log(`${name}: ${seen}`);
}
END
echo "flatbuffers_reflection $(node -p 'require("./node_modules/flatbuffers_reflection/package.json").version')," \
  "$("$flatc" --version)"
echo "flatc reads two_cells: $(tr -s ' \n' ' ' <two_cells.json)"
node read.mjs | tee seen

grep -qxF 'one_cell: {"cost":0,"way":[{"x":1,"y":2}]}' seen &&
  grep -q '^two_cells: .*would extend beyond ByteBuffer' seen || {
  echo "changed: a struct of less than four bytes at the end of a message is read" >&2
  exit 1
}
