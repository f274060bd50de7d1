// A wait that the runtime does not see: in a mutex, future, channel or fiber of Boost.Fiber itself.
//
// In production such a wait blocks its task and not its worker. In a run that is recorded, replayed or searched it is
// an error: what the task waited for is in no log and no schedule, so the run could not be done again. It is found
// when Boost.Fiber suspends or wakes the task, and told at the task's next op. A use that does neither (a lock that is
// free) cannot be seen.
//
// Use when     writing a scheduler.
// Threads      immutable values.
// Errors       WaitOutside is thrown by the op: the task fails, and Runtime::Run gives Unimplemented with the sentence.
#pragma once

#include <stdexcept>
#include <string>

#include "sched/op.h"
#include "sched/task_record.h"

namespace reprise::sched {

class WaitOutside : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One sentence: who, where, and what to use instead. `next`: the op at which it is told; null when nobody can run.
std::string DescribeWaitOutside(const TaskRecord& task, const Op* next);

}  // namespace reprise::sched
