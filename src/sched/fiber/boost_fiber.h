// How the schedulers make fibers with Boost.Fiber, and find the Fiber of a context that Boost gives them.
//
//   Fiber& fiber = MakeFiber(stacks, [] { ... });   // Suspended at its first instruction; ends by returning.
//   ... attach, resume, detach: fiber.h ...
//   FiberOf(context);                               // The same fiber, from the context that `awakened` gets.
//
// Every fiber must end by returning from its entry, because destroying a suspended context would throw
// through a noexcept function of Boost. The thread's dispatcher frees an ended fiber and returns its stack.
//
// Use when     writing a scheduler. The only header that includes Boost.Fiber.
// Threads      MakeFiber: thread-safe. FiberOf: for a context that the caller's thread runs or resumes.
// Errors       std::bad_alloc.
// Source       Boost.Fiber 1.81.
#pragma once

#include <memory>
#include <utility>

#include <boost/context/stack_context.hpp>
#include <boost/fiber/algo/algorithm.hpp>
#include <boost/fiber/context.hpp>
#include <boost/fiber/properties.hpp>

#include "sched/fiber/fiber.h"
#include "sched/fiber/stack_pool.h"

namespace reprise::sched {

// Boost.Fiber keeps our Fiber in the properties of its context, and frees both together.
class FiberProperties final : public boost::fibers::fiber_properties {
 public:
  FiberProperties() : fiber_properties(nullptr) {}
  Fiber fiber;
};

// Null: a fiber that the program started with boost::fibers::fiber, the dispatcher or a thread's own context.
inline Fiber* FiberOf(const boost::fibers::context& context) {
  auto* const properties = dynamic_cast<FiberProperties*>(context.get_properties());
  return properties != nullptr ? &properties->fiber : nullptr;
}

// The stack allocator that Boost.Fiber calls.
struct PooledStack {
  StackPool* pool;
  Fiber* fiber;
  boost::context::stack_context allocate() const {
    fiber->stack = pool->Take();
    boost::context::stack_context stack;
    stack.size = fiber->stack.bytes;
    stack.sp = fiber->stack.top();
    return stack;
  }
  void deallocate(boost::context::stack_context& stack) const noexcept {
    pool->Return({static_cast<char*>(stack.sp) - stack.size, stack.size});
  }
};

template <typename Entry>
Fiber& MakeFiber(StackPool& stacks, Entry entry) {
  auto properties = std::make_unique<FiberProperties>();
  Fiber& fiber = properties->fiber;
  // The returned reference is dropped; the context holds one more, its own, until it ends.
  fiber.context =
      boost::fibers::make_worker_context_with_properties(boost::fibers::launch::post, properties.get(),
                                                         PooledStack{&stacks, &fiber}, std::move(entry))
          .get();
  static_cast<void>(properties.release());  // The context owns it.
  return fiber;
}

}  // namespace reprise::sched
