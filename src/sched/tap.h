// Seam 2: who is told of every op. Production has none: one predictable branch an op.
//
// An op is told in this order: Prepare when it is announced, Reserve (only with a payload, before the op takes
// effect), then Commit by the instruction that claimed the ticket, or Abandon when the claim failed and the op
// waits. Between Reserve and Commit nothing suspends; between Prepare and Commit the task may move.
//
// Threads      called from every worker at once; calls of one worker do not overlap.
// Errors       none: a tap that cannot go on (a full disk) keeps its error for whoever made it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "sched/op.h"

namespace reprise::sched {

// A message type as the harness sees it: bytes, their schema, and what to show people.
struct PayloadType {
  const char* schema_name;                 // "reprise.match.BotDecision"
  std::span<const std::byte> (*schema)();  // The .bfbs of the type's schema.
  bool (*reencode)(std::span<const std::byte>,
                   std::string*);  // Decoded and written again by this build; false: not readable.
  std::string (*to_json)(std::span<const std::byte>);  // Verified first: any bytes are safe.
};

struct ObjectInfo {
  ObjectId id = kNoObject;
  ObjectKind kind = ObjectKind::kMpsc;
  TaskId creator = kNoTask;
  std::uint32_t index = 0;       // Among the objects that the creator made.
  std::string name;              // "/match/bot/3/decisions"; a message's topic.
  std::uint64_t capacity = 0;    // 0: unbounded.
  ObjectId partner = kNoObject;  // Requests name their replies.
  const PayloadType* payload = nullptr;
  bool starts_chunk = false;  // Its messages begin a chunk (keyframes).
};

struct TaskInfo {
  TaskId id = kNoTask;
  TaskId parent = kNoTask;
  std::uint32_t index = 0;  // Among the parent's children.
  std::uint8_t type = 0;    // task::TaskType.
  std::string name;         // "match/bot/3"
};

class Tap {
 public:
  virtual ~Tap() = default;

  virtual void DefineTask(const TaskInfo& task) = 0;
  virtual void DefineObject(const ObjectInfo& object) = 0;

  // The op may still wait. What takes long (handing a full buffer over) belongs here: Commit is called under an
  // object's lock.
  virtual void Prepare(const Op& op) = 0;

  // False: messages are of no use to it. Then none is encoded, and Reserve is never called.
  [[nodiscard]] virtual bool WantsMessages() const { return true; }

  // Room for the message of a send; filled by the caller before Commit.
  virtual std::span<std::byte> Reserve(const Op& op, std::size_t bytes) = 0;
  virtual void Commit(const Op& op, const Outcome& outcome) noexcept = 0;
  virtual void Abandon() noexcept = 0;
};

}  // namespace reprise::sched
