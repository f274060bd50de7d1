// Which MCAP channel an object's messages go to, for all workers.
//
// Threads      thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "base/check.h"
#include "base/ids.h"
#include "replay/record/channel_ids.h"

namespace reprise::record {

struct ChannelEntry {
  std::uint16_t id = 0;
  bool starts_chunk = false;
};

class ChannelTable {
 public:
  // The object's id must be new: two objects with one id would be one in the log.
  ChannelEntry Add(ObjectId object, bool starts_chunk) {
    const std::lock_guard guard(mutex_);
    REPRISE_CHECK(entries_.size() + kFirstProgramChannel < UINT16_MAX);
    const auto id = static_cast<std::uint16_t>(kFirstProgramChannel + entries_.size());
    const auto [entry, added] = entries_.try_emplace(object, ChannelEntry{id, starts_chunk});
    REPRISE_CHECK(added);
    return entry->second;
  }

  ChannelEntry Of(ObjectId object) const {
    const std::lock_guard guard(mutex_);
    return entries_.at(object);
  }

 private:
  mutable std::mutex mutex_;
  std::map<ObjectId, ChannelEntry> entries_;
};

}  // namespace reprise::record
