// Which schemas and channels a file has defined so far, and whether a new record agrees with them.
//
// Use when     a file from outside is read: a message must follow its channel, a channel its schema, and an
//              id never changes its meaning.
// Threads      thread-compatible.
// Memory       A copy of each definition.
// Errors       DataLoss with a sentence that says what contradicts what.
#pragma once

#include <cstdint>
#include <map>

#include "absl/status/status.h"
#include "replay/log/mcap_records.h"

namespace reprise::log {

class Definitions {
 public:
  absl::Status Add(const Schema& schema);
  absl::Status Add(const Channel& channel);
  [[nodiscard]] absl::Status Check(const Message& message) const;

 private:
  using Ids = std::map<std::uint16_t, Bytes>;  // Id to encoded record.
  static absl::Status Remember(Ids& ids, std::uint16_t id, const char* kind, Bytes record);

  Ids schemas_;
  Ids channels_;
};

}  // namespace reprise::log
