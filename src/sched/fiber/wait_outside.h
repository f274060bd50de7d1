// A wait that the runtime does not see: in a mutex, future, channel or fiber of Boost.Fiber itself.
//
// In production such a wait blocks its task and not its worker. In a run that is recorded, replayed or
// searched the wait is an error: no log and no schedule contains it, so the run could not be repeated. The
// scheduler detects the wait when Boost.Fiber suspends or wakes the task, and reports it at the task's next
// op. It cannot detect a use without suspension (a lock that is free).
//
// Use when     writing a scheduler.
// Threads      immutable values.
// Errors       Runtime::Run gives Unimplemented with the sentence.
#pragma once

#include <string>

#include "sched/op.h"
#include "sched/task_record.h"

namespace reprise::sched {

// One sentence: which task, where, and what to use instead. `next`: the op at which the error is reported;
// null: no task can run.
std::string DescribeWaitOutside(const TaskRecord& task, const Op* next);

}  // namespace reprise::sched
