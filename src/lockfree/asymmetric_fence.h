// A pair of fences with one cheap side: readers run Light often and for free; a writer runs Heavy, which is
// expensive, seldom.
//
// Heavy is membarrier(2) in its private expedited form: it makes every running thread of the process execute
// a full fence. So Light needs to stop only the compiler from moving accesses across it. Where the kernel (or
// a sandbox) has no membarrier, both are full fences.
//
// Use when     readers outnumber writers by far: pins against epoch advances.
// Threads      thread-safe.
// Progress     Light: wait-free. Heavy: a system call, some microseconds.
// Source       membarrier(2); folly's asymmetric fences; liburcu's memb flavour.
#pragma once

#include <atomic>

namespace reprise::lockfree {

// A full fence made of an exchange, because ThreadSanitizer knows no stand-alone fences; it costs the same.
//
// All exchanges of one word have one order, and each exchange reads what the exchange before it wrote. So of
// two threads that call Pass, the second one sees everything that the first one stored before its Pass. So
// acq_rel is enough.
template <template <typename> typename Atomic>
class ExchangeFence {
 public:
  void Pass() {
    // [E1] acq_rel: pairs with [E1] of the next thread that calls Pass.
    word_.exchange(0, std::memory_order_acq_rel);
  }

 private:
  Atomic<int> word_{0};
};

class AsymmetricFence {
 public:
  static void Light() {
    if (__builtin_expect(has_membarrier_, 1)) {
      // [L1] alone: stops the compiler only. The processor's fence comes from the other side's Membarrier.
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

  // True: Light costs no instruction on this machine.
  static bool HasMembarrier() { return has_membarrier_; }

 private:
  static void Full() {
    static ExchangeFence<std::atomic> fence;
    fence.Pass();
  }
  static void Membarrier();
  static bool Register();

  // Before Register has run, both sides are full fences: correct, only slower.
  static inline const bool has_membarrier_ = Register();
};

}  // namespace reprise::lockfree
