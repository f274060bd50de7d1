// Fibers of the parallel scheduler: a stack, and where it was left.
//
// Boost.Fiber's context costs three times a bare switch, and its scheduler, ready lists and stacks do not survive work
// stealing at this speed (docs/decisions/0005-switching-below-boost-fiber.md). So this is a bare switch, inline: a call and an
// indirect return in its place would make the processor mispredict every return up to the task's own loop. Elsewhere than on
// x86-64 it is Boost.Context's. Exceptions in flight stay with their fiber, and checkers of addresses and races are told.
// What a processor keeps between instructions and the ABI calls a mode (rounding, exceptions that are masked) belongs to the
// thread, not to the fiber. A function with target("avx512f") in a build without -mavx512f must not wait in an object.
//
// Use when     a scheduler switches stacks. Tasks never do.
// Threads      a fiber is on one thread at a time; whoever switches to it has it from whoever left it.
// Memory       the Fiber lies at the top of its own stack.
// Complexity   some 2 ns a switch on x86-64.
#pragma once

#include <cstddef>

#include "sched/fiber/stack_pool.h"

namespace reprise::sched {

struct Fiber {
  void* context = nullptr;  // Where it stands while it does not run.
  Stack stack;              // None: a thread's own.
  void (*entry)() = nullptr;
  Fiber* next = nullptr;       // In a list of free ones.
  void* checked_as = nullptr;  // What a checker of addresses or races knows the fiber by.
};

// What the C++ runtime keeps of exceptions by thread (the layout is the Itanium ABI's).
struct ExceptionsInFlight {
  void* caught = nullptr;
  unsigned int uncaught = 0;

  [[nodiscard]] bool Any() const { return caught != nullptr || uncaught != 0; }
};

// The fibers of one thread: which runs, and which was left last. Part of a Worker.
struct FiberThread {
  Fiber own;  // The thread's own stack.
  Fiber* running = nullptr;
  Fiber* left = nullptr;
  ExceptionsInFlight* exceptions = nullptr;  // The thread's; not to be asked for again after a switch.
};

// Makes the calling thread's stack its running fiber. On that thread.
void EnterFibers(FiberThread& thread);

// A fiber that will run `entry`, which must not return; and its end, while it does not run and never will again.
void EndFiber(Fiber& fiber);
Fiber* MakeFiber(const Stack& stack, void (*entry)());

namespace internal {
#if defined(__x86_64__)
// Keeps four of the registers that a function must keep and names everything else as lost. All six would cost a round
// trip 3 ns, none would cost the loop around a receive that seldom waits 0.4 a message.
[[gnu::always_inline]] inline void SwapStacks(Fiber& from, Fiber& to) {
  void** save = &from.context;
  void** load = &to.context;
  asm volatile(
      "leaq -128(%%rsp), %%rsp\n\t"  // The red zone may be in use.
      "pushq %%rbp\n\t"
      "pushq %%rbx\n\t"
      "pushq %%r12\n\t"
      "pushq %%r13\n\t"
      "leaq 1f(%%rip), %%rax\n\t"
      "pushq %%rax\n\t"
      "movq %%rsp, (%[save])\n\t"
      "movq (%[load]), %%rsp\n\t"
      "popq %%rax\n\t"
      "jmp *%%rax\n\t"
      "1:\n\t"
      "popq %%r13\n\t"
      "popq %%r12\n\t"
      "popq %%rbx\n\t"
      "popq %%rbp\n\t"
      "leaq 128(%%rsp), %%rsp\n\t"
      : [save] "+S"(save), [load] "+D"(load)
      :
      : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r15", "r14", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
        "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "st",
        "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "mm0", "mm1", "mm2", "mm3", "mm4",
        "mm5", "mm6", "mm7",
#if defined(__AVX512F__)
        "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", "xmm26",
        "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5", "k6", "k7",
#endif
        "memory", "cc");
}
#else
void SwapStacks(Fiber& from, Fiber& to);
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
void TellLeaving(Fiber& from, const Fiber& to);
void TellArrived(Fiber& fiber);
#else
inline void TellLeaving(Fiber&, const Fiber&) {}
inline void TellArrived(Fiber&) {}
#endif

// Keeps what is in flight on the stack that is left.
void SwapWithExceptions(Fiber& self, Fiber& to, ExceptionsInFlight& here, FiberThread& (*there)());
}  // namespace internal

// Leaves the thread's running fiber for `to`. Comes back when somebody switches to it, perhaps on another thread, whose
// `left` then says who did.
[[gnu::always_inline]] inline void SwitchFiber(FiberThread& thread, Fiber& to, FiberThread& (*here)()) {
  Fiber& self = *thread.running;
  thread.left = &self;
  thread.running = &to;
  // Who arrives with none in flight finds none: nothing is written unless there is something.
  if (thread.exceptions->Any()) [[unlikely]] {
    internal::SwapWithExceptions(self, to, *thread.exceptions, here);
    return;
  }
  internal::TellLeaving(self, to);
  internal::SwapStacks(self, to);
  internal::TellArrived(self);
}

// Bytes left on the running fiber's stack.
[[nodiscard]] std::size_t StackLeft(const FiberThread& thread);

}  // namespace reprise::sched
