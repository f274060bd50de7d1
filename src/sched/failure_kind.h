// How a run can fail: one word each, the same for programs of tasks and for model atomics.
//
// Use when     something finds out that a run went wrong: it names the kind here, and replay/oracle/failure.h makes a
//              value of it that can be compared and shown.
// Threads      immutable values.
#pragma once

#include <cstdint>

namespace reprise::sched {

enum class FailureKind : std::uint8_t {
  kAssertion,            // The program, or a test, said that something does not hold.
  kException,            // A task threw and nobody caught it.
  kDeadlock,             // Every task waits.
  kLockCycle,            // A deadlock: each of these tasks waits for a mutex that the next one holds.
  kLostWakeup,           // A deadlock: a task waits for a notification that came before and found nobody.
  kLivelock,             // Tasks look again and again for what nobody is left to do.
  kStarvation,           // A task could go on, and never did.
  kLeak,                 // Memory was not given back.
  kNotLinearizable,      // No order of the ops explains their results.
  kUseAfterReclamation,  // An object was used that had been freed or destroyed.
  kDoubleFree,           // Memory was given back twice, or never taken.
  kNoEnd,                // The run is longer than it may be.
  kNotDeterministic,     // The same schedule did something else.
  kWaitOutside,          // A task waited, or woke another one, without the runtime's knowledge.
  kTokenDoesNotFit,      // A token cannot be read, or its schedule is not one of this program.
};

// "lock cycle", "use after reclamation".
const char* Name(FailureKind kind);

}  // namespace reprise::sched
