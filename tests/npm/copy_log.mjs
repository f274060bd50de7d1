// copy_log.mjs LOG COPY: writes a log anew with npm's MCAP writer, uncompressed, for our reader to read.
import { McapStreamReader, McapWriter } from "@mcap/core";
import * as fzstd from "fzstd";
import { openSync, readFileSync, writeSync } from "node:fs";

const [log, copy] = process.argv.slice(2);
const reader = new McapStreamReader({
  decompressHandlers: { zstd: (bytes, size) => fzstd.decompress(bytes, new Uint8Array(Number(size))) },
});
reader.append(new Uint8Array(readFileSync(log)));

const file = openSync(copy, "w");
let written = 0n;
const writer = new McapWriter({
  writable: {
    position: () => written,
    write: async (bytes) => {
      writeSync(file, bytes);
      written += BigInt(bytes.byteLength);
    },
  },
  chunkSize: 100_000,
});

const schemaIds = new Map([[0, 0]]);
const channelIds = new Map();
for (let record; (record = reader.nextRecord()) && record.type !== "DataEnd"; ) {
  if (record.type === "Header") await writer.start(record);
  if (record.type === "Metadata") await writer.addMetadata(record);
  if (record.type === "Schema") schemaIds.set(record.id, await writer.registerSchema(record));
  if (record.type === "Channel") {
    const channel = { ...record, schemaId: schemaIds.get(record.schemaId) };
    channelIds.set(record.id, await writer.registerChannel(channel));
  }
  if (record.type === "Message") {
    await writer.addMessage({ ...record, channelId: channelIds.get(record.channelId) });
  }
}
await writer.end();
