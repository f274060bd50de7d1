// The codecs of a match's messages: plain values to FlatBuffers and back.
//
// Use when     a channel carries one of these messages, or a log is read.
// Threads      thread-safe: each thread has its own buffer, and no call suspends.
// Memory       the result of Encode is valid until the same thread encodes again; messages of a match are
//              smaller than kMessageBytesMax.
// Errors       InvalidArgument for bytes that are not such a message; it says which field is wrong, what was
//              expected and what was found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "bots/path_search.h"
#include "channel/codec.h"
#include "wire/messages.h"

namespace reprise::wire {

inline constexpr std::size_t kMessageBytesMax = 1U << 20;

// The common part of all codecs of a match; table_codec.h implements it for each message.
template <typename T>
struct TableCodec {
  static std::span<const std::byte> Schema();
  static std::span<const std::byte> Encode(const T& message);
  static absl::StatusOr<T> Decode(std::span<const std::byte> bytes);
  static std::string ToJson(std::span<const std::byte> bytes);  // One line; for a bad message {"error":...}.
};

}  // namespace reprise::wire

namespace reprise::channel {

template <>
struct Codec<wire::TickStart> : wire::TableCodec<wire::TickStart> {
  static constexpr const char* kSchemaName = "reprise.match.TickStart";
};
template <>
struct Codec<wire::BotDecision> : wire::TableCodec<wire::BotDecision> {
  static constexpr const char* kSchemaName = "reprise.match.BotDecision";
};
template <>
struct Codec<wire::GameEvents> : wire::TableCodec<wire::GameEvents> {
  static constexpr const char* kSchemaName = "reprise.match.GameEvents";
};
template <>
struct Codec<bots::PathQuery> : wire::TableCodec<bots::PathQuery> {
  static constexpr const char* kSchemaName = "reprise.match.PathRequest";
};
template <>
struct Codec<bots::PathAnswer> : wire::TableCodec<bots::PathAnswer> {
  static constexpr const char* kSchemaName = "reprise.match.PathResponse";
};
template <>
struct Codec<wire::TickEnd> : wire::TableCodec<wire::TickEnd> {
  static constexpr const char* kSchemaName = "reprise.match.TickEnd";
};
template <>
struct Codec<wire::Keyframe> : wire::TableCodec<wire::Keyframe> {
  static constexpr const char* kSchemaName = "reprise.match.Keyframe";
};
template <>
struct Codec<wire::Standings> : wire::TableCodec<wire::Standings> {
  static constexpr const char* kSchemaName = "reprise.match.Standings";
};
template <>
struct Codec<wire::Commentary> : wire::TableCodec<wire::Commentary> {
  static constexpr const char* kSchemaName = "reprise.match.Commentary";
};

}  // namespace reprise::channel
