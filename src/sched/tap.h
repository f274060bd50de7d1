// Seam 2, the tap: it is told of every op. Production has none; an op then costs one predictable branch.
//
// The calls for one op come in this order: Prepare when the op is announced; Reserve before the op takes
// effect, only with a payload; then Commit together with the claim of the ticket, or Abandon when the claim
// failed and the op waits. Between Reserve and Commit nothing suspends; between Prepare and Commit the task
// may move to another worker.
//
// Threads      called from every worker at once; calls of one worker do not overlap.
// Errors       none: a tap that cannot go on (a full disk) keeps its error; the code that made the tap asks
//              for it.
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
                   std::string*);                      // Decodes, then encodes; false: not readable.
  std::string (*to_json)(std::span<const std::byte>);  // Verified first: any bytes are safe.
};

struct ObjectInfo {
  ObjectId id = kNoObject;
  ObjectKind kind = ObjectKind::kMpsc;
  TaskId creator = kNoTask;
  std::uint32_t index = 0;       // Among the objects that the creator made.
  std::string name;              // "/match/bot/3/decisions"; a message's topic.
  std::uint64_t capacity = 0;    // 0: unbounded.
  ObjectId partner = kNoObject;  // Of kRequests: the object of the replies.
  const PayloadType* payload = nullptr;
  bool starts_chunk = false;  // Each message begins a chunk of the log (keyframes).
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

  // Called before the op, which may still wait. Slow work (handing a full buffer over) belongs here, because
  // Commit is called under an object's lock.
  virtual void Prepare(const Op& op) = 0;

  // False: the tap needs no messages. Then none is encoded, and Reserve is never called.
  [[nodiscard]] virtual bool WantsMessages() const { return true; }

  // Gives room for the message of a send; the caller fills it before Commit.
  virtual std::span<std::byte> Reserve(const Op& op, std::size_t bytes) = 0;
  virtual void Commit(const Op& op, const Outcome& outcome) noexcept = 0;
  virtual void Abandon() noexcept = 0;
};

}  // namespace reprise::sched
