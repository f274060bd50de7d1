// Fibers of the parallel scheduler: a stack, and where it was left.
//
// Boost.Fiber's context costs three times the bare switch that it is built on, and its scheduler, ready lists and stacks
// do not survive work stealing at this speed (docs/decisions/0005-switching-below-boost-fiber.md). So this is that
// bare switch (Boost.Context), with what a C++ program needs besides: exceptions in flight stay with their fiber, and
// address checkers are told.
//
// Use when     a scheduler switches stacks. Tasks never do.
// Threads      a fiber is on one thread at a time; whoever switches to it has it from whoever left it.
// Memory       the Fiber lies at the top of its own stack.
// Complexity   some 6 ns a switch.
#pragma once

#include <cstddef>

#include "sched/stack_pool.h"

namespace reprise::sched {

struct Fiber {
  void* context = nullptr;  // Where it stands while it does not run.
  Stack stack;              // None: a thread's own.
  void (*entry)() = nullptr;
  Fiber* next = nullptr;          // In a list of free ones.
  void* checked_stack = nullptr;  // Of the address checker.
};

// What the C++ runtime keeps of exceptions by thread (the layout is the Itanium ABI's).
struct ExceptionsInFlight {
  void* caught = nullptr;
  unsigned int uncaught = 0;
};

// The fibers of one thread: which runs, and which was left last. Part of a Worker.
struct FiberThread {
  Fiber own;  // The thread's own stack.
  Fiber* running = nullptr;
  Fiber* left = nullptr;
  ExceptionsInFlight* exceptions = nullptr;  // The thread's; not to be asked for again after a switch.
};

// Makes the calling thread's stack its running fiber. On that thread.
void EnterFibers(FiberThread& thread);

// A fiber that will run `entry`, which must not return.
Fiber* MakeFiber(const Stack& stack, void (*entry)());

// Leaves the thread's running fiber for `to`. Comes back when somebody switches to it, perhaps on another thread, whose
// `left` then says who did.
void SwitchFiber(FiberThread& thread, Fiber& to);

// Bytes left on the running fiber's stack.
[[nodiscard]] std::size_t StackLeft(const FiberThread& thread);

}  // namespace reprise::sched
