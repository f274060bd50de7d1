#include "sched/worker.h"

#include "base/check.h"

namespace reprise::sched {
namespace {

thread_local Worker* current_worker = nullptr;

}  // namespace

Worker& Worker::Current() {
  REPRISE_CHECK(current_worker != nullptr);  // Ops belong to tasks: call them inside Runtime::Run.
  return *current_worker;
}

void Worker::SetCurrent(Worker* worker) { current_worker = worker; }

bool Unwinding() { return Worker::Current().runtime->scheduler().Unwinding(); }

}  // namespace reprise::sched
