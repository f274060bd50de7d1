#include "task/spawn.h"

#include "sched/fiber/worker.h"

namespace reprise::task::internal {

void PrepareChild(sched::TaskRecord& child, TaskType type, sched::TaskName name, sched::Site site) {
  sched::TaskRecord& parent = *sched::Worker::Current().current;
  child.index = parent.next_child++;
  child.id = ChildTaskId(parent.id, child.index);
  child.parent = &parent;
  child.type = static_cast<std::uint8_t>(type);
  child.own_name = std::move(name);
  child.stamp = parent.stamp;
  child.locals = parent.locals;
  const sched::Announced op = Announce(sched::OpKind::kSpawn, ObjectId{Value(child.id)}, site);
  if (!op.Recorded()) return;
  sched::Worker::Current().run->tap->DefineTask({.id = child.id,
                                                 .parent = parent.id,
                                                 .index = child.index,
                                                 .type = child.type,
                                                 .name = child.FullName()});
  op.Commit({.branch = sched::Branch::kDone, .value = child.index});
}

void StartChild(sched::TaskRecord& child) { sched::Worker::Current().run->scheduler->Start(child); }

void AnnounceEnd(bool failed) {
  const TaskId self = sched::Worker::Current().current->id;
  Announce(sched::OpKind::kEnd, ObjectId{Value(self)}, sched::Site::Here())
      .Commit({.branch = failed ? sched::Branch::kFailed : sched::Branch::kDone});
}

absl::Status FailureOf(const sched::TaskRecord& task, const char* what) {
  return absl::InternalError(absl::StrCat("task ", task.FullName(), " failed: ", what));
}

}  // namespace reprise::task::internal
