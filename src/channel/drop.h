// The op of a handle that goes away: the last sender closes its channel, a reply that nobody waits for is found out.
//
// Use when     a destructor does an op. It stays noexcept: where the run ends early in it, the task is left at its next
//              op instead.
// Threads      fiber-bound: handles go away inside Runtime::Run, in the task that holds them.
#pragma once

#include "sched/fiber/worker.h"
#include "sched/scheduler.h"

namespace reprise::channel {

template <typename F>
void AsLastOp(F op) noexcept {
  if (sched::Unwinding()) return;  // What the handle belongs to may be gone.
  try {
    op();
  } catch (const sched::Abandoned&) {  // The run ended meanwhile: nobody will ask.
  }
}

}  // namespace reprise::channel
