// Stacks for fibers, and what happens when one is too small.
//
// A stack ends in guard pages of 64 KiB in all, so that running over its end is a fault at once and not a silent write
// into a neighbour; the fault is reported with the task's name (stack_overflow.h). Where the kernel can guard a page
// without a mapping of its own (MADV_GUARD_INSTALL, Linux 6.13), 100,000 stacks and more live together. Where it
// cannot, a canary stands at the end, and each suspension looks at it.
//
// Use when     a scheduler needs a stack for a fiber.
// Threads      thread-safe.
// Progress     blocking for a few instructions; the system is asked once in kStacksAtOnce stacks.
// Memory       stack_bytes a stack, of which the kernel gives only the pages that were touched, and 64 KiB of
//              addresses; the pool keeps the most that ever lived together. From the heap, so that a check which fills
//              new memory with garbage fills stacks too.
// Errors       std::bad_alloc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "sched/spin_lock.h"

namespace reprise::sched {

struct Stack {
  char* base = nullptr;   // The lowest address that may be used.
  std::size_t bytes = 0;  // From base upwards.
  [[nodiscard]] char* top() const { return base + bytes; }
};

class StackPool {
 public:
  // `guard_pages` false stands for a kernel that has none: for tests.
  explicit StackPool(std::size_t stack_bytes, bool guard_pages = true);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  Stack Take();
  void Return(const Stack& stack) noexcept;

  // The end of the stack was written: there is no guard page, and its task needs more than the stack has.
  [[nodiscard]] bool Overflowed(const Stack& stack) const { return !guarded_ && !CanaryStands(stack); }

  // What stands at the lowest address where the kernel guards nothing.
  static constexpr std::uint64_t kCanary = 0x5eed'ca4a'12e0'57acULL;
  [[nodiscard]] static bool CanaryStands(const Stack& stack) {
    std::uint64_t stands = 0;
    std::memcpy(&stands, stack.base, sizeof stands);
    return stands == kCanary;
  }

  // The address lies in the guard pages of the stack. Safe in a signal handler.
  [[nodiscard]] bool InGuardOf(const Stack& stack, const void* address) const;

  [[nodiscard]] bool guarded() const { return guarded_; }

 private:
  static constexpr std::size_t kStacksAtOnce = 16;

  void AddSlab();
  bool InstallGuards(char* slab);

  const std::size_t bytes_;  // Of one stack, without its guard.
  bool guarded_;
  SpinLock lock_;
  std::vector<char*> slabs_;
  std::vector<char*> free_;  // Bases.
};

}  // namespace reprise::sched
