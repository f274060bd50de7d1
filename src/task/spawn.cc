#include "task/spawn.h"

#include "sched/worker.h"

namespace reprise::task::internal {

std::unique_ptr<sched::TaskRecord> NewChild(TaskType type, std::string name, sched::Site site) {
  sched::TaskRecord& parent = *sched::Worker::Current().current;
  const std::uint32_t index = parent.next_child++;
  auto child = std::make_unique<sched::TaskRecord>();
  child->id = ChildTaskId(parent.id, index);
  child->parent = parent.id;
  child->index = index;
  child->type = static_cast<std::uint8_t>(type);
  child->name = absl::StrCat(parent.name, "/", name);
  child->stamp = parent.stamp;
  child->locals = parent.locals;
  const sched::Announced op = Announce(sched::OpKind::kSpawn, ObjectId{Value(child->id)}, site);
  if (sched::Tap* const tap = sched::Worker::Current().runtime->tap()) {
    tap->DefineTask({.id = child->id,
                     .parent = child->parent,
                     .index = child->index,
                     .type = child->type,
                     .name = child->name});
  }
  op.Commit({.branch = sched::Branch::kDone, .value = index});
  return child;
}

void StartChild(std::unique_ptr<sched::TaskRecord> child) {
  sched::Worker::Current().runtime->scheduler().Start(std::move(child));
}

void AnnounceEnd(bool failed) {
  const TaskId self = sched::Worker::Current().current->id;
  Announce(sched::OpKind::kEnd, ObjectId{Value(self)}, sched::Site::Here())
      .Commit({.branch = failed ? sched::Branch::kFailed : sched::Branch::kDone});
}

}  // namespace reprise::task::internal
