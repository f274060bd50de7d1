#include "sched/announce.h"

#include <algorithm>

#include "sched/strategy.h"

namespace reprise::sched {

Announced Announce(OpKind kind, ObjectId object, Site site) {
  Worker& worker = Worker::Current();
  TaskRecord& task = *worker.current;
  Runtime& runtime = *worker.runtime;
  const Op op{.kind = kind, .task = task.id, .no = task.next_op_no, .object = object, .site = site};
  Outcome decided;
  if (runtime.strategy() != nullptr) {
    runtime.scheduler().Choose(task, op);
    decided = runtime.strategy()->Decide(op);
  }
  ++task.next_op_no;
  if (runtime.tap() != nullptr) runtime.tap()->Prepare(op);
  return {op, decided, runtime.tap()};
}

std::uint64_t NextStamp(std::uint64_t& object_stamp) {
  Worker& worker = Worker::Current();
  const std::uint64_t stamp = std::max({worker.stamp, worker.current->stamp, object_stamp}) + 1;
  worker.stamp = worker.current->stamp = object_stamp = stamp;
  return stamp;
}

void Yield(Site site) {
  Announced op = Announce(OpKind::kYield, kNoObject, site);
  op.Commit({.branch = Branch::kDone});
  Worker& worker = Worker::Current();
  worker.runtime->scheduler().Yield(*worker.current);
}

}  // namespace reprise::sched
