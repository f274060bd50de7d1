// A task's fiber: how it starts, how it is switched away from, and where its stack comes from.
//
// Stacks are pooled by the scheduler, with one guard page each: running over the end is a fault at once, not
// a silent write into a neighbour.
//
// Memory       stack_bytes a live task; the pool keeps the most that ever lived together.
// Source       Boost.Fiber 1.81's context; docs/architecture.md.
#pragma once

#include <cstddef>
#include <vector>

#include <boost/context/stack_context.hpp>
#include <boost/fiber/context.hpp>
#include <boost/fiber/properties.hpp>

#include "sched/scheduler.h"
#include "sched/spin_lock.h"
#include "sched/task_record.h"

namespace reprise::sched {

class StackPool {
 public:
  explicit StackPool(std::size_t stack_bytes);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  // thread-safe.
  boost::context::stack_context Take();
  void Return(const boost::context::stack_context& stack) noexcept;

 private:
  std::size_t bytes_;
  SpinLock lock_;
  std::vector<void*> free_;
};

// How Boost.Fiber asks for a stack.
struct PooledStack {
  StackPool* pool;
  boost::context::stack_context allocate() const { return pool->Take(); }
  void deallocate(boost::context::stack_context& stack) const noexcept { pool->Return(stack); }
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
