// Bags of retired objects: objects that were retired together wait together, under the stamp of one epoch.
//
// A participant fills a bag, seals it (gives it a stamp) and queues it. A participant that ends leaves its
// bags to the domain; the next participant that collects takes them over.
//
// Use when     through lockfree/epoch.h.
// Threads      EpochBag, EpochBagQueue: thread-compatible (one participant's). EpochOrphans: thread-safe.
// Progress     wait-free; EpochOrphans::Leave: lock-free.
// Memory       a bag is kSlots pairs of words.
// After        crossbeam-epoch's bags.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename Sync, std::size_t kSlots, typename Participant>
class EpochBag {
  template <typename T>
  using Cell = typename Sync::template Cell<T>;

 public:
  // Runs when no thread can see the object any more, on the thread of the participant `by`. It may retire
  // more objects through `by`.
  using Reclaim = void (*)(void* object, Participant& by);

  [[nodiscard]] std::size_t size() const { return size_.Load(); }
  [[nodiscard]] bool full() const { return size() == kSlots; }
  [[nodiscard]] std::uint64_t stamp() const { return stamp_.Load(); }
  [[nodiscard]] EpochBag* next() const { return next_.Load(); }
  void set_next(EpochBag* next) { next_.Store(next); }

  void Add(Reclaim reclaim, void* object) {
    const std::size_t size = size_.Load();
    items_[size].Store({reclaim, object});
    size_.Store(size + 1);
  }

  void Seal(std::uint64_t stamp) { stamp_.Store(stamp); }

  // Runs all Reclaim functions and leaves the bag empty. They may retire objects into other bags, not into
  // this one.
  void ReclaimAll(Participant& by) {
    const std::size_t size = size_.Load();
    for (std::size_t i = 0; i < size; ++i) {
      const Item item = items_[i].Load();
      item.reclaim(item.object, by);
    }
    size_.Store(0);
  }

 private:
  struct Item {
    Reclaim reclaim = nullptr;
    void* object = nullptr;
  };

  Cell<EpochBag*> next_{nullptr};
  Cell<std::uint64_t> stamp_{0};
  Cell<std::size_t> size_{0};
  std::array<Cell<Item>, kSlots> items_;
};

// Sealed bags, first in, first out.
template <typename Bag>
class EpochBagQueue {
 public:
  [[nodiscard]] Bag* front() const { return front_; }

  // A bag, or a chain of bags.
  void Append(Bag* first) {
    if (back_ == nullptr) {
      front_ = first;
    } else {
      back_->set_next(first);
    }
    for (back_ = first; back_->next() != nullptr; back_ = back_->next()) {
    }
  }

  Bag* PopFront() {
    Bag* const bag = front_;
    front_ = bag->next();
    if (front_ == nullptr) back_ = nullptr;
    bag->set_next(nullptr);
    return bag;
  }

  // Everything, as a chain.
  Bag* TakeAll() {
    Bag* const chain = front_;
    front_ = back_ = nullptr;
    return chain;
  }

 private:
  Bag* front_ = nullptr;
  Bag* back_ = nullptr;
};

// The sealed bags of participants that have ended: a stack of chains of bags. It is only taken as a whole; so
// it has no ABA problem: no compare-exchange relies on a link that may have been freed.
template <typename Bag, typename Sync>
class EpochOrphans {
 public:
  // Adds a chain of bags, which the stack then owns.
  void Leave(Bag* first) {
    Bag* last = first;
    while (last->next() != nullptr) last = last->next();
    // [O1] relaxed: only a guess for [O2], which checks it.
    Bag* top = bags_.load(std::memory_order_relaxed);
    do {
      last->set_next(top);
      // [O2] release: pairs with [O4], so that the participant that takes the bags sees their contents.
    } while (
        !bags_.compare_exchange_strong(top, first, std::memory_order_release, std::memory_order_relaxed));
  }

  // All of them as a chain, or null.
  Bag* TakeAll() {
    // [O3] relaxed: a cheap test that saves the exchange; a bag that is missed here is found at the next
    // collection.
    if (bags_.load(std::memory_order_relaxed) == nullptr) return nullptr;
    // [O4] acquire: pairs with [O2].
    return bags_.exchange(nullptr, std::memory_order_acquire);
  }

 private:
  typename Sync::template Atomic<Bag*> bags_{nullptr};
};

}  // namespace reprise::lockfree
