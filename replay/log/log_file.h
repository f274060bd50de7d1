// A log of a run, opened: its metadata, its channels with their messages, and how far it can be trusted.
//
// Use when     a log is replayed, verified or looked at.
// Not when     an MCAP file of another program is read: mcap_reader.h asks for no metadata of ours.
// Threads      Open: thread-safe. A LogFile that nobody moves: immutable.
// Memory       All payloads, uncompressed, each aligned for FlatBuffers; spans live as long as the LogFile.
// Errors       NotFound, PermissionDenied; DataLoss: not a log, nothing whole left in front of the damage,
//              or, in strict mode, any damage; FailedPrecondition: a log of a later version. One sentence
//              with the path.
#pragma once

#include <memory>
#include <memory_resource>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/log/log_metadata.h"
#include "replay/log/mcap_reader.h"

namespace reprise::log {

struct LogSchema {
  std::uint16_t id = 0;
  std::string name, encoding;
  Bytes data;
};

struct LogMessage {
  std::uint32_t sequence = 0;
  std::uint64_t log_time = 0, publish_time = 0;
  ByteSpan data;               // At an address that is a multiple of kPayloadAlignment.
  std::uint64_t position = 0;  // Messages of the whole log that come before it in the file.
  std::uint32_t chunk = 0;     // Chunks that come before its own.
};

struct LogChannel {
  std::uint16_t id = 0;
  std::string topic, message_encoding;
  StringMap metadata;
  const LogSchema* schema = nullptr;  // Null for a channel without one.
  std::vector<LogMessage> messages;   // In the file's order.
};

class LogFile {
 public:
  static absl::StatusOr<LogFile> Open(const std::string& path, ReadMode mode);
  // The same for bytes that are in memory; `name` stands for the path in messages.
  static absl::StatusOr<LogFile> Parse(ByteSpan file, ReadMode mode, const std::string& name);

  [[nodiscard]] const LogMetadata& metadata() const { return metadata_; }
  // Every metadata record, ours among them, in the file's order.
  [[nodiscard]] const std::vector<Metadata>& all_metadata() const { return all_metadata_; }
  // In the order of their ids; also those without a message.
  [[nodiscard]] const std::vector<std::unique_ptr<const LogChannel>>& channels() const { return channels_; }
  [[nodiscard]] const std::vector<std::unique_ptr<const LogSchema>>& schemas() const { return schemas_; }
  // The first with that topic; null when there is none. A name that was used again has a second channel
  // (docs/log-format.md).
  [[nodiscard]] const LogChannel* FindChannel(const std::string& topic) const;

  [[nodiscard]] std::uint64_t message_count() const { return message_count_; }
  [[nodiscard]] std::uint32_t chunk_count() const { return chunk_count_; }
  [[nodiscard]] std::uint64_t file_bytes() const { return file_bytes_; }

  // Nothing is wrong from the first byte to the last.
  [[nodiscard]] bool whole() const { return damages_.empty(); }
  // Every message that was written is here, though what comes behind them (an index, the end mark) may be
  // damaged.
  [[nodiscard]] bool messages_whole() const { return messages_whole_; }
  [[nodiscard]] const std::vector<Damage>& damages() const { return damages_; }

 private:
  LogFile() = default;

  struct Loader;

  LogMetadata metadata_;
  std::vector<Metadata> all_metadata_;
  std::vector<std::unique_ptr<const LogSchema>> schemas_;
  std::vector<std::unique_ptr<const LogChannel>> channels_;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> payloads_;
  std::uint64_t message_count_ = 0;
  std::uint32_t chunk_count_ = 0;
  std::uint64_t file_bytes_ = 0;
  bool messages_whole_ = false;
  std::vector<Damage> damages_;
};

}  // namespace reprise::log
