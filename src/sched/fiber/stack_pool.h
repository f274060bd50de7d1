// A pool of stacks for fibers, which detects the overflow of a stack.
//
// A stack ends in guard pages, 64 KiB in all. So an overflow is a fault at once and not a silent write into
// the next stack; the fault is reported with the task's name (stack_overflow.h). With MADV_GUARD_INSTALL
// (Linux 6.13) the kernel guards a page without a mapping of its own, so 100,000 stacks and more fit into a
// process. Without it, a canary value is written at the end of each stack, and each suspension checks it.
//
// Use when     a scheduler needs a stack for a fiber.
// Threads      thread-safe.
// Progress     blocking for a few instructions; the system is asked once in kStacksAtOnce stacks.
// Memory       stack_bytes for each stack, of which the kernel gives only the pages that were touched, and 64
//              KiB of addresses; the pool keeps as many stacks as ever lived together. From the heap, so that
//              a check which fills new memory with garbage fills stacks too.
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
  // `guard_pages` false: behaves as on a kernel without guard pages; for tests.
  explicit StackPool(std::size_t stack_bytes, bool guard_pages = true);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  // From now on no memory is given back: somebody may still write to a stack.
  void KeepForever() { kept_ = true; }

  Stack Take();
  void Return(const Stack& stack) noexcept;

  // True: the canary at the end of the stack was overwritten, so its task needs more stack. Only without
  // guard pages.
  [[nodiscard]] bool Overflowed(const Stack& stack) const { return !guarded_ && !CanaryStands(stack); }

  // The value at the lowest address of a stack without guard pages.
  static constexpr std::uint64_t kCanary = 0x5eed'ca4a'12e0'57acULL;
  [[nodiscard]] static bool CanaryStands(const Stack& stack) {
    std::uint64_t stands = 0;
    std::memcpy(&stands, stack.base, sizeof stands);
    return stands == kCanary;
  }

  // Whether the address lies in the guard pages of the stack. Safe in a signal handler.
  [[nodiscard]] bool InGuardOf(const Stack& stack, const void* address) const;

  [[nodiscard]] bool guarded() const { return guarded_; }

 private:
  static constexpr std::size_t kStacksAtOnce = 16;

  void AddSlab();
  bool InstallGuards(char* slab);

  const std::size_t bytes_;  // Of one stack, without its guard.
  bool guarded_;
  bool kept_ = false;
  SpinLock lock_;
  std::vector<char*> slabs_;
  std::vector<char*> free_;  // Bases.
};

}  // namespace reprise::sched
