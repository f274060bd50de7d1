// A fiber of the runtime: a context of Boost.Fiber on one of our stacks, which runs tasks.
//
//   states of a task (names as in the code)                     which fiber it has
//
//   fresh     --RunTask-->  running                             none; it runs on the worker's loop fiber
//   running   --Park-->     parked   --Wake-->   ready          its own: sched/fiber/park_state.h
//   running   --Yield-->    ready                               its own
//   running   --Boost-->    in Boost --awakened--> ready        its own: waits in a mutex, ... of Boost.Fiber
//   ready     --pick-->     running                             its own
//   running   --its end-->  (none)                              the fiber returns to the worker's loop
//
// After SwitchFiber any worker may resume the task that was left. So the task is marked parked or ready only
// when its stack is free: on the stack that was switched to, where Boost calls `awakened` inside of the
// switch (FiberHost::FinishLeaving). The fiber that goes on, which may be in Boost's own code, has nothing to
// do.
//
// Boost.Fiber's scheduler of a thread knows a fiber only while the fiber runs on that thread or waits in
// Boost. The worker that resumes a fiber attaches it; the worker that the fiber left detaches it, because
// each worker has its own list of attached fibers. With one worker no fiber moves, and fibers stay attached.
//
// This header names no type of Boost.Fiber: sched/fiber/boost_fiber.h does, for the schedulers alone.
//
// Use when     a scheduler switches stacks. Tasks never do.
// Threads      a fiber runs on one thread at a time; the thread that leaves it hands it to the next one.
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

// What the C++ runtime stores about exceptions for each thread (layout of the Itanium ABI).
struct ExceptionsInFlight {
  void* caught = nullptr;
  unsigned int uncaught = 0;

  [[nodiscard]] bool Any() const { return caught != nullptr || uncaught != 0; }
};

struct Fiber {
  boost::fibers::context* context = nullptr;
  Stack stack;                     // Empty: a thread's own stack, or a dispatcher's, which Boost.Fiber made.
  bool movable = false;            // True: attached when resumed, detached when left.
  Fiber* next = nullptr;           // The next one in a list of free fibers.
  TaskRecord* in_boost = nullptr;  // The task on this fiber that waits or yields in Boost.Fiber.
  ExceptionsInFlight exceptions;   // Saved here while the fiber does not run.
};

// The exceptions in flight of the calling thread. Valid on this thread only: do not keep it over a switch.
ExceptionsInFlight& ExceptionsOfThisThread();

// How many bytes are left on the stack of `running`. The caller runs on that fiber.
[[nodiscard]] std::size_t StackLeft(const Fiber& running);

namespace internal {
// It ends in a jump into Boost.Fiber, so it adds no mispredicted return (park.h).
void Resume(Fiber& next, Fiber& self) noexcept;
}  // namespace internal

}  // namespace reprise::sched
