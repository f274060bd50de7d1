// The op in a handle's destructor: the last Sender of a channel closes it; an end of a Oneshot tells the
// other end that it is gone.
//
// Use when     a destructor does an op. The destructor stays noexcept: if the run ends early in this op, the
//              task is unwound at its next op instead.
// Threads      fiber-bound: handles are destroyed inside Runtime::Run, by the task that holds them.
#pragma once

#include "sched/fiber/worker.h"
#include "sched/scheduler.h"

namespace reprise::channel {

template <typename F>
void OpInDestructor(F op) noexcept {
  if (sched::Unwinding()) return;  // The channel may be destroyed already.
  try {
    op();
  } catch (const sched::Abandoned&) {  // The run ended early: no later op needs this one.
  }
}

}  // namespace reprise::channel
