#include "sched/fiber/wait_outside.h"

#include "absl/strings/str_cat.h"

namespace reprise::sched {

std::string DescribeWaitOutside(const TaskRecord& task, const Op* next) {
  const std::string where = next != nullptr
                                ? absl::StrCat(" before its op ", next->no, " (", Name(next->kind), " at ",
                                               ToString(next->site), ")")
                                : std::string(" and nobody can run");
  return absl::StrCat("task ", task.FullName(), " waited in Boost.Fiber", where,
                      ", which a recorded, replayed or searched run does not see: use sync/mutex.h, "
                      "sync/condition_variable.h, "
                      "a channel or a task of the runtime instead");
}

}  // namespace reprise::sched
