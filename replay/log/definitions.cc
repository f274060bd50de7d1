#include "replay/log/definitions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "replay/log/mcap_codec.h"

namespace reprise::log {

absl::Status Definitions::Remember(Ids& ids, std::uint16_t id, const char* kind, Bytes record) {
  const auto [place, is_new] = ids.try_emplace(id, std::move(record));
  if (is_new || place->second == record) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(kind, " ", id, " is defined a second time, and differently"));
}

absl::Status Definitions::Add(const Schema& schema) {
  if (schema.id == 0) return absl::DataLossError("a schema has id 0, which means 'no schema'");
  Bytes record;
  EncodeRecord(record, schema);
  return Remember(schemas_, schema.id, "schema", std::move(record));
}

absl::Status Definitions::Add(const Channel& channel) {
  if (channel.schema_id != 0 && !schemas_.contains(channel.schema_id)) {
    return absl::DataLossError(absl::StrCat("channel ", channel.id, " ('", channel.topic, "') names schema ",
                                            channel.schema_id, ", which was not defined before"));
  }
  Bytes record;
  EncodeRecord(record, channel);
  return Remember(channels_, channel.id, "channel", std::move(record));
}

absl::Status Definitions::Check(const Message& message) const {
  if (channels_.contains(message.channel_id)) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("a message names channel ", message.channel_id, ", which was not defined before"));
}

}  // namespace reprise::log
