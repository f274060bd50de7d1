#include "task/current.h"

#include "sched/fiber/worker.h"

namespace reprise::task {

std::string CurrentName() { return sched::Worker::Current().current->FullName(); }

TaskId CurrentId() { return sched::Worker::Current().current->id; }

}  // namespace reprise::task
