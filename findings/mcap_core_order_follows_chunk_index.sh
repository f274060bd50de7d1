#!/usr/bin/env bash
# npm's @mcap/core 2.2.2: messages come out of time order when the chunk indexes are not listed as the chunks lie.
#
# Expected: readMessages merges the chunks by log time, in whatever order the summary lists their indexes; the format
# prescribes none.
# Happens: if each listed chunk begins no earlier than the one listed before it ends, the reader takes the chunks for
# ordered and reads one after the other to its end. Which one is first is decided by log time and then by the place in
# the file. Where one chunk ends at the time at which the next begins, and lies behind it in the file, the two rules
# disagree: the later chunk is read to its end before the earlier one's message. With the same file and the two indexes
# swapped the order is right.
# Source: McapIndexedReader.ts (chunksOrdered), ChunkCursor.ts (compare).
# Needs: npm, node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" @mcap/core@2.2.2
cat >"$folder/read.mjs" <<'END'
import { MCAP_MAGIC, McapIndexedReader, McapRecordBuilder, McapWriter, TempBuffer, VERSION } from "@mcap/core";

// Two chunks: messages at 10 and 20, and behind them one at 10.
const file = new TempBuffer();
const writer = new McapWriter({ writable: file, chunkSize: 500, useSummaryOffsets: false, useStatistics: false });
await writer.start({ profile: "", library: "findings" });
const channelId = await writer.registerChannel({
  topic: "count", messageEncoding: "", schemaId: 0, metadata: new Map(),
});
for (const [logTime, size] of [[10n, 0], [20n, 1000], [10n, 1000]]) {
  await writer.addMessage({ channelId, sequence: 0, logTime, publishTime: logTime, data: new Uint8Array(size) });
}
await writer.end();

// The same file with its chunk indexes in the given order.
async function listed(order) {
  const reader = await McapIndexedReader.Initialize({ readable: file });
  const summary = new McapRecordBuilder();
  for (const channel of reader.channelsById.values()) summary.writeChannel(channel);
  for (const at of order) summary.writeChunkIndex(reader.chunkIndexes[at]);
  summary.writeFooter({ summaryStart: reader.footer.summaryStart, summaryOffsetStart: 0n, summaryCrc: 0 });
  const head = file.get().slice(0, Number(reader.footer.summaryStart));
  return new TempBuffer(Buffer.concat([head, summary.buffer, new Uint8Array(MCAP_MAGIC)]));
}

console.log(`@mcap/core ${VERSION}`);
for (const order of [[0, 1], [1, 0]]) {
  const reader = await McapIndexedReader.Initialize({ readable: await listed(order) });
  const times = [];
  for await (const message of reader.readMessages()) times.push(message.logTime);
  const chunks = reader.chunkIndexes.map((chunk) => `${chunk.messageStartTime}..${chunk.messageEndTime}`);
  console.log(`chunks listed ${chunks.join(", ")}: read ${times.join(" ")}`);
}
END
node "$folder/read.mjs" | tee "$folder/seen"

grep -qx 'chunks listed 10..20, 10..10: read 10 10 20' "$folder/seen" &&
  grep -qx 'chunks listed 10..10, 10..20: read 10 20 10' "$folder/seen" || {
  echo "changed: the order of the chunk indexes no longer changes the order of the messages" >&2
  exit 1
}
