// Ids of tasks and objects that are the same in every run: computed from the creator's id and an index, never
// from an address, a thread or a clock.
//
// An id is the 64-bit digest of this pair, so that it fits into a log record; the log also has the pair and
// the name for people. If two ids of one run collide, a CHECK fails where ids are defined (replay/record).
//
// Threads      immutable.
#pragma once

#include <cstdint>

#include "base/prng.h"

namespace reprise {

enum class TaskId : std::uint64_t {};
enum class ObjectId : std::uint64_t {};

inline constexpr TaskId kNoTask{0};
inline constexpr TaskId kRootTask{1};
inline constexpr ObjectId kNoObject{0};

constexpr TaskId ChildTaskId(TaskId parent, std::uint32_t index) {
  return TaskId{DeriveSeed(static_cast<std::uint64_t>(parent), index, 'T')};
}

constexpr ObjectId CreatedObjectId(TaskId creator, std::uint32_t index) {
  return ObjectId{DeriveSeed(static_cast<std::uint64_t>(creator), index, 'O')};
}

constexpr std::uint64_t Value(TaskId id) { return static_cast<std::uint64_t>(id); }
constexpr std::uint64_t Value(ObjectId id) { return static_cast<std::uint64_t>(id); }

}  // namespace reprise
