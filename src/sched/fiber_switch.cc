#include "sched/fiber_switch.h"

#include <cxxabi.h>

#include <limits>
#include <new>

#include <boost/context/detail/fcontext.hpp>

#include "base/check.h"
#include "sched/worker.h"

#if defined(__SANITIZE_ADDRESS__)
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace reprise::sched {
namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

#if defined(__SANITIZE_ADDRESS__)
void TellLeaving(Fiber& from, const Fiber& to) {
  __sanitizer_start_switch_fiber(&from.checked_stack, to.stack.base, to.stack.bytes);
}
void TellArrived(Fiber& fiber) { __sanitizer_finish_switch_fiber(fiber.checked_stack, nullptr, nullptr); }
void TellFresh(const Stack& stack) { ASAN_UNPOISON_MEMORY_REGION(stack.base, stack.bytes); }
Stack StackOfThisThread() {
  pthread_attr_t attributes;
  Stack stack;
  void* base = nullptr;
  REPRISE_CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0);
  REPRISE_CHECK(pthread_attr_getstack(&attributes, &base, &stack.bytes) == 0);
  pthread_attr_destroy(&attributes);
  stack.base = static_cast<char*>(base);
  return stack;
}
#else
void TellLeaving(Fiber&, const Fiber&) {}
void TellArrived(Fiber&) {}
void TellFresh(const Stack&) {}
Stack StackOfThisThread() { return {}; }
#endif

// On the thread that the caller stands on now.
void Arrive(transfer_t from) {
  FiberThread& here = Worker::Current().fibers;
  here.left->context = from.fctx;
  TellArrived(*here.running);
}

void Begin(transfer_t from) {
  Arrive(from);
  Worker::Current().fibers.running->entry();
  REPRISE_CHECK(false);  // An entry does not return.
}

}  // namespace

void EnterFibers(FiberThread& thread) {
  thread.exceptions = reinterpret_cast<ExceptionsInFlight*>(abi::__cxa_get_globals());
  thread.own.stack = StackOfThisThread();
  thread.running = &thread.own;
}

Fiber* MakeFiber(const Stack& stack, void (*entry)()) {
  TellFresh(stack);
  constexpr std::size_t kLineBytes = 64;
  static_assert(sizeof(Fiber) <= 2 * kLineBytes);
  char* const top = stack.top() - 2 * kLineBytes;
  Fiber* const fiber = new (top) Fiber;
  fiber->stack = stack;
  fiber->entry = entry;
  fiber->context = make_fcontext(top, stack.bytes - 2 * kLineBytes, &Begin);
  return fiber;
}

void SwitchFiber(FiberThread& thread, Fiber& to) {
  Fiber& self = *thread.running;
  const ExceptionsInFlight mine = *thread.exceptions;
  // Who arrives with none in flight finds none: nothing is written unless there is something.
  const bool any = mine.caught != nullptr || mine.uncaught != 0;
  if (any) [[unlikely]]
    *thread.exceptions = {};
  thread.left = &self;
  thread.running = &to;
  TellLeaving(self, to);
  Arrive(jump_fcontext(to.context, nullptr));
  if (any) [[unlikely]]
    *Worker::Current().fibers.exceptions = mine;
}

std::size_t StackLeft(const FiberThread& thread) {
  if (thread.running == &thread.own) return std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(static_cast<const char*>(__builtin_frame_address(0)) -
                                  thread.running->stack.base);
}

}  // namespace reprise::sched
