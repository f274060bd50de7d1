#!/usr/bin/env bash
# npm's @mcap/core 2.2.2: the indexed reader yields no message and no error for a valid file without chunk indexes.
#
# Expected: McapIndexedReader.Initialize refuses what it cannot read ("File is not indexed"), or readMessages falls back
# to the data section. The MCAP specification makes chunks and chunk indexes optional.
# Happens: if the file has any summary at all (statistics, repeated channels), Initialize succeeds, statistics count all
# messages, and readMessages ends at once. So does a file without chunks and a file with chunks but no chunk index; a
# viewer on this reader shows an empty recording. The error comes only for a file that has no summary section whatever.
# McapStreamReader reads all three.
# Source: McapIndexedReader.ts: the default start and end come from the chunk indexes alone, and without them
# readMessages returns; mcap.dev, specification, "Summary Section".
# Needs: npm, node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" @mcap/core@2.2.2
cat >"$folder/read.mjs" <<'END'
import { McapIndexedReader, McapStreamReader, McapWriter, TempBuffer, VERSION } from "@mcap/core";

async function write(options) {
  const file = new TempBuffer();
  const writer = new McapWriter({ writable: file, ...options });
  await writer.start({ profile: "", library: "findings" });
  const channelId = await writer.registerChannel({
    topic: "count", messageEncoding: "json", schemaId: 0, metadata: new Map(),
  });
  for (const time of [1n, 2n, 3n]) {
    const data = new TextEncoder().encode(`{"time":${time}}`);
    await writer.addMessage({ channelId, sequence: Number(time), logTime: time, publishTime: time, data });
  }
  await writer.end();
  return file;
}

async function countIndexed(file) {
  const reader = await McapIndexedReader.Initialize({ readable: file });
  let count = 0;
  for await (const _ of reader.readMessages()) ++count;
  return `${count} (statistics say ${reader.statistics?.messageCount})`;
}

function countStreamed(file) {
  const reader = new McapStreamReader();
  reader.append(file.get());
  let count = 0;
  for (let record; (record = reader.nextRecord()); ) if (record.type === "Message") ++count;
  return count;
}

console.log(`@mcap/core ${VERSION}`);
const files = {
  "chunks and index": {},
  "no chunks": { useChunks: false },
  "chunks, no chunk index": { useChunkIndex: false },
};
for (const [name, options] of Object.entries(files)) {
  const file = await write(options);
  console.log(`${name}: indexed reader ${await countIndexed(file)}, stream reader ${countStreamed(file)}`);
}
END
node "$folder/read.mjs" | tee "$folder/seen"

grep -qx 'no chunks: indexed reader 0 (statistics say 3), stream reader 3' "$folder/seen" &&
  grep -qx 'chunks, no chunk index: indexed reader 0 (statistics say 3), stream reader 3' "$folder/seen" || {
  echo "changed: the indexed reader no longer passes over a file without chunk indexes in silence" >&2
  exit 1
}
