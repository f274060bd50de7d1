#!/usr/bin/env bash
# npm's flatbuffers_reflection 0.0.7 shows an optional scalar that is not set as 0 or false.
#
# Expected: a field declared "= null" is absent or null in the object if the message leaves it out; that is what an
# optional scalar is for, and flatc's own JSON says null.
# Happens: with readDefaults, which MCAP viewers pass, the field is there with 0 or false. "Not measured" and "measured
# zero" look the same in a plot or a table. Without readDefaults the optional fields are rightly absent, but then so are
# all fields that hold their default.
# Source: reflection.ts of the package: readScalarLambda returns the field's default and never asks for `optional`;
# Lichtblick's parseFlatbufferSchema.ts calls toObjectLambda with readDefaults true.
# Needs: npm, node, apt-get (with its lists up to date), dpkg.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix . flatbuffers_reflection@0.0.7 flatbuffers@25.9.23 tslib@2.8.1
apt-get -qq -o APT::Sandbox::User=root download flatbuffers-compiler=2.0.8+dfsg1-2
dpkg -x flatbuffers-compiler_*.deb root
flatc=root/usr/bin/flatc

cat >shot.fbs <<'END'
table Shot { hits: int = null; ratio: float = null; lucky: bool = null; limit: int = 100; }
root_type Shot;
END
echo '{}' >shot.json
"$flatc" --binary --schema shot.fbs
"$flatc" --binary shot.fbs shot.json
mkdir json
"$flatc" --json --strict-json --defaults-json --raw-binary -o json shot.fbs -- shot.bin

cat >read.mjs <<'END'
import { readFileSync } from "node:fs";
import { ByteBuffer } from "flatbuffers";
import reflection from "flatbuffers_reflection";

const { Parser, Schema, Table } = reflection;
const parser = new Parser(Schema.getRootAsSchema(new ByteBuffer(readFileSync("shot.bfbs"))));
const shot = Table.getRootTable(new ByteBuffer(readFileSync("shot.bin")));
for (const readDefaults of [true, false]) {
  console.log(`readDefaults ${readDefaults}: ${JSON.stringify(parser.toObject(shot, readDefaults))}`);
}
END
echo "flatbuffers_reflection $(node -p 'require("./node_modules/flatbuffers_reflection/package.json").version')," \
  "$("$flatc" --version)"
echo "flatc: $(tr -s ' \n' ' ' <json/shot.json)"
node read.mjs | tee seen

grep -qxF 'readDefaults true: {"hits":0,"limit":100,"lucky":false,"ratio":0}' seen || {
  echo "changed: an optional scalar that is not set no longer reads as zero" >&2
  exit 1
}
