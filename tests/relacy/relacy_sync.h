// RelacySync: the atomics seam on Relacy, which runs a few threads under weak memory and sees data races, leaks and
// uses of freed memory. The only file that includes Relacy.
#pragma once

#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

// Its parts rather than relacy.hpp, which redefines `new`, `free`, `assert` and half of pthread.
#include <relacy/atomic.hpp>
#include <relacy/atomic_fence.hpp>
#include <relacy/backoff.hpp>
#include <relacy/base.hpp>
#include <relacy/context.hpp>
#include <relacy/context_base_impl.hpp>
#include <relacy/dyn_thread.hpp>
#include <relacy/stdlib/condition_variable.hpp>
#include <relacy/stdlib/event.hpp>
#include <relacy/stdlib/mutex.hpp>
#include <relacy/stdlib/semaphore.hpp>
#include <relacy/test_suite.hpp>
#include <relacy/thread_local.hpp>
#include <relacy/var.hpp>
#undef $

#include "base/site.h"

// Relacy replaces the global new and delete to see leaks; the sized forms, which containers use, it does not know.
inline void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
inline void operator delete[](void* memory, std::size_t) noexcept { operator delete[](memory); }

namespace reprise {

struct RelacySync {
  static constexpr std::size_t kLineBytes = 16;  // Relacy's allocations are not aligned better.

  static rl::debug_info Info(Site site) {
    return rl::debug_info("", site.file, static_cast<unsigned>(site.line));
  }
  static constexpr rl::memory_order Of(std::memory_order order) {
    switch (order) {
      case std::memory_order_relaxed: return rl::mo_relaxed;
      case std::memory_order_consume: return rl::mo_consume;
      case std::memory_order_acquire: return rl::mo_acquire;
      case std::memory_order_release: return rl::mo_release;
      case std::memory_order_acq_rel: return rl::mo_acq_rel;
      case std::memory_order_seq_cst: return rl::mo_seq_cst;
    }
    return rl::mo_seq_cst;
  }

  template <typename T>
  class Atomic {
   public:
    using Order = std::memory_order;
    // Relacy prints pointers as void*, and takes no const ones.
    using Raw = std::conditional_t<std::is_pointer_v<T>,
                                   std::add_pointer_t<std::remove_const_t<std::remove_pointer_t<T>>>, T>;

    Atomic() : Atomic(T{}) {}
    explicit Atomic(T value, Site site = Site::Here()) {
      value_.store(Strip(value), rl::mo_relaxed, Info(site));
    }
    Atomic(const Atomic&) = delete;
    Atomic& operator=(const Atomic&) = delete;

    T load(Order order, Site site = Site::Here()) const { return value_.load(Of(order), Info(site)); }
    void store(T value, Order order, Site site = Site::Here()) {
      value_.store(Strip(value), Of(order), Info(site));
    }
    T exchange(T value, Order order, Site site = Site::Here()) {
      return value_.exchange(Strip(value), Of(order), Info(site));
    }
    bool compare_exchange_strong(T& expected, T desired, Order success, Order failure,
                                 Site site = Site::Here()) {
      return CompareExchange<false>(expected, desired, success, failure, site);
    }
    bool compare_exchange_weak(T& expected, T desired, Order success, Order failure,
                               Site site = Site::Here()) {
      return CompareExchange<true>(expected, desired, success, failure, site);
    }
    T fetch_add(T value, Order order, Site site = Site::Here()) {
      return value_.fetch_add(value, Of(order), Info(site));
    }
    T fetch_sub(T value, Order order, Site site = Site::Here()) {
      return value_.fetch_sub(value, Of(order), Info(site));
    }
    T fetch_or(T value, Order order, Site site = Site::Here()) {
      return value_.fetch_or(value, Of(order), Info(site));
    }
    T fetch_and(T value, Order order, Site site = Site::Here()) {
      return value_.fetch_and(value, Of(order), Info(site));
    }

   private:
    template <bool kMayFailSpuriously>
    bool CompareExchange(T& expected, T desired, Order success, Order failure, Site site) {
      const bool swapped =
          value_.compare_exchange(rl::bool_t<kMayFailSpuriously>(), const_cast<Raw&>(expected),
                                  Strip(desired), Of(success), Of(failure), Info(site));
      // Relacy knows no failure that acquires where the success does not: a fence does it, if a little too strongly.
      const bool success_acquires =
          success != std::memory_order_release && success != std::memory_order_relaxed;
      if (!swapped && failure != std::memory_order_relaxed && !success_acquires)
        rl::atomic_thread_fence(rl::mo_acquire, Info(site));
      return swapped;
    }
    static Raw Strip(T value) {
      return (Raw)value;
    }  // NOLINT: a const_cast for pointers, nothing for the rest.

    mutable rl::atomic<Raw> value_;
  };

  // Relacy watches `touched_`, which is read and written whenever the value is.
  template <typename T>
  class Cell {
   public:
    Cell() : Cell(T{}) {}
    explicit Cell(T value, Site site = Site::Here()) : value_(std::move(value)) {
      touched_(Info(site)).store(0);
    }
    const T& Load(Site site = Site::Here()) const {
      touched_(Info(site)).load();
      return value_;
    }
    void Store(T value, Site site = Site::Here()) {
      touched_(Info(site)).store(0);
      value_ = std::move(value);
    }

   private:
    mutable rl::var<int> touched_;
    T value_;
  };

  template <typename T>
  class Storage {
   public:
    Storage() {}
    ~Storage() {}
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    template <typename... Args>
    void Construct(Site site, Args&&... args) {
      touched_(Info(site)).store(0);
      std::construct_at(&value_, std::forward<Args>(args)...);
    }
    const T& Look(Site site = Site::Here()) const {
      touched_(Info(site)).load();
      return value_;
    }
    T Take(Site site = Site::Here()) {
      touched_(Info(site)).load();  // Taking out what nobody put in is a read of nothing.
      touched_(Info(site)).store(0);
      T taken = std::move(value_);
      std::destroy_at(&value_);
      return taken;
    }
    void Destroy(Site site = Site::Here()) {
      touched_(Info(site)).store(0);
      std::destroy_at(&value_);
    }

   private:
    mutable rl::var<int> touched_;
    union {
      T value_;
    };
  };

  class Spin {
   public:
    template <typename Location>
    void Wait(const Location&, Site site = Site::Here()) {
      rl::yield(1, Info(site));
    }
  };

  static void LightFence(Site site = Site::Here()) { rl::atomic_thread_fence(rl::mo_seq_cst, Info(site)); }
  static void HeavyFence(Site site = Site::Here()) { rl::atomic_thread_fence(rl::mo_seq_cst, Info(site)); }

  static void* Allocate(std::size_t bytes, std::size_t, Site site = Site::Here()) {
    return rl::ctx().alloc(bytes, false, Info(site));
  }
  // Relacy's atomics mark themselves as dead when they are destroyed; compilers leave such a store out.
  static void Free(void* memory, std::size_t bytes, std::size_t, Site site = Site::Here()) {
    std::memset(memory, 0xdd, bytes);
    asm volatile("" ::: "memory");
    rl::ctx().free(memory, false, Info(site));
  }
};

}  // namespace reprise
