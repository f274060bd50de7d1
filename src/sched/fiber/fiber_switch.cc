#include "sched/fiber/fiber_switch.h"

#include <cxxabi.h>

#include <limits>
#include <new>

#include "base/check.h"
#include "sched/fiber/worker.h"

#if !defined(__x86_64__)
#include <boost/context/detail/fcontext.hpp>
#endif

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace reprise::sched {
namespace internal {

#if defined(__SANITIZE_ADDRESS__)
void TellLeaving(Fiber& from, const Fiber& to) {
  __sanitizer_start_switch_fiber(&from.checked_as, to.stack.base, to.stack.bytes);
}
void TellArrived(Fiber& fiber) { __sanitizer_finish_switch_fiber(fiber.checked_as, nullptr, nullptr); }
#elif defined(__SANITIZE_THREAD__)
void TellLeaving(Fiber&, const Fiber& to) { __tsan_switch_to_fiber(to.checked_as, 0); }
void TellArrived(Fiber&) {}
#endif

}  // namespace internal

namespace {

#if defined(__SANITIZE_ADDRESS__)
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
void TellMade(Fiber&) {}
void TellEntered(Fiber&) {}
#else
void TellFresh(const Stack&) {}
Stack StackOfThisThread() { return {}; }
#if defined(__SANITIZE_THREAD__)
void TellMade(Fiber& fiber) { fiber.checked_as = __tsan_create_fiber(0); }
void TellEntered(Fiber& own) { own.checked_as = __tsan_get_current_fiber(); }
#else
void TellMade(Fiber&) {}
void TellEntered(Fiber&) {}
#endif
#endif

// The first function on a new stack.
[[noreturn]] void Begin() {
  Fiber& self = *Worker::Current().fibers.running;
  internal::TellArrived(self);
  self.entry();
  REPRISE_CHECK(false);  // An entry does not return.
  __builtin_unreachable();
}

#if defined(__x86_64__)
// As SwapStacks leaves it: where to go on. Then what a call leaves for a function: an address to return to, at eight
// bytes from a multiple of sixteen. There is nowhere to return to, which ends a debugger's and an exception's search.
void* FirstContext(char* top) {
  void** const slots = reinterpret_cast<void**>(top);
  slots[-1] = nullptr;
  slots[-2] = reinterpret_cast<void*>(&Begin);
  return &slots[-2];
}
#else
void* FirstContext(char* top) {
  return boost::context::detail::make_fcontext(top, 0, [](boost::context::detail::transfer_t from) {
    *static_cast<void**>(from.data) = from.fctx;
    Begin();
  });
}
#endif

}  // namespace

#if !defined(__x86_64__)
void internal::SwapStacks(Fiber& from, Fiber& to) {
  const boost::context::detail::transfer_t back =
      boost::context::detail::jump_fcontext(to.context, &from.context);
  *static_cast<void**>(back.data) = back.fctx;
}
#endif

void internal::SwapWithExceptions(Fiber& self, Fiber& to, ExceptionsInFlight& here, FiberThread& (*there)()) {
  const ExceptionsInFlight mine = std::exchange(here, {});
  TellLeaving(self, to);
  SwapStacks(self, to);
  TellArrived(self);
  *there().exceptions = mine;
}

void EnterFibers(FiberThread& thread) {
  thread.exceptions = reinterpret_cast<ExceptionsInFlight*>(abi::__cxa_get_globals());
  thread.own.stack = StackOfThisThread();
  thread.running = &thread.own;
  TellEntered(thread.own);
}

Fiber* MakeFiber(const Stack& stack, void (*entry)()) {
  TellFresh(stack);
  constexpr std::size_t kLineBytes = 64;
  static_assert(sizeof(Fiber) <= 2 * kLineBytes);
  char* const top = stack.top() - 2 * kLineBytes;
  Fiber* const fiber = new (top) Fiber;
  fiber->stack = stack;
  fiber->entry = entry;
  fiber->context = FirstContext(top);
  TellMade(*fiber);
  return fiber;
}

void EndFiber([[maybe_unused]] Fiber& fiber) {
#if defined(__SANITIZE_THREAD__)
  __tsan_destroy_fiber(fiber.checked_as);
#endif
}

std::size_t StackLeft(const FiberThread& thread) {
  if (thread.running == &thread.own) return std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(static_cast<const char*>(__builtin_frame_address(0)) -
                                  thread.running->stack.base);
}

}  // namespace reprise::sched
