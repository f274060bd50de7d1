#include "sched/fiber/worker.h"

namespace reprise::sched {

namespace internal {
Outside outside;
[[gnu::used]] thread_local Worker* this_worker = &outside;  // By the name in KnownWorker.
#if !defined(__x86_64__)
[[gnu::noinline]] Worker* KnownWorker() { return this_worker; }
#endif
}  // namespace internal

void Worker::SetCurrent(Worker* worker) {
  internal::this_worker = worker != nullptr ? worker : &internal::outside;
}

bool Unwinding() { return Worker::Current().run->scheduler->Unwinding(); }

}  // namespace reprise::sched
