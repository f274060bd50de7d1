// check_log.mjs LOG [INFO]: reads a log with npm's MCAP readers, from the front and through its indexes, decodes every
// FlatBuffer by the schema that the log carries, and prints one JSON object with the counts of each channel. INFO is
// the output of `reprise info --json LOG`: what it counted must be the same.
import { McapIndexedReader, McapStreamReader } from "@mcap/core";
import { ByteBuffer } from "flatbuffers";
import { Parser, Schema, Table } from "flatbuffers_reflection";
import * as fzstd from "fzstd";
import { readFileSync } from "node:fs";

const decompressHandlers = { zstd: (bytes, size) => fzstd.decompress(bytes, new Uint8Array(Number(size))) };

function makeDecoder(schema) {
  const reflected = Schema.getRootAsSchema(new ByteBuffer(schema.data));
  const typeIndex = reflected.unpack().objects.findIndex((object) => object.name === schema.name);
  if (typeIndex < 0) throw new Error(`schema ${schema.name} does not describe itself`);
  const toObject = new Parser(reflected).toObjectLambda(typeIndex, true);
  return (data) => {
    // The library wants four bytes from where a struct begins, even of a struct of two that ends the message.
    const roomy = new Uint8Array(data.byteLength + 4);
    roomy.set(data);
    const buffer = new ByteBuffer(roomy);
    return toObject(new Table(buffer, typeIndex, buffer.readInt32(0), false));
  };
}

// Topics may repeat: then the counts decide.
function byTopic(a, b) {
  const [keyA, keyB] = [a, b].map(({ topic, messages, bytes }) => JSON.stringify([topic, messages, bytes]));
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
}

class Counter {
  schemas = new Map();
  channels = new Map();

  add(record) {
    if (record.type === "Schema") this.schemas.set(record.id, record);
    if (record.type === "Channel" && !this.channels.has(record.id)) this.#addChannel(record);
    if (record.type === "Message") this.#addMessage(record);
  }

  #addChannel(channel) {
    const schema = this.schemas.get(channel.schemaId);
    this.channels.set(channel.id, {
      topic: channel.topic, schema: schema?.name ?? "", messages: 0, bytes: 0, decoded: 0,
      decode: channel.messageEncoding === "flatbuffer" ? makeDecoder(schema) : undefined,
    });
  }

  #addMessage(message) {
    const channel = this.channels.get(message.channelId);
    channel.messages += 1;
    channel.bytes += message.data.byteLength;
    if (channel.decode === undefined) return;
    try {
      channel.decode(message.data);
    } catch (error) {
      throw new Error(`${channel.topic}: message ${message.sequence} does not decode: ${error.message}`);
    }
    channel.decoded += 1;
  }

  result() {
    const channels = [...this.channels.values()].map(({ decode, ...counts }) => counts);
    channels.sort(byTopic);
    return { messages: channels.reduce((sum, channel) => sum + channel.messages, 0), channels };
  }
}

function readFromTheFront(bytes) {
  const counter = new Counter();
  const reader = new McapStreamReader({ decompressHandlers, validateCrcs: true });
  reader.append(bytes);
  for (let record; (record = reader.nextRecord()); ) counter.add(record);
  if (!reader.done()) throw new Error("the file ends before its end mark");
  return counter.result();
}

// Nothing for a log without indexes: npm's indexed reader needs both.
async function readThroughIndexes(bytes) {
  const readable = {
    size: async () => BigInt(bytes.byteLength),
    read: async (offset, length) => bytes.subarray(Number(offset), Number(offset + length)),
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
  if (reader.chunkIndexes.length === 0) return undefined;
  const counter = new Counter();
  for (const schema of reader.schemasById.values()) counter.add(schema);
  for (const channel of reader.channelsById.values()) counter.add(channel);
  let time = 0n;
  for await (const message of reader.readMessages()) {
    if (message.logTime < time) throw new Error("the indexed reader gives messages out of order");
    time = message.logTime;
    counter.add(message);
  }
  return counter.result();
}

function expectSame(what, actual, expected) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what} differ:\n  npm:      ${a}\n  expected: ${e}`);
}

function counts(channels) {
  const rows = channels.map(({ topic, schema, messages, bytes }) => ({ topic, schema, messages, bytes }));
  return rows.filter((row) => row.messages > 0).sort(byTopic);
}

const [log, info] = process.argv.slice(2);
try {
  const bytes = new Uint8Array(readFileSync(log));
  const result = readFromTheFront(bytes);
  const indexed = await readThroughIndexes(bytes);
  if (indexed !== undefined) expectSame("the two readers", indexed, result);
  if (info !== undefined) {
    expectSame("the counts", counts(result.channels), counts(JSON.parse(readFileSync(info, "utf8")).channels));
  }
  console.log(JSON.stringify(result));
} catch (error) {
  console.error(`check_log: ${log}: ${error.message}`);
  process.exitCode = 1;
}
