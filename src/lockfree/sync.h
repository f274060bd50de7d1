// Seam 3: what an atomic is. Each structure of this folder is written once, with a template parameter `Sync`,
// and runs on
//
//   StdSync      the machine's atomics: production (here)
//   RelacySync   Relacy's: weak memory, few threads (tests/relacy/relacy_sync.h)
//   ModelSync    the deterministic scheduler's: its strategy chooses at every op (sched/model/model_sync.h)
//
// A Sync has:
//
//   Atomic<T>     load, store, exchange, compare_exchange_strong and _weak, fetch_add, fetch_sub, fetch_or,
//                 fetch_and: as std::atomic's; the order is always given; file and line of the caller go into
//                 histories. T is an integer, a bool or a pointer.
//   Cell<T>       plain memory that threads share under the protection of atomics: Load and Store. A checker
//                 sees races on it; in production it is a plain T.
//   Storage<T>    room for one T that is constructed, read and taken out explicitly, as in the slot of a
//                 queue.
//   Spin          waits a moment for another thread to write a location: `Sync::Spin spin; while (busy)
//                 spin.Wait(location);`. A model disables the task until that location is written.
//   LightFence    the cheap and the expensive half of an asymmetric fence. One thread stores, runs
//   HeavyFence    LightFence, loads; another thread stores, runs HeavyFence, loads: at least one of them sees
//                 the other's store. LightFence is free where the kernel has membarrier; then HeavyFence is a
//                 system call.
//   Allocate      memory whose leaks and use after Free a checker reports.
//   Free
//   kLineBytes    the alignment that keeps two threads' data in different cache lines.
//
// Threads      thread-safe, except Storage and Cell: the structure that contains them must order all accesses
//              to them.
// Source       folly's Atomic parameter; Dice, Harris, Kogan, Lev and Moir's asymmetric synchronization;
//              membarrier(2).
#pragma once

#include <sched.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "base/site.h"
#include "lockfree/asymmetric_fence.h"

namespace reprise::lockfree {

// Tells the processor that a loop waits.
inline void CpuRelax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
#endif
}

struct StdSync {
  static constexpr std::size_t kLineBytes = 64;

  template <typename T>
  class Atomic {
   public:
    static_assert(std::is_integral_v<T> || std::is_pointer_v<T>);
    using Order = std::memory_order;

    constexpr Atomic() = default;
    constexpr explicit Atomic(T value) : value_(value) {}
    Atomic(const Atomic&) = delete;
    Atomic& operator=(const Atomic&) = delete;

    T load(Order order, Site = Site::Here()) const { return value_.load(order); }
    void store(T value, Order order, Site = Site::Here()) { value_.store(value, order); }
    T exchange(T value, Order order, Site = Site::Here()) { return value_.exchange(value, order); }
    bool compare_exchange_strong(T& expected, T desired, Order success, Order failure, Site = Site::Here()) {
      return value_.compare_exchange_strong(expected, desired, success, failure);
    }
    bool compare_exchange_weak(T& expected, T desired, Order success, Order failure, Site = Site::Here()) {
      return value_.compare_exchange_weak(expected, desired, success, failure);
    }
    T fetch_add(T value, Order order, Site = Site::Here()) { return value_.fetch_add(value, order); }
    T fetch_sub(T value, Order order, Site = Site::Here()) { return value_.fetch_sub(value, order); }
    T fetch_or(T value, Order order, Site = Site::Here()) { return value_.fetch_or(value, order); }
    T fetch_and(T value, Order order, Site = Site::Here()) { return value_.fetch_and(value, order); }

   private:
    std::atomic<T> value_{};
  };

  template <typename T>
  class Cell {
   public:
    constexpr Cell() = default;
    constexpr explicit Cell(T value) : value_(std::move(value)) {}
    [[nodiscard]] const T& Load(Site = Site::Here()) const { return value_; }
    void Store(T value, Site = Site::Here()) { value_ = std::move(value); }

   private:
    T value_{};
  };

  template <typename T>
  class Storage {
   public:
    Storage() {}   // NOLINT(modernize-use-equals-default): the union's member stays unconstructed.
    ~Storage() {}  // NOLINT(modernize-use-equals-default)
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    template <typename... Args>
    void Construct(Site, Args&&... args) {
      std::construct_at(&value_, std::forward<Args>(args)...);
    }
    [[nodiscard]] const T& Look(Site = Site::Here()) const { return value_; }
    T Take(Site = Site::Here()) {
      T taken = std::move(value_);
      std::destroy_at(&value_);
      return taken;
    }
    void Destroy(Site = Site::Here()) { std::destroy_at(&value_); }

   private:
    union {
      T value_;
    };
  };

  class Spin {
   public:
    template <typename Location>
    void Wait(const Location&, Site = Site::Here()) {
      if (rounds_ < kRoundsBeforeYield) {
        ++rounds_;
        CpuRelax();
      } else {
        sched_yield();  // The thread that we wait for may need this core.
      }
    }

   private:
    static constexpr unsigned kRoundsBeforeYield = 64;
    unsigned rounds_ = 0;
  };

  static void LightFence(Site = Site::Here()) { AsymmetricFence::Light(); }
  static void HeavyFence(Site = Site::Here()) { AsymmetricFence::Heavy(); }

  static void* Allocate(std::size_t bytes, std::size_t alignment, Site = Site::Here()) {
    if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return ::operator new(bytes);
    return ::operator new (bytes, std::align_val_t{alignment});
  }
  // (Not the sized forms of delete: clang 14 turns them off by default.)
  static void Free(void* memory, std::size_t /*bytes*/, std::size_t alignment, Site = Site::Here()) {
    if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return ::operator delete(memory);
    ::operator delete (memory, std::align_val_t{alignment});
  }
};

// Makes an object in memory from Sync::Allocate.
template <typename T, typename Sync, typename... Args>
T* Create(Args&&... args) {
  void* const memory = Sync::Allocate(sizeof(T), alignof(T));
  return std::construct_at(static_cast<T*>(memory), std::forward<Args>(args)...);
}

template <typename Sync, typename T>
void Destroy(T* object) {
  std::destroy_at(object);
  Sync::Free(object, sizeof(T), alignof(T));
}

}  // namespace reprise::lockfree
