// A worker: the state of one thread that runs tasks. Fibers move between threads, so do not keep the result
// of Current across an op.
//
// Threads      fiber-bound, but for `attention`.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/check.h"
#include "sched/fiber/fiber.h"
#include "sched/fiber/hand_off.h"
#include "sched/fiber/task_memory.h"
#include "sched/run_context.h"
#include "sched/scheduler.h"
#include "sched/task_record.h"

namespace reprise::sched {

class Meter;
struct Worker;

namespace internal {
extern thread_local Worker* this_worker asm("reprise_this_worker");

// The calling thread's worker, or `no_worker`. Read by hand, or in a function that is not inlined, because a
// fiber may have changed threads since the last call, and a compiler may keep the address of a thread_local.
#if defined(__x86_64__)
inline Worker* WorkerOrSentinel() {
  Worker* worker;
  asm volatile(
      "movq reprise_this_worker@gottpoff(%%rip), %0\n\t"
      "movq %%fs:(%0), %0"
      : "=r"(worker));
  return worker;
}
#else
Worker* WorkerOrSentinel();
#endif

// Prints one sentence about an op outside of a task, and ends the process.
[[noreturn]] void DieOutsideOfATask();
}  // namespace internal

struct Worker {
  // True: the ops of this run are watched, or a task of the run was cancelled.
  std::atomic<bool> attention{false};
  unsigned index = 0;
  const RunContext* run = nullptr;
  TaskRecord* current = nullptr;
  std::uint64_t stamp = 0;   // Lamport clock of the worker: makes stamps unique among its ops.
  Fiber* running = nullptr;  // Null: a fiber of the program's own runs (boost::fibers::fiber).
  ExceptionsInFlight* exceptions = nullptr;  // Of the worker's thread.
  HandOff hand_off;                          // Used by the parallel scheduler.
  TaskMemory memory;
  Meter* meter = nullptr;  // Null: the runtime does not measure, balance or watch for stalls.

  // The worker of the calling task. Outside of a task (Runtime::Run) it ends the process with a sentence.
  static Worker& Current() {
    Worker* const worker = CurrentOrNull();
    if (worker == nullptr) [[unlikely]]
      internal::DieOutsideOfATask();
    return *worker;
  }
  // Null on a thread that is no worker.
  static Worker* CurrentOrNull();
  [[gnu::noinline]] static void SetCurrent(Worker* worker);
};

namespace internal {
// The sentinel worker of every thread that is no worker. Its `attention` is true, so the fast check of an op
// needs no test for "no worker": the slow path finds it.
struct NoWorker : Worker {
  NoWorker() { attention.store(true, std::memory_order_relaxed); }  // [A6] relaxed: before any reader.
};
extern NoWorker no_worker;
}  // namespace internal

inline Worker* Worker::CurrentOrNull() {
  Worker* const worker = internal::WorkerOrSentinel();
  return worker != &internal::no_worker ? worker : nullptr;
}

// The index of the worker that the caller runs on.
inline unsigned CurrentWorkerIndex() { return Worker::Current().index; }

// True once the run has ended early and its tasks are unwound. Destructors must then not use shared objects.
bool Unwinding();

}  // namespace reprise::sched
