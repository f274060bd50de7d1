// Which MCAP channel an object's messages go to, for all workers.
//
// An object whose name is new gets a channel of its own. Those without a name, of which programs make millions, share
// one for each kind and schema, and those whose name was used before share one for that name: MCAP's ids have 16 bits.
// Names that come when 60,000 channels have one go with those without.
//
// Threads      thread-safe.
// Memory       one entry an object, but for oneshots: theirs goes when their message comes.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "base/ids.h"
#include "replay/record/channel_ids.h"
#include "replay/record/seal_thread.h"
#include "sched/tap.h"

namespace reprise::record {

struct ChannelEntry {
  std::uint16_t id = 0;
  bool starts_chunk = false;
  bool shared = false;  // A message's sequence is the place of its op, not its ticket.
  bool once = false;    // One message at most.
};

class ChannelTable {
 public:
  // Tells `seal` of each new channel before anybody can use it.
  explicit ChannelTable(SealThread& seal) : seal_(seal) {}

  // The object has messages. Its id must be new: two objects with one id would be one in the log.
  void Add(const sched::ObjectInfo& object);

  // Where the object's next message goes.
  ChannelEntry Of(ObjectId object);

 private:
  using Key = std::pair<std::string, std::string>;  // Topic and schema.

  std::uint16_t Define(const sched::ObjectInfo& object, const std::string& topic, const std::string& whose);

  SealThread& seal_;
  std::mutex mutex_;
  std::uint16_t next_id_ = kFirstProgramChannel;
  std::map<ObjectId, ChannelEntry> entries_;
  std::set<std::string> names_;  // Of those with a channel of their own.
  std::size_t named_ = 0;        // Channels with the name of an object.
  std::map<Key, std::uint16_t> shared_;
};

}  // namespace reprise::record
