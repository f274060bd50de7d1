#include "sched/object/announce.h"

#include <algorithm>

#include "base/check.h"
#include "lockfree/thread_epoch.h"
#include "sched/measure/run_end.h"
#include "sched/strategy.h"

namespace reprise::sched {

Announced AnnounceWatched(Worker& worker, OpKind kind, ObjectId object, Site site) {
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // No op under an epoch guard or inside of reclamation.
  TaskRecord& task = *worker.current;
  const RunContext& run = *worker.run;
  if (run.strategy == nullptr && run.tap == nullptr) {
    // A cancellation set the hint on every worker. Clear it, then look whether this task is the cancelled
    // one.
    // [A5] acq_rel: its partner is A3 in parallel_scheduler.cc: the load below sees the flag set before it.
    worker.attention.exchange(false, std::memory_order_acq_rel);
    if (task.cancelled.load(std::memory_order_relaxed))
      worker.attention.store(true, std::memory_order_relaxed);  // [A4]
  }
  const Op op{.kind = kind, .task = task.id, .no = task.next_op_no, .object = object, .site = site};
  if (task.waited_outside) [[unlikely]]
    run.scheduler->EndAfterWaitOutside(task, op);
  Outcome decided;
  if (run.strategy != nullptr) {
    run.scheduler->Choose(task, op);
    decided = run.strategy->Decide(op);
  }
  ++task.next_op_no;
  if (run.tap != nullptr) run.tap->Prepare(op);
  const bool cancelled =
      decided.branch == Branch::kFree ? task.CancelRequested() : decided.branch == Branch::kCancelled;
  return {op, decided, run.tap, cancelled};
}

std::uint64_t ChooseBelow(std::uint64_t bound) {
  const Worker& worker = Worker::Current();
  return bound < 2 ? 0 : worker.run->scheduler->ChooseBelow(*worker.current, bound);
}

void Announced::CommitStamped(Outcome outcome, std::uint64_t& object_stamp) const {
  outcome.stamp = NextStamp(object_stamp);
  tap_->Commit(op_, outcome);
}

void Announced::CountCancelled() {
  const Worker& worker = Worker::Current();
  worker.run->cancellations->Add(*worker.current);
}

std::uint64_t StampAfter(std::uint64_t cause) {
  Worker& worker = Worker::Current();
  const std::uint64_t stamp = std::max({worker.stamp, worker.current->stamp, cause}) + 1;
  worker.stamp = worker.current->stamp = stamp;
  return stamp;
}

}  // namespace reprise::sched
