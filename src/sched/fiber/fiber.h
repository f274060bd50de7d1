// A task's fiber under the deterministic scheduler: how it starts and how it is switched away from. Boost.Fiber's own
// contexts, with our stacks. (All cores: fiber_switch.h.)
//
// Threads      of one thread.
// Source       Boost.Fiber 1.81's context; docs/architecture.md.
#pragma once

#include <functional>

#include <boost/context/stack_context.hpp>
#include <boost/fiber/context.hpp>
#include <boost/fiber/properties.hpp>

#include "sched/fiber/stack_pool.h"
#include "sched/scheduler.h"
#include "sched/task_record.h"

namespace reprise::sched {

// What only this scheduler keeps of a task.
struct DeterministicTask {
  Op pending;  // What it would do next.
  boost::fibers::context* fiber = nullptr;
};

// How Boost.Fiber asks for a stack.
struct PooledStack {
  StackPool* pool;
  boost::context::stack_context allocate() const {
    const Stack taken = pool->Take();
    boost::context::stack_context stack;
    stack.size = taken.bytes;
    stack.sp = taken.top();
    return stack;
  }
  void deallocate(boost::context::stack_context& stack) const noexcept {
    pool->Return({static_cast<char*>(stack.sp) - stack.size, stack.size});
  }
};

// Hangs the task on its fiber, so that an algorithm that is handed a context knows whose it is.
class TaskProperties final : public boost::fibers::fiber_properties {
 public:
  explicit TaskProperties(TaskRecord* task) : fiber_properties(nullptr), task_(task) {}
  static TaskRecord& Of(boost::fibers::context* context) {
    return *static_cast<TaskProperties*>(context->get_properties())->task_;
  }

 private:
  TaskRecord* task_;
};

// Makes a fiber that runs `entry` for the task, ready on the calling worker.
void LaunchFiber(StackPool& stacks, TaskRecord& task, std::function<void()> entry);

// Switches away by `how` and comes back, perhaps on another thread, with the fiber's exceptions in flight
// intact: the C++ runtime keeps them by thread.
void SwitchAway(TaskRecord& task, void (*how)(boost::fibers::context&));

}  // namespace reprise::sched
