// make_log_reader_corpus FOLDER: writes the seeds of log_reader_fuzz.cc, each small and named by what is special.
#include <lz4frame.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>

#include "base/check.h"
#include "replay/log/input_file.h"
#include "replay/log/log_metadata.h"
#include "replay/log/mcap_index.h"
#include "replay/log/mcap_writer.h"
#include "tests/unit/log/raw_file.h"

namespace reprise::log {
namespace {

using Seeds = std::map<std::string, Bytes>;

// A log of ours: metadata, a schema, two channels, three chunks.
Bytes OwnLog(const std::string& scratch, McapWriterOptions options) {
  options.existing = Existing::kReplace;
  absl::StatusOr<McapWriter> writer = McapWriter::Create(scratch, options);
  REPRISE_CHECK(writer.ok());
  absl::Status status = writer->WriteMetadata(LogMetadata({{kKeySeed, "7"}, {kKeyWorkers, "2"}}).ToRecord());
  const std::string text = "some bytes that are the payload of a message";
  status.Update(writer->AddSchema({.id = 1, .name = "S", .encoding = "flatbuffer", .data = AsBytes(text)}));
  for (const std::uint16_t id : {1, 2}) {
    status.Update(
        writer->AddChannel({.id = id, .schema_id = 1, .topic = "/t", .message_encoding = "flatbuffer"}));
  }
  for (std::uint32_t i = 0; i < 9; ++i) {
    status.Update(writer->WriteMessage({.channel_id = static_cast<std::uint16_t>(1 + i % 2),
                                        .sequence = i / 2,
                                        .log_time = 7 * i % 5,
                                        .data = AsBytes(text)}));
    if (i % 3 == 2) status.Update(writer->EndChunk());
  }
  status.Update(writer->Close());
  REPRISE_CHECK(status.ok());
  Bytes bytes = ReadFile(scratch).value();
  std::remove(scratch.c_str());
  return bytes;
}

void AddOwnLogs(const std::string& scratch, Seeds& seeds) {
  const Bytes zstd = OwnLog(scratch, {});
  const Bytes plain = OwnLog(scratch, {.compression = Compression::kNone});
  seeds["own-zstd"] = zstd;
  seeds["own-uncompressed"] = plain;
  seeds["own-without-indexes"] = OwnLog(scratch, {.message_index = false, .chunk_index = false});
  const absl::StatusOr<McapIndex> index = McapIndex::Open(plain);
  const ChunkIndex& second = index->chunks()[1];
  seeds["own-cut-inside-second-chunk"] = Bytes(plain.begin(), plain.begin() + second.chunk_start_offset + 50);
  seeds["own-cut-inside-end-mark"] = Bytes(plain.begin(), plain.end() - 3);
  const auto flip = [&](const std::string& name, std::uint64_t at, std::uint8_t mask) {
    seeds[name] = plain;
    seeds[name][at] ^= std::byte{mask};
  };
  flip("own-chunk-opcode-private", second.chunk_start_offset, 0x80);
  flip("own-chunk-length-too-long", second.chunk_start_offset + 1, 0x40);
  flip("own-chunk-content-flipped", second.chunk_start_offset + 60, 0x01);
  flip("own-index-opcode-is-message", second.chunk_start_offset + second.chunk_length, 0x02);
  flip("own-index-length-over-next-chunk", second.chunk_start_offset + second.chunk_length + 2, 0x01);
  flip("own-footer-crc-wrong", plain.size() - kMagic.size() - 1, 0x01);
}

void AddChunks(Seeds& seeds) {
  const Bytes content = RawFile(RawFile::Part::kChunkContent).Add(kChannel1).Add(RawMessage(1, "a")).bytes();
  const auto with = [](const Chunk& chunk) { return RawFile().Add(chunk).Finish(); };
  Bytes packed(LZ4F_compressFrameBound(content.size(), nullptr));
  packed.resize(LZ4F_compressFrame(packed.data(), packed.size(), content.data(), content.size(), nullptr));
  seeds["chunk-lz4"] = with(RawChunk(content, "lz4", packed));
  seeds["chunk-unknown-compression"] = with(RawChunk(content, "brotli", content));
  seeds["chunk-in-chunk"] =
      with(RawChunk(RawFile(RawFile::Part::kChunkContent).Add(RawChunk(content)).bytes()));
  Chunk changed = RawChunk(content);
  ++changed.uncompressed_crc;
  seeds["chunk-crc-wrong"] = RawFile().Add(changed).Add(RawChunk(content)).Finish();
  changed = RawChunk(content);
  changed.message_end_time = 99;
  seeds["chunk-times-wrong"] = with(changed);
  Bytes zeros(std::size_t{1} << 20);
  Compressor compressor;
  Bytes small;
  (void)compressor.Compress(Compression::kZstd, ByteSpan(zeros).first(4000), small);
  changed = RawChunk(zeros, "zstd", small);
  seeds["chunk-bomb"] = with(changed);
  changed.uncompressed_size = ~std::uint64_t{0};
  seeds["chunk-size-max"] = with(changed);
}

void AddRecords(Seeds& seeds) {
  seeds["empty"] = {};
  seeds["magic-only"] = RawFile().bytes();
  seeds["magic-only"].resize(kMagic.size());
  seeds["header-only"] = RawFile().bytes();
  seeds["nothing-in-it"] = RawFile().Finish();
  Append(seeds["png"], AsBytes("\x89PNG\r\n\x1a\n"));
  seeds["message-without-chunk"] = RawFile().Add(kChannel1).Add(RawMessage(1, "a")).Finish();
  seeds["message-before-channel"] = RawFile().Add(RawMessage(1, "a")).Add(kChannel1).Finish();
  seeds["channel-before-schema"] = RawFile().Add(Channel{.id = 1, .schema_id = 2, .topic = "t"}).Finish();
  seeds["channel-twice-differently"] = RawFile().Add(kChannel1).Add(Channel{.id = 1, .topic = "u"}).Finish();
  seeds["schema-id-zero"] = RawFile().Add(Schema{.id = 0, .name = "S"}).Finish();
  seeds["private-and-unknown-opcodes"] = RawFile().Raw(0x80, 3).Raw(0xff, 0).Raw(0x42, 5).Finish();
  seeds["footer-before-data-end"] = RawFile().Add(Footer{}).Finish();
  Bytes record;
  EncodeRecord(record, Schema{.id = 1, .name = "S"});
  PatchNumber(record, record.size() - 4, ~std::uint32_t{0});
  seeds["schema-length-field-max"] = RawFile().AddBytes(record).Finish();
  record.clear();
  EncodeRecord(record, Metadata{.name = "m", .metadata = {{"key", "value"}}});
  PatchNumber(record, record.size() - 16, std::uint32_t{13});
  seeds["metadata-map-ends-inside-a-pair"] = RawFile().AddBytes(record).Finish();
  record.clear();
  EncodeRecord(record, Attachment{.name = "a", .media_type = "text/plain"});
  record.back() ^= std::byte{1};
  seeds["attachment-crc-wrong"] = RawFile().AddBytes(record).Finish();
  record = RawFile().Raw(0x42, 5).Finish();
  PatchNumber(record, RawFile().bytes().size() + 1, ~std::uint64_t{0});
  seeds["record-length-field-max"] = record;
  record = RawFile().Finish();
  PatchNumber(record, record.size() - kMagic.size() - kFooterBytes, ~std::uint64_t{0});
  seeds["footer-summary-start-max"] = record;
}

}  // namespace
}  // namespace reprise::log

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_log_reader_corpus FOLDER\n");
    return 2;
  }
  const std::string folder = argv[1];
  reprise::log::Seeds seeds;
  reprise::log::AddOwnLogs(folder + "/scratch", seeds);
  reprise::log::AddChunks(seeds);
  reprise::log::AddRecords(seeds);
  for (const auto& [name, bytes] : seeds) {
    std::ofstream out(folder + "/" + name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) {
      std::fprintf(stderr, "make_log_reader_corpus: cannot write %s/%s\n", folder.c_str(), name.c_str());
      return 4;
    }
  }
  std::printf("%zu seeds in %s\n", seeds.size(), folder.c_str());
  return 0;
}
