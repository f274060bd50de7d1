// The worker that the caller stands on. Fibers move between threads, so nobody keeps what Current returns
// across an op.
//
// fiber-bound.
#pragma once

#include <atomic>
#include <cstdint>

#include "sched/runtime.h"
#include "sched/scheduler.h"
#include "sched/task_record.h"

namespace reprise::sched {

struct Worker {
  unsigned index = 0;
  Runtime* runtime = nullptr;
  TaskRecord* current = nullptr;
  TaskRecord* parking = nullptr;  // Switched away last, not yet marked as parked.
  // Somebody watches the ops of this run, or a task of it was cancelled.
  std::atomic<bool> attention{false};
  std::uint64_t stamp = 0;  // Lamport clock of the worker: makes stamps unique among its ops.

  // Not inlined: a fiber that moved must not use the address of another thread's variable.
  [[gnu::noinline]] static Worker& Current();
  [[gnu::noinline]] static void SetCurrent(Worker* worker);
};

// The index of the worker that the caller stands on.
inline unsigned CurrentWorkerIndex() { return Worker::Current().index; }

// True once the run has ended early and its tasks are unwound: destructors then leave shared objects alone.
bool Unwinding();

}  // namespace reprise::sched
