// ModelSync: the atomics seam on the model scheduler. Before every op of an atomic the run's strategy chooses
// the task that goes on. Values are sequentially consistent, whatever memory order the op names.
//
// Use when     replay/explore searches schedules of the code of src/lockfree.
// Not when     memory orders are in question: Relacy checks those, and data races; ModelSync checks neither.
// Threads      the tasks of one ModelScheduler run. Outside of a run an op takes effect without a choice.
// Errors       the run fails when an op touches an object that is dead or in freed memory, when an empty
//              Storage is read or a full one is filled, on a double free, and on a leak at the run's end.
// Differs      compare_exchange_weak never fails without a reason. A fence is a choice and nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "base/site.h"
#include "sched/model/model_scheduler.h"

namespace reprise::sched {

// Detects the use of a dead object: after its destructor, or when its memory was freed.
class ModelObject {
 public:
  ModelObject() = default;
  ~ModelObject() {
    state_ = kDead;
    asm volatile("" : : "r"(this) : "memory");  // Else compilers drop the stores to a dying object.
  }
  ModelObject(const ModelObject&) = delete;
  ModelObject& operator=(const ModelObject&) = delete;

  void MustLive(Site site) const {
    const volatile std::uint32_t& state = state_;
    if (__builtin_expect(state == kAlive, 1)) return;
    REPRISE_CHECK(ModelScheduler::Current() != nullptr);
    ModelScheduler::Current()->Fail(FailureKind::kUseAfterReclamation,
                                    "use of an object that was freed or destroyed", site);
  }

 private:
  static constexpr std::uint32_t kAlive = 0x416c6976;
  static constexpr std::uint32_t kDead = 0x44656164;
  std::uint32_t state_ = kAlive;
};

// A set of a run's tasks, by number.
class ModelTaskSet {
 public:
  void AddAll() { words_.fill(~std::uint64_t{0}); }
  void Clear() { words_.fill(0); }
  // True: the task was not in the set.
  bool Add(unsigned task) {
    std::uint64_t& word = words_[task / 64];
    const std::uint64_t before = word;
    word |= std::uint64_t{1} << (task % 64);
    return word != before;
  }

 private:
  std::array<std::uint64_t, (ModelScheduler::kTasksMax + 63) / 64> words_{};
};

struct ModelSync {
  static constexpr std::size_t kLineBytes = 16;

  template <typename T>
  class Atomic {
   public:
    static_assert(std::is_integral_v<T> || std::is_pointer_v<T>);
    using Order = std::memory_order;

    Atomic() : Atomic(T{}) {}
    explicit Atomic(T value) : value_(value) {
      seen_.AddAll();
      if (ModelScheduler* const scheduler = ModelScheduler::Current()) id_ = scheduler->NewObject();
    }

    T load(Order, Site site = Site::Here()) const {
      Choose(OpKind::kAtomicLoad, site);
      return Read(Branch::kDone);
    }
    void store(T value, Order, Site site = Site::Here()) {
      Choose(OpKind::kAtomicStore, site);
      Write(value);
    }
    T exchange(T value, Order, Site site = Site::Here()) {
      return Modify(site, [value](T) { return value; });
    }
    bool compare_exchange_strong(T& expected, T desired, Order, Order, Site site = Site::Here()) {
      Choose(OpKind::kAtomicRmw, site);
      if (value_ != expected) {
        expected = Read(Branch::kFailed);
        return false;
      }
      Write(desired);
      return true;
    }
    bool compare_exchange_weak(T& expected, T desired, Order success, Order failure,
                               Site site = Site::Here()) {
      return compare_exchange_strong(expected, desired, success, failure, site);
    }
    T fetch_add(T value, Order, Site site = Site::Here()) {
      return Modify(site, [value](T old) { return static_cast<T>(old + value); });
    }
    T fetch_sub(T value, Order, Site site = Site::Here()) {
      return Modify(site, [value](T old) { return static_cast<T>(old - value); });
    }
    T fetch_or(T value, Order, Site site = Site::Here()) {
      return Modify(site, [value](T old) { return static_cast<T>(old | value); });
    }
    T fetch_and(T value, Order, Site site = Site::Here()) {
      return Modify(site, [value](T old) { return static_cast<T>(old & value); });
    }

   private:
    friend struct ModelSync;

