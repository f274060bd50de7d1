#include "task/cancel.h"

#include "absl/strings/str_cat.h"
#include "sched/fiber/worker.h"
#include "sched/object/announce.h"
#include "task/current.h"

namespace reprise::task {

absl::Status CheckCancelled(Site site) {
  const sched::Announced op = sched::Announce(sched::OpKind::kPoll, kNoObject, site);
  if (op.Cancelled()) [[unlikely]] {
    op.Commit({.branch = sched::Branch::kCancelled});
    return absl::CancelledError(absl::StrCat("task ", CurrentName(), " was cancelled"));
  }
  op.Commit({.branch = sched::Branch::kDone});
  return absl::OkStatus();
}

Shield::Shield() : task_(*sched::Worker::Current().current) { ++task_.shields; }

Shield::~Shield() { --task_.shields; }

}  // namespace reprise::task
