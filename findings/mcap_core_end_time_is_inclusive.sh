#!/usr/bin/env bash
# npm's @mcap/core 2.2.2: readMessages includes the messages at endTime; MCAP's C++ and Python readers leave them out.
#
# Expected: one format, one meaning of a time range. C++'s ReadMessageOptions::endTime takes messages "less than
# endTime", Python's iter_messages(end_time=...) leaves out what was logged at or after it.
# Happens: with the same two numbers the TypeScript reader also yields the messages at endTime. Code that reads a
# recording in slices [a, b), [b, c) as the other readers want it gets every message on a border twice.
# Source: McapIndexedReader.ts and ChunkCursor.ts compare with <= endTime; the documentation comments of mcap/reader.hpp
# (C++) and mcap.reader (Python); foxglove/mcap issue 1276 and pull request 1286 for Python.
# Needs: npm, node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" @mcap/core@2.2.2
cat >"$folder/read.mjs" <<'END'
import { McapIndexedReader, McapWriter, TempBuffer, VERSION } from "@mcap/core";

const file = new TempBuffer();
const writer = new McapWriter({ writable: file });
await writer.start({ profile: "", library: "findings" });
const channelId = await writer.registerChannel({
  topic: "count", messageEncoding: "json", schemaId: 0, metadata: new Map(),
});
for (const time of [0n, 10n, 20n, 30n]) {
  const data = new TextEncoder().encode("{}");
  await writer.addMessage({ channelId, sequence: 0, logTime: time, publishTime: time, data });
}
await writer.end();

console.log(`@mcap/core ${VERSION}, messages at 0, 10, 20, 30`);
const reader = await McapIndexedReader.Initialize({ readable: file });
for (const [startTime, endTime] of [[0n, 20n], [20n, 40n], [20n, 20n]]) {
  const times = [];
  for await (const message of reader.readMessages({ startTime, endTime })) times.push(message.logTime);
  console.log(`startTime ${startTime}, endTime ${endTime}: ${times.join(" ")}`);
}
END
node "$folder/read.mjs" | tee "$folder/seen"

grep -qx 'startTime 0, endTime 20: 0 10 20' "$folder/seen" &&
  grep -qx 'startTime 20, endTime 20: 20' "$folder/seen" || {
  echo "changed: endTime is no longer the time of the last message that is read" >&2
  exit 1
}