    // Checks the object after the choice: it may die while other tasks run.
    void Choose(OpKind kind, Site site) const {
      if (ModelScheduler* const scheduler = ModelScheduler::Current()) scheduler->Choose(kind, id_, site);
      object_.MustLive(site);
    }
    // Records that the current task has seen the value. True: it had not seen it before.
    bool See(const ModelScheduler& scheduler) const { return seen_.Add(scheduler.task()); }
    T Read(Branch branch) const {
      if (ModelScheduler* const scheduler = ModelScheduler::Current()) {
        See(*scheduler);
        Commit(*scheduler, branch);
      }
      return value_;
    }
    void Write(T value) {
      value_ = value;
      ++writes_;
      seen_.Clear();
      if (ModelScheduler* const scheduler = ModelScheduler::Current()) {
        See(*scheduler);
        scheduler->Written(id_);
        Commit(*scheduler, Branch::kDone);
      }
    }
    template <typename Change>
    T Modify(Site site, Change change) {
      Choose(OpKind::kAtomicRmw, site);
      const T old = value_;
      Write(change(old));
      return old;
    }
    void Commit(ModelScheduler& scheduler, Branch branch) const {
      scheduler.Committed({.branch = branch, .ticket = writes_, .value = Shown(value_)});
    }
    // The value as a strategy sees it. Of a pointer only whether it is null: addresses are no part of a run.
    static std::uint64_t Shown(T value) {
      if constexpr (std::is_pointer_v<T>) {
        return value != nullptr ? 1 : 0;
      } else {
        return static_cast<std::uint64_t>(value);
      }
    }

    T value_;
    ModelObject object_;
    std::uint32_t id_ = 0;  // Numbered in the order of creation; 0: outside of a run.
    std::uint32_t writes_ = 0;
    mutable ModelTaskSet seen_;  // The tasks that have seen the value; all tasks have seen the first one.
  };

  template <typename T>
  class Cell {
   public:
    Cell() : Cell(T{}) {}
    explicit Cell(T value) : value_(std::move(value)) {}
    [[nodiscard]] const T& Load(Site site = Site::Here()) const {
      object_.MustLive(site);
      return value_;
    }
    void Store(T value, Site site = Site::Here()) {
      object_.MustLive(site);
      value_ = std::move(value);
    }

   private:
    T value_;
    ModelObject object_;
  };

  template <typename T>
  class Storage {
   public:
    Storage() {}   // NOLINT(modernize-use-equals-default): the union's member stays unconstructed.
    ~Storage() {}  // NOLINT(modernize-use-equals-default)
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    template <typename... Args>
    void Construct(Site site, Args&&... args) {
      Must(false, site);
      std::construct_at(&value_, std::forward<Args>(args)...);
      filled_ = true;
    }
    [[nodiscard]] const T& Look(Site site = Site::Here()) const {
      Must(true, site);
      return value_;
    }
    T Take(Site site = Site::Here()) {
      Must(true, site);
      T taken = std::move(value_);
      std::destroy_at(&value_);
      filled_ = false;
      return taken;
    }
    void Destroy(Site site = Site::Here()) {
      Must(true, site);
      std::destroy_at(&value_);
      filled_ = false;
    }

   private:
    void Must(bool filled, Site site) const {
      object_.MustLive(site);
      if (filled_ == filled) return;
      REPRISE_CHECK(ModelScheduler::Current() != nullptr);
      ModelScheduler::Current()->Fail(
          FailureKind::kAssertion, filled ? "use of a value that is not there" : "construction over a value",
          site);
    }

    ModelObject object_;
    bool filled_ = false;
    union {
      T value_;
    };
  };

  class Spin {
   public:
    // Disables the task until the location is written, or until no other task can go on. Does nothing if the
    // location was written after the task last saw it.
    template <typename T>
    void Wait(const Atomic<T>& location, Site site = Site::Here()) {
      location.object_.MustLive(site);
      ModelScheduler* const scheduler = ModelScheduler::Current();
      REPRISE_CHECK(scheduler != nullptr);
      if (!location.See(*scheduler)) scheduler->SpinOn(location.id_, site);
    }
    // For a location that is no atomic: disables the task until any atomic is written.
    template <typename Location>
    void Wait(const Location&, Site site = Site::Here()) {
      REPRISE_CHECK(ModelScheduler::Current() != nullptr);
      ModelScheduler::Current()->SpinOn(0, site);
    }
  };

  static void LightFence(Site site = Site::Here()) { Fence(site); }
  static void HeavyFence(Site site = Site::Here()) { Fence(site); }

  static void* Allocate(std::size_t bytes, std::size_t alignment, Site site = Site::Here()) {
    REPRISE_CHECK(ModelScheduler::Current() != nullptr);
    return ModelScheduler::Current()->Allocate(bytes, alignment, site);
  }
  static void Free(void* memory, std::size_t, std::size_t, Site site = Site::Here()) {
    REPRISE_CHECK(ModelScheduler::Current() != nullptr);
    ModelScheduler::Current()->Free(memory, site);
  }

 private:
  static void Fence(Site site) {
    ModelScheduler* const scheduler = ModelScheduler::Current();
    if (scheduler == nullptr) return;
    scheduler->Choose(OpKind::kFence, 0, site);
    scheduler->Committed({.branch = Branch::kDone});
  }
};

}  // namespace reprise::sched
