// A record before anybody looks into it: opcode and content, cut out of the bytes by its length.
//
// Threads      thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "replay/log/bytes.h"
#include "replay/log/mcap_records.h"

namespace reprise::log {

struct Framed {
  Opcode opcode{};
  std::uint64_t offset_bytes = 0;  // Of the content, in the bytes it was cut out of.
  ByteSpan content;
};

// The record at `at`, and `at` moves behind it; nothing, and `at` stays, when the bytes do not hold all of
// it.
inline std::optional<Framed> TakeFrame(ByteSpan bytes, std::size_t& at) {
  ByteCursor in(bytes.subspan(at));
  const auto opcode = in.Number<std::uint8_t>();
  const ByteSpan content = in.Take(in.Number<std::uint64_t>());
  if (!in.ok()) return std::nullopt;
  const Framed framed{.opcode = Opcode{opcode}, .offset_bytes = at + kRecordHeadBytes, .content = content};
  at += in.at();
  return framed;
}

}  // namespace reprise::log
