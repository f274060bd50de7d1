// The worker that the caller stands on. Fibers move between threads, so nobody keeps what Current returns
// across an op.
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

// The calling thread's, or `no_worker`. A fiber may have come to another thread since the last call, and a compiler may
// keep the address of what is thread_local: so it is read by hand, or in a function that is not inlined.
#if defined(__x86_64__)
inline Worker* KnownWorker() {
  Worker* worker;
  asm volatile(
      "movq reprise_this_worker@gottpoff(%%rip), %0\n\t"
      "movq %%fs:(%0), %0"
      : "=r"(worker));
  return worker;
}
#else
Worker* KnownWorker();
#endif

// Says it in one sentence and ends the process.
[[noreturn]] void DieOutsideOfATask();
}  // namespace internal

struct Worker {
  // Somebody watches the ops of this run, or a task of it was cancelled.
  std::atomic<bool> attention{false};
  unsigned index = 0;
  const RunContext* run = nullptr;
  TaskRecord* current = nullptr;
  std::uint64_t stamp = 0;  // Lamport clock of the worker: makes stamps unique among its ops.
  Fiber* running =
      nullptr;  // Whose stack this is. Null: a fiber of the program's own (boost::fibers::fiber).
  ExceptionsInFlight* exceptions = nullptr;  // The thread's.
  HandOff hand_off;                          // Parallel scheduler.
  TaskMemory memory;
  Meter* meter = nullptr;  // Where the runtime measures or is watched.

  // Of a task: ops belong to tasks, so call them inside Runtime::Run.
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
// Stands for every thread that is no worker, so that a look at `attention` need not ask whether there is one: it is
// true here, and whoever then looks closer finds that this thread is no worker.
struct NoWorker : Worker {
  NoWorker() { attention.store(true, std::memory_order_relaxed); }  // [A6] relaxed: before anybody looks.
};
extern NoWorker no_worker;
}  // namespace internal

inline Worker* Worker::CurrentOrNull() {
  Worker* const worker = internal::KnownWorker();
  return worker != &internal::no_worker ? worker : nullptr;
}

// The index of the worker that the caller stands on.
inline unsigned CurrentWorkerIndex() { return Worker::Current().index; }

// True once the run has ended early and its tasks are unwound: destructors then leave shared objects alone.
bool Unwinding();

}  // namespace reprise::sched
