// Verbs for the tests of the log: a small log on disk, its bytes, and what a reader makes of bytes.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/log/input_file.h"
#include "replay/log/log_file.h"
#include "replay/log/mcap_writer.h"
#include "tests/unit/support/temp_folder.h"

namespace reprise::log {

// A path for a log; the file, where a test writes it, goes at the end.
class ScratchFile {
 public:
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Bytes Read() const { return ReadFile(path_).value(); }

 private:
  const TempFolder folder_;
  const std::string path_ = folder_.File("log.mcap");
};

inline std::string MessageOf(const absl::Status& status) {
  return std::string(status.message().data(), status.message().size());
}

inline Metadata SmallMetadata() { return LogMetadata({{kKeySeed, "7"}, {kKeyWorkers, "2"}}).ToRecord(); }

// Payload number i of the small log: its size differs from its neighbours', so that nothing is aligned by
// luck.
inline std::string SmallPayload(std::uint32_t i) {
  std::string payload = absl::StrCat("payload ", i);
  payload.resize(payload.size() + i % 13, '.');
  return payload;
}

struct SmallLog {
  std::uint32_t messages = 12;
  std::uint32_t messages_per_chunk = 3;
  McapWriterOptions options = {};
};

// Metadata, one schema, two channels that take turns, chunks, summary.
inline void WriteSmallLog(const std::string& path, const SmallLog& small = {}) {
  absl::StatusOr<McapWriter> writer = McapWriter::Create(path, small.options);
  ASSERT_TRUE(writer.ok()) << writer.status();
  ASSERT_TRUE(writer->WriteMetadata(SmallMetadata()).ok());
  const std::string schema = "a schema";
  ASSERT_TRUE(
      writer->AddSchema({.id = 1, .name = "S", .encoding = "flatbuffer", .data = AsBytes(schema)}).ok());
  for (std::uint16_t id : {1, 2}) {
    ASSERT_TRUE(writer
                    ->AddChannel({.id = id,
                                  .schema_id = 1,
                                  .topic = absl::StrCat("/topic/", id),
                                  .message_encoding = "flatbuffer"})
                    .ok());
  }
  for (std::uint32_t i = 0; i < small.messages; ++i) {
    const std::string payload = SmallPayload(i);
    ASSERT_TRUE(writer
                    ->WriteMessage({.channel_id = static_cast<std::uint16_t>(1 + i % 2),
                                    .sequence = i / 2,
                                    .log_time = 1000 + i,
                                    .publish_time = i,
                                    .data = AsBytes(payload)})
                    .ok());
    if ((i + 1) % small.messages_per_chunk != 0) continue;
    ASSERT_TRUE(writer->EndChunk().ok());
  }
  ASSERT_TRUE(writer->Close().ok());
}

inline Bytes SmallLogBytes(const SmallLog& small = {}) {
  const ScratchFile file;
  WriteSmallLog(file.path(), small);
  return file.Read();
}

// Every message's payload, in the file's order.
inline std::vector<std::string> PayloadsOf(const LogFile& log) {
  std::vector<std::string> payloads(log.message_count());
  for (const auto& channel : log.channels()) {
    for (const LogMessage& message : channel->messages) payloads[message.position] = AsString(message.data);
  }
  return payloads;
}

}  // namespace reprise::log
