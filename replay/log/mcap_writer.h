// Writes an MCAP file from front to back: definitions and messages gathered in chunks, then the summary.
//
// Use when     a log is recorded. A recorder that has encoded messages already (EncodeRecord of mcap_codec.h)
//              hands each batch over with WriteChunk; others call WriteMessage and chunks fill by themselves.
// Threads      thread-compatible.
// Memory       One chunk, its compressed copy, and some 80 bytes of index a chunk plus 16 a message of that
//              chunk.
// Errors       Status of output_file.h (full disk, permission). The first one stays, every later call returns
//              it, and nothing more is written: the file stays readable up to there. Ids used twice, or a
//              message whose channel was not added, are CHECKs: they are the caller's mistake.
// Order        Records lie in the order of the calls. Schemas and channels go into the next chunk, where its
//              CRC covers them.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/compression.h"
#include "replay/log/format.h"
#include "replay/log/mcap_codec.h"
#include "replay/log/output_file.h"

namespace reprise::log {

struct McapWriterOptions {
  std::string profile = kProfile;
  std::string library = kLibrary;
  Compression compression = Compression::kZstd;
  Existing existing = Existing::kRefuse;
  std::size_t chunk_bytes_target = kChunkBytesTarget;
  bool chunks = true;
  // An index each. npm's indexed reader refuses a file with a chunk index and no message index.
  bool message_index = true;
  bool chunk_index = true;
  bool attachment_index = true;
  bool metadata_index = true;
  // The rest of the summary.
  bool statistics = true;
  bool repeat_schemas = true;
  bool repeat_channels = true;
  bool summary_offsets = true;
};

class McapWriter {
 public:
  static absl::StatusOr<McapWriter> Create(const std::string& path, const McapWriterOptions& options = {});

  absl::Status AddSchema(const Schema& schema);     // Ids are the caller's, from 1.
  absl::Status AddChannel(const Channel& channel);  // After its schema; schema_id 0 is "none".
  absl::Status WriteMessage(const Message& message);
  absl::Status EndChunk();                     // Closes the chunk that WriteMessage fills, if any.
  absl::Status WriteChunk(ByteSpan messages);  // Whole Message records, and nothing else, become one chunk.
  absl::Status WriteMetadata(const Metadata& metadata);
  absl::Status WriteAttachment(const Attachment& attachment);
  absl::Status Close();  // Summary, footer, magic, sync. Without it the file is a readable prefix.

  [[nodiscard]] std::uint64_t size_bytes() const { return file_.size_bytes(); }
  [[nodiscard]] const Statistics& statistics() const { return statistics_; }  // Times and totals so far.

 private:
  McapWriter(OutputFile file, McapWriterOptions options);

  absl::Status Define(const Bytes& record);
  void Count(const Message& message, std::uint64_t chunk_offset);
  absl::Status SealChunk(ByteSpan content);
  absl::Status WriteData(ByteSpan bytes);  // In front of DataEnd: the data section's CRC covers it.
  void EncodeSummary(Bytes& out) const;

  McapWriterOptions options_;
  OutputFile file_;
  Compressor compressor_;
  std::uint32_t data_crc_ = 0;
  bool closed_ = false;

  Bytes chunk_;                 // The open chunk's content; definitions wait here for the next messages.
  Bytes compressed_, scratch_;  // Kept for their memory.
  Chunk chunk_head_;            // Times of the open chunk's messages.
  std::uint64_t chunk_messages_ = 0;
  std::map<std::uint16_t, MessageIndex> message_indexes_;  // By channel, of the open chunk.

  std::map<std::uint16_t, Bytes> schemas_, channels_;  // Whole records, as the summary repeats them.
  std::map<std::uint16_t, std::uint64_t> message_counts_;
  std::vector<ChunkIndex> chunk_indexes_;
  std::vector<AttachmentIndex> attachment_indexes_;
  std::vector<MetadataIndex> metadata_indexes_;
  Statistics statistics_;
};

}  // namespace reprise::log
