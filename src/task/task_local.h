// A value of a task that its children inherit: a request's name, a trace, a limit.
//
//   const task::TaskLocal<std::string> request("none");
//   {
//     const task::Binding bound(request, "GET /");
//     ... tasks spawned here, and their children, see "GET /" ...
//   }
//
// A child keeps the values that were bound when it was spawned, whatever its parent binds later. A value
// never changes: a new binding hides the older one until the new binding ends.
//
// Use when     a value belongs to a whole tree of tasks and would otherwise be an argument of every function.
// Not when     tasks exchange the value: use channels. Do not use thread_local: fibers move between threads.
// Threads      TaskLocal: immutable; so are the values, which several tasks may read at the same time.
//              Binding: fiber-bound; bindings end in the reverse order of their beginning.
// Progress     Get: one step for each binding that is newer than the one looked for. A spawn copies one
//              pointer.
// Memory       one allocation for each binding; freed when the last task that inherited it has ended.
// Order        not an op: the program of the parent determines what a task sees.
// Errors       a Binding that ends out of order is a CHECK.
// Source       Kotlin's coroutine contexts; Java's scoped values.
#pragma once

#include <memory>
#include <utility>

#include "base/check.h"
#include "sched/fiber/worker.h"
#include "sched/task_record.h"

namespace reprise::task {

namespace internal {

struct LocalFrame {
  const void* key;  // The TaskLocal's address; compared for equality only, never ordered.
  const void* value;
  std::shared_ptr<const void> next;  // The LocalFrame of the binding before.
};

template <typename T>
struct LocalValue : LocalFrame {
  T held;
  LocalValue(const void* its_key, T its_value, std::shared_ptr<const void> before)
      : LocalFrame{its_key, nullptr, std::move(before)}, held(std::move(its_value)) {
    value = &held;
  }
};

// The newest value of that key that the current task sees, or null.
const void* FindLocal(const void* key);

}  // namespace internal

template <typename T>
class Binding;

template <typename T>
class TaskLocal {
 public:
  // `otherwise`: the value in tasks without a binding.
  explicit TaskLocal(T otherwise = T{}) : otherwise_(std::move(otherwise)) {}
  TaskLocal(const TaskLocal&) = delete;
  TaskLocal& operator=(const TaskLocal&) = delete;

  // The reference is valid as long as the binding, or a task that inherited it, lives.
  [[nodiscard]] const T& Get() const {
    const void* const found = internal::FindLocal(this);
    return found == nullptr ? otherwise_ : *static_cast<const T*>(found);
  }

 private:
  const T otherwise_;
};

template <typename T>
class [[nodiscard]] Binding {
 public:
  template <typename U>
  Binding(const TaskLocal<T>& local, U&& value) : task_(*sched::Worker::Current().current) {
    auto bound = std::make_shared<internal::LocalValue<T>>(&local, T(std::forward<U>(value)), task_.locals);
    // A pointer to the base class, because FindLocal reads it as this.
    mine_ = static_cast<const internal::LocalFrame*>(bound.get());
    task_.locals = std::shared_ptr<const void>(std::move(bound), mine_);
  }
  ~Binding() {
    REPRISE_CHECK(task_.locals.get() == mine_);
    task_.locals = std::shared_ptr<const void>(mine_->next);
  }
  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;

 private:
  sched::TaskRecord& task_;
  const internal::LocalFrame* mine_ = nullptr;
};

template <typename T, typename U>
Binding(const TaskLocal<T>&, U&&) -> Binding<T>;

}  // namespace reprise::task
