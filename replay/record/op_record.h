// One op in the order log: 40 bytes, little-endian, the same on every machine.
//
// A message on /reprise/ops/N is an array of these, in the order in which worker N committed them. Tasks and
// objects are named by their ids, which /reprise/tasks and /reprise/objects explain.
//
// Threads      immutable.
// Source       docs/log-format.md; a change of this layout bumps log::kLogVersion.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "sched/op.h"

namespace reprise::record {

struct OpRecord {
  std::uint64_t task = 0;
  std::uint64_t object = 0;
  std::uint64_t ticket = 0;
  std::uint64_t value = 0;
  std::uint32_t no = 0;
  std::uint8_t kind = 0;
  std::uint8_t branch = 0;
  std::uint16_t reserved = 0;  // Zero.
};
inline constexpr std::size_t kOpRecordBytes = 40;

static_assert(sizeof(OpRecord) == kOpRecordBytes && std::is_trivially_copyable_v<OpRecord>);
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are stored as they lie in memory");

inline OpRecord ToRecord(const sched::Op& op, const sched::Outcome& outcome) {
  return {.task = Value(op.task),
          .object = Value(op.object),
          .ticket = outcome.ticket,
          .value = outcome.value,
          .no = op.no,
          .kind = static_cast<std::uint8_t>(op.kind),
          .branch = static_cast<std::uint8_t>(outcome.branch)};
}

// `bytes` holds at least kOpRecordBytes, at any address.
inline OpRecord ReadOpRecord(std::span<const std::byte> bytes) {
  OpRecord record;
  std::memcpy(&record, bytes.data(), sizeof record);
  return record;
}

}  // namespace reprise::record
