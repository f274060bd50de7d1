// A pair of fences of which one side costs nothing: readers run Light, seldom, a writer runs Heavy.
//
// Heavy is membarrier(2) in its private expedited form: it makes every running thread of the process pass a
// full fence, so a Light that is only a promise of the compiler is enough. Where the kernel (or a sandbox) has no
// membarrier, both are full fences.
//
// Use when     readers outnumber writers by far: pins against epoch advances.
// Threads      thread-safe.
// Progress     Light: wait-free. Heavy: a system call, some microseconds.
// Source       membarrier(2); folly's asymmetric fences; liburcu's memb flavour.
#pragma once

#include <atomic>

namespace reprise::lockfree {

class AsymmetricFence {
 public:
  static void Light() {
    if (__builtin_expect(has_membarrier_, 1)) {
      // [L1] alone: the compiler moves nothing across; the processor is told by Membarrier.
      std::atomic_signal_fence(std::memory_order_seq_cst);
    } else {
      Full();
    }
  }
  static void Heavy() {
    if (__builtin_expect(has_membarrier_, 1)) {
      Membarrier();
    } else {
      Full();
    }
  }

  // Whether Light is free here.
  static bool HasMembarrier() { return has_membarrier_; }

 private:
  // An exchange, because ThreadSanitizer knows no stand-alone fences; it costs the same.
  [[gnu::cold, gnu::noinline]] static void Full() {
    static std::atomic<int> word{0};
    // [L2] seq_cst: pairs with [L2], the same of another thread: one of the two comes first.
    word.exchange(0, std::memory_order_seq_cst);
  }
  static void Membarrier();
  static bool Register();

  // Before Register has run, both sides are full fences: correct, only slower.
  static inline const bool has_membarrier_ = Register();
};

}  // namespace reprise::lockfree
