// The vocabulary of a run: the ops that a task can do on a shared object, and the outcomes of an op.
//
// Every layer above uses these types: objects announce ops, strategies choose among them, taps receive them,
// the log stores them, a replay compares them.
//
// Threads      immutable values.
// Source       docs/architecture.md.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "base/site.h"

namespace reprise::sched {

// Stored in logs: append, never renumber (docs/log-format.md).
enum class OpKind : std::uint8_t {
  kStart = 0,  // A task that has not run yet; never recorded.
  kSpawn = 1,
  kEnd = 2,
  kJoin = 3,
  kSend = 4,
  kTrySend = 5,
  kReceive = 6,
  kTryReceive = 7,
  kClose = 8,
  kSubscribe = 9,
  kPublish = 10,
  kLoad = 11,
  kAppend = 12,
  kNow = 13,
  kSleep = 14,
  kPoll = 15,
  kYield = 16,
  kNotify = 17,
  kLock = 18,
  kUnlock = 19,
  kWait = 20,
  kAcquire = 21,
  kRelease = 22,
  kSelect = 23,
  kCancel = 24,
  kStats = 25,
  // The ops of model atomics (sched/model/model_sync.h). They are never recorded, so their numbers may
  // change.
  kAtomicLoad = 26,
  kAtomicStore = 27,
  kAtomicRmw = 28,
  kFence = 29,
  kSpin = 30,
};
inline constexpr std::uint8_t kOpKindMax = 25;       // In logs.
inline constexpr std::uint8_t kModelOpKindMax = 30;  // In the process.

// The kind of an object; it decides the rules between its lanes (docs/log-format.md). Stored in logs.
enum class ObjectKind : std::uint8_t {
  kTask = 0,  // Spawn, end and join name a task instead of an object.
  kMpsc = 1,
  kBroadcast = 2,
  kRequests = 3,
  kReplies = 4,
  kSnapshots = 5,
  kJournal = 6,
  kClock = 7,
  kOutside = 8,
  kEntities = 9,
  kEvents = 10,
  kOneshot = 11,
  kWatch = 12,
  kMutex = 13,
  kCondition = 14,
  kSemaphore = 15,
  kScope = 16,
  kStats = 17,
};
inline constexpr std::uint8_t kObjectKindMax = 17;

// The outcome of an op. Stored in logs.
enum class Branch : std::uint8_t {
  kFree = 0,  // Not decided by a strategy: the object decides when the op runs. Never recorded.
  kDone = 1,
  kFailed = 2,
  kClosed = 3,
  kTimedOut = 4,
  kCancelled = 5,
  kLagged = 6,
};
inline constexpr std::uint8_t kBranchMax = 6;

// The place in the program that uses an object: the default argument of every op.
using reprise::Site;

struct Op {
  OpKind kind = OpKind::kStart;
  TaskId task = kNoTask;
  std::uint32_t no = 0;  // Counts the task's ops, from 0.
  ObjectId object = kNoObject;
  Site site;
};

struct Outcome {
  Branch branch = Branch::kFree;
  std::uint64_t ticket = 0;  // The place in the object's lane.
  std::uint64_t value = 0;   // What the op got: a time, a count, a number of missed messages.
  std::uint64_t stamp = 0;   // Lamport stamp; not part of what a replay compares.
};

// "src/match/bot_task.cc:109": relative to the source root, wherever the build folder is.
std::string ToString(const Site& site);

const char* Name(OpKind kind);
const char* Name(Branch branch);
const char* Name(ObjectKind kind);

}  // namespace reprise::sched
