// What a worker has at hand for the short way of a message: its sender wakes the receiver, waits itself, and the worker
// goes straight on with the receiver (sched/fiber/park.h).
//
// Threads      the worker's own, but for the slot, from which thieves take, and the counters.
#pragma once

#include <cstdint>

#include "sched/fiber/hand_off_slot.h"
#include "sched/measure/counter.h"

namespace reprise::sched {

class StackPool;
struct Fiber;
struct TaskRecord;

// Why a fiber is left: what is done with it once its stack is free.
enum class Leaving : std::uint8_t { kNothing, kYields, kIsFree };

struct HandOff {
  // So often a pick looks at more than the slot: the clock is read though tasks are ready, and a deadline may be late
  // by so many of their turns.
  static constexpr std::uint64_t kTimerPicks = 8;
  // So often what came from outside goes first.
  static constexpr std::uint64_t kInjectorPicks = 8 * kTimerPicks;
  // So often the thread's dispatcher has a turn (fiber_thread.h), hand-offs included.
  static constexpr std::uint64_t kDispatcherPicks = 64;
  // So many tasks in a row come from the slot while something else waits, at most.
  static constexpr std::uint64_t kInARowMax = 64;

  // Nobody measures or watches, and every task may run here: nothing but the switch is to be done when a task waits.
  // False: the long way (scheduler.h).
  bool is_all = false;
  bool shared = false;  // There are other workers.
  Leaving leaving = Leaving::kNothing;
  const StackPool* stacks = nullptr;   // Where the running fiber's is from.
  TaskRecord* leaving_task = nullptr;  // Who yields.
  TaskRecord* parking = nullptr;       // Who leaves its fiber to sleep.
  Fiber* leaving_fiber = nullptr;      // The fiber that is left, until the switch has been made.
  HandOffSlot slot;                    // Who is in it has slept, so it has a fiber.
  std::uint64_t in_a_row = 0;          // As a pick that looks around counts.
  Counter picks;
  Counter other_picks;  // But those of a task that parks.
  Counter wakes;
};

}  // namespace reprise::sched
