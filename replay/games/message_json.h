// What a message of a log says, as JSON: through its codec where this build has one, else its size and first
// bytes.
//
// Use when     a log is shown. Replays compare bytes of codecs instead.
// Threads      thread-compatible. The log must outlive it.
// Errors       none: bytes that are not what their schema promises become {"error": …}.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>

#include "replay/log/log_file.h"

namespace reprise::games {

class MessageJson {
 public:
  // Reads the log's definitions, so that ops name their tasks and objects.
  explicit MessageJson(const log::LogFile& log);

  [[nodiscard]] nlohmann::ordered_json Of(const log::LogChannel& channel,
                                          const log::LogMessage& message) const;

  // Whose message it is, where a channel holds those of many objects; else "".
  [[nodiscard]] std::string ObjectOf(const log::LogChannel& channel, const log::LogMessage& message) const;

 private:
  [[nodiscard]] nlohmann::ordered_json Ops(log::ByteSpan records) const;
  [[nodiscard]] std::string NameOf(std::uint64_t id) const;

  std::map<std::uint64_t, std::string> names_;     // Of tasks and objects, by id.
  std::map<std::uint32_t, log::ByteSpan> blocks_;  // Of ops, by chunk.
};

// Order records in a message of an ops channel; other channels have none.
[[nodiscard]] bool IsOpsChannel(const log::LogChannel& channel);

}  // namespace reprise::games
