#include "sched/fiber/worker.h"

#include <cstdio>
#include <cstdlib>

namespace reprise::sched {

namespace internal {
NoWorker no_worker;
[[gnu::used]] thread_local Worker* this_worker = &no_worker;  // WorkerOrSentinel uses it by its asm name.
#if !defined(__x86_64__)
[[gnu::noinline]] Worker* WorkerOrSentinel() { return this_worker; }
#endif

void DieOutsideOfATask() {
  std::fputs(
      "reprise: an op of the runtime outside of its tasks: use its objects in Runtime::Run, in the root task "
      "or in one that it "
      "spawned, not in another thread and not in a boost::fibers::fiber that a task started\n",
      stderr);
  std::abort();
}
}  // namespace internal

void Worker::SetCurrent(Worker* worker) {
  internal::this_worker = worker != nullptr ? worker : &internal::no_worker;
}

bool Unwinding() { return Worker::Current().run->scheduler->Unwinding(); }

}  // namespace reprise::sched
