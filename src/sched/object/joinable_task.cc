#include "sched/object/joinable_task.h"

#include "lockfree/sync.h"
#include "sched/fiber/worker.h"

namespace reprise::sched {

void JoinableTask::PublishEnd() {
  Worker& worker = Worker::Current();
  End nobody = End::kNobodyWaits;
  if (worker.run->workers == 1) {
    // [E5] relaxed, all of them: one worker, one thread.
    nobody = end_.load(std::memory_order_relaxed);
    if (nobody == End::kNobodyWaits) return end_.store(End::kEnded, std::memory_order_relaxed);  // [E5]
  } else if (end_.compare_exchange_strong(nobody, End::kEnded, std::memory_order_acq_rel)) {
    // [E1] acq_rel, above: pairs with [E2] and [E3]: the joiner sees the result, and this task sees joiner_.
    return;
  }
  // [E6] relaxed: the joiner waits for [E4] before it goes on, woken or not.
  end_.store(End::kWaking, std::memory_order_relaxed);
  worker.run->scheduler->Wake(*joiner_);
  // [E4] release: pairs with [E3]. The joiner waits for this store, because Wake uses the joiner's record.
  end_.store(End::kEnded, std::memory_order_release);
}

bool JoinableTask::AwaitEnd() {
  // [E3] acquire: pairs with [E1] and [E4].
  if (end_.load(std::memory_order_acquire) == End::kEnded) return true;
  Worker& worker = Worker::Current();
  Scheduler& scheduler = *worker.run->scheduler;
  TaskRecord& self = *worker.current;
  if (scheduler.RunHere(*this)) {
    if (end_.load(std::memory_order_acquire) == End::kEnded) return true;  // [E3]
  }
  if (!RegisterJoiner(self)) return true;
  while (end_.load(std::memory_order_acquire) == End::kSomebodyWaits) {  // [E3]
    scheduler.Park(self, kNever);
    if (end_.load(std::memory_order_acquire) == End::kSomebodyWaits && scheduler.Unwinding())
      return false;  // [E3]
  }
  AwaitWakersEnd();
  return true;
}

// False: the task has ended in the meantime.
bool JoinableTask::RegisterJoiner(TaskRecord& joiner) {
  joiner_ = &joiner;
  End nobody = End::kNobodyWaits;
  // [E2] acq_rel: pairs with [E1].
  return end_.compare_exchange_strong(nobody, End::kSomebodyWaits, std::memory_order_acq_rel);
}

// The waker runs on another worker and is a few instructions from its end.
void JoinableTask::AwaitWakersEnd() const {
  lockfree::StdSync::Spin spin;
  while (end_.load(std::memory_order_acquire) != End::kEnded) spin.Wait(end_);  // [E3]
}

}  // namespace reprise::sched
