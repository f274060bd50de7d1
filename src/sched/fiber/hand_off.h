// The state of a worker for the short way of a message: the sender wakes the receiver and then waits, and the
// worker switches directly to the receiver (sched/fiber/park.h).
//
// Threads      for its own worker only, but for the slot, from which thieves take, and the counters.
#pragma once

#include <cstdint>

#include "sched/fiber/hand_off_slot.h"
#include "sched/measure/counter.h"

namespace reprise::sched {

class StackPool;
struct Fiber;
struct TaskRecord;

// Why a fiber is left. Decides what FinishLeaving does with it when its stack is free.
enum class Leaving : std::uint8_t { kNothing, kYields, kIsFree };

struct HandOff {
  // One pick in kTimerPicks looks at more than the slot and reads the clock, although tasks are ready. So a
  // deadline may be late by this many turns of tasks.
  static constexpr std::uint64_t kTimerPicks = 8;
  // One pick in kInjectorPicks takes from the injector first: tasks that come from outside of the worker.
  static constexpr std::uint64_t kInjectorPicks = 8 * kTimerPicks;
  // One pick in kDispatcherPicks, hand-offs included, runs the thread's dispatcher (fiber_thread.h).
  static constexpr std::uint64_t kDispatcherPicks = 64;
  // At most this many tasks in a row come from the slot while something else waits.
  static constexpr std::uint64_t kInARowMax = 64;

  // True: the short way is allowed, because a switch is all that a wait needs: no measuring, no watching, and
  // every task may run on every worker. False: use the long way (scheduler.h).
  bool short_way_allowed = false;
  bool shared = false;  // There are other workers.
  Leaving leaving = Leaving::kNothing;
  const StackPool* stacks = nullptr;      // The pool of the running fiber's stack.
  TaskRecord* leaving_task = nullptr;     // The task that yields (kYields).
  TaskRecord* parking = nullptr;          // The task that leaves its fiber to sleep.
  Fiber* leaving_fiber = nullptr;         // The fiber that is left, until the switch has been made.
  HandOffSlot slot;                       // A task in it has slept, so it has a fiber.
  std::uint64_t slot_picks_in_a_row = 0;  // Picks from the slot in a row; only the long way updates it.
  Counter picks;
  Counter other_picks;  // The picks that are not made by a task that parks.
  Counter wakes;
};

}  // namespace reprise::sched
