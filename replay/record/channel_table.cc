#include "replay/record/channel_table.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "replay/log/format.h"

namespace reprise::record {
namespace {

// So many ids go to names, to the first object of one and to all others of it; the rest are for kinds and schemas.
constexpr std::size_t kNamedMax = 60'000;

static_assert(kFirstProgramChannel + kNamedMax < UINT16_MAX);

}  // namespace

void ChannelTable::Add(const sched::ObjectInfo& object) {
  const std::lock_guard guard(mutex_);
  ChannelEntry entry{.starts_chunk = object.starts_chunk,
                     .shared = true,
                     .once = object.kind == sched::ObjectKind::kOneshot};
  const bool known = names_.contains(object.name);
  const bool room = named_ < kNamedMax;
  if (!object.name.empty() && !known && room) {
    names_.insert(object.name);
    ++named_;
    entry.shared = false;
    entry.id = Define(object, object.name, absl::StrCat(Value(object.id)));
  } else {
    const std::string schema = object.payload->schema_name;
    const bool by_name = known && (room || shared_.contains({object.name, schema}));
    const std::string topic =
        by_name ? object.name : absl::StrCat(log::kUnnamedTopicPrefix, sched::Name(object.kind), "/", schema);
    std::uint16_t& id = shared_[{topic, schema}];
    if (id == 0) {
      id = Define(object, topic, log::kObjectOfOp);
      if (by_name) ++named_;
    }
    entry.id = id;
  }
  REPRISE_CHECK(entries_.try_emplace(object.id, entry).second);
}

// Under the lock, so that no message overtakes the definition of its channel.
std::uint16_t ChannelTable::Define(const sched::ObjectInfo& object, const std::string& topic,
                                   const std::string& whose) {
  REPRISE_CHECK(next_id_ < UINT16_MAX);  // A program has some thousand kinds of messages, not more.
  const std::span<const std::byte> schema = object.payload->schema();
  seal_.Define({.channel = {.id = next_id_,
                            .topic = topic,
                            .message_encoding = "flatbuffer",
                            .metadata = {{log::kChannelObjectKey, whose}}},
                .schema_name = object.payload->schema_name,
                .schema = {schema.begin(), schema.end()}});
  return next_id_++;
}

ChannelEntry ChannelTable::Of(ObjectId object) {
  const std::lock_guard guard(mutex_);
  const auto found = entries_.find(object);
  REPRISE_CHECK(found != entries_.end());
  const ChannelEntry entry = found->second;
  if (entry.once) entries_.erase(found);
  return entry;
}

}  // namespace reprise::record
