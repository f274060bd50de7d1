// How a run can fail: one word each, the same for programs of tasks and for model atomics.
//
// Use when     code detects that a run went wrong: it names the kind here, and replay/oracle/failure.h makes
//              a value of it that can be compared and shown.
// Threads      immutable values.
#pragma once

#include <cstdint>

namespace reprise::sched {

enum class FailureKind : std::uint8_t {
  kAssertion,            // An assertion of the program or of a test failed.
  kException,            // A task threw an exception that was not caught.
  kDeadlock,             // Every task waits.
  kLockCycle,            // A deadlock: each of these tasks waits for a mutex that the next one holds.
  kLostWakeup,           // A deadlock: a task waits for a notification that was sent before it waited.
  kLivelock,             // Tasks spin on conditions that no task is left to change.
  kStarvation,           // A task was ready and did not run again.
  kLeak,                 // Memory was not freed.
  kNotLinearizable,      // No order of the ops explains their results.
  kUseAfterReclamation,  // An object was used that had been freed or destroyed.
  kDoubleFree,           // Memory was freed twice, or was never allocated.
  kNoEnd,                // The run is longer than its limit.
  kNotDeterministic,     // The same schedule gave a different run.
  kWaitOutside,          // A task waited, or woke another one, without the runtime's knowledge.
  kTokenDoesNotFit,      // A token cannot be read, or its schedule is not one of this program.
};

// "lock cycle", "use after reclamation".
const char* Name(FailureKind kind);

}  // namespace reprise::sched
