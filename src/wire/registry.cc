#include "wire/registry.h"

#include <array>

#include "base/digest.h"
#include "wire/codecs.h"

namespace reprise::wire {

std::span<const sched::PayloadType* const> MatchPayloads() {
  static const std::array<const sched::PayloadType*, 9> kPayloads = {
      channel::PayloadTypeOf<BotDecision>(),     channel::PayloadTypeOf<Commentary>(),
      channel::PayloadTypeOf<GameEvents>(),      channel::PayloadTypeOf<Keyframe>(),
      channel::PayloadTypeOf<bots::PathQuery>(), channel::PayloadTypeOf<bots::PathAnswer>(),
      channel::PayloadTypeOf<Standings>(),       channel::PayloadTypeOf<TickEnd>(),
      channel::PayloadTypeOf<TickStart>(),
  };
  return kPayloads;
}

const sched::PayloadType* FindPayload(const std::string& schema_name) {
  for (const sched::PayloadType* payload : MatchPayloads()) {
    if (schema_name == payload->schema_name) return payload;
  }
  return nullptr;
}

std::uint64_t SchemaHash() {
  Digest digest;
  for (const sched::PayloadType* payload : MatchPayloads()) {
    const std::span<const std::byte> schema = payload->schema();
    digest.Add(schema.size());
    for (std::byte byte : schema) digest.Add(byte);
  }
  return digest.value();
}

}  // namespace reprise::wire
