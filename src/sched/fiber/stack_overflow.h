// Reports a fiber that ran over the end of its stack: the process ends with a sentence that names the task
// and says what to do.
//
// Use when     a thread runs fibers: one reporter in its main function.
// Threads      a reporter belongs to its thread. The handler of SIGSEGV and SIGBUS belongs to the process; it
//              passes other faults to the handler that was installed before.
// Memory       for each thread, a stack for the handler.
#pragma once

#include <cstddef>
#include <memory>

#include "sched/fiber/stack_pool.h"
#include "sched/task_record.h"

namespace reprise::sched {

class StackOverflowReporter {
 public:
  explicit StackOverflowReporter(const StackPool& stacks);
  ~StackOverflowReporter();
  StackOverflowReporter(const StackOverflowReporter&) = delete;
  StackOverflowReporter& operator=(const StackOverflowReporter&) = delete;

 private:
  std::unique_ptr<std::byte[]> handler_stack_;
};

// Prints the sentence and ends the process. Safe in a signal handler.
[[noreturn]] void DieOfStackOverflow(const TaskRecord& task, const Stack& stack);

}  // namespace reprise::sched
