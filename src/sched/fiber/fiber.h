// A fiber of the runtime: a context of Boost.Fiber on one of our stacks, which runs tasks.
//
//   states of a task (names as in the code)                     who has its fiber
//
//   fresh     --RunTask-->  running                             none; the worker's loop fiber while it runs
//   running   --Park-->     parked   --Wake-->   ready          the task: sched/fiber/park_state.h
//   running   --Yield-->    ready                               the task
//   running   --Boost-->    in Boost --awakened--> ready        the task: waits in a mutex, future, ... of Boost.Fiber
//   ready     --pick-->     running                             the task
//   running   --its end-->  (none)                              back to the worker's loop
//
// A fiber that is left by SwitchFiber belongs to whoever finds it: the departure is finished on the stack that was
// switched to, inside of the switch (Boost calls `awakened` there), so the fiber that goes on, which may stand in
// Boost's own code, has nothing to do. Boost.Fiber's scheduler of a thread knows a fiber only while that runs there or
// waits in Boost: it is attached by whoever resumes it and detached by the worker that it left, because the list of
// attached ones is that worker's own. With one worker nothing moves, and fibers stay attached.
//
// This header names no type of Boost.Fiber: sched/fiber/boost_fiber.h does, for the schedulers alone.
//
// Use when     a scheduler switches stacks. Tasks never do.
// Threads      a fiber is on one thread at a time; whoever resumes it has it from whoever left it.
// Memory       the Fiber and its context lie at the top of its own stack's pages and in one small heap block.
// Complexity   some 14 ns a switch with Boost linked statically, 18 where fibers move between workers.
// Source       Boost.Fiber 1.81, `context::resume(context*)`; docs/decisions/0006-the-runtime-on-boost-fiber.md.
#pragma once

#include <cstdint>

#include "sched/fiber/stack_pool.h"

namespace boost::fibers {
class context;
}

namespace reprise::sched {

struct TaskRecord;

// What the C++ runtime keeps of exceptions by thread (the layout is the Itanium ABI's).
struct ExceptionsInFlight {
  void* caught = nullptr;
  unsigned int uncaught = 0;

  [[nodiscard]] bool Any() const { return caught != nullptr || uncaught != 0; }
};

struct Fiber {
  boost::fibers::context* context = nullptr;
  Stack stack;                     // None: a thread's own, or the dispatcher's, which Boost.Fiber made.
  bool movable = false;            // Attached when it is resumed, detached when it is left.
  Fiber* next = nullptr;           // In a list of free ones.
  TaskRecord* in_boost = nullptr;  // The task that waits on it in Boost.Fiber, or yields there.
  ExceptionsInFlight exceptions;   // While it does not run.
};

// The exceptions in flight of the calling thread: valid on this thread only, so not to be kept over a switch.
ExceptionsInFlight& ExceptionsOfThisThread();

// Bytes left on the stack of `running`, on which the caller is.
[[nodiscard]] std::size_t StackLeft(const Fiber& running);

namespace internal {
// Its last act is a jump into Boost.Fiber, so it costs no mispredicted return of its own (park.h).
void Resume(Fiber& next, Fiber& self) noexcept;
}  // namespace internal

}  // namespace reprise::sched
