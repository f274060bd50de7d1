// A box that holds one immutable value at a time: readers read it under an epoch guard, writers replace it.
//
//   AtomicBox<Config> box(first);
//   {
//     auto guard = Pin();
//     auto config = box.Load(guard);        // *config and config.version() stay while the guard lives
//     box.Swap(guard, Config{...});         // gives the new version
//   }
//
// Use when     something is read often and replaced as a whole: a snapshot, a table, a setting.
// Not when     a value changes in parts, or is kept longer than a guard: src/state has structures for both,
//              built on this one.
// Threads      thread-safe. All guards of a box come from one domain. Moving a T throws nothing.
// Progress     Load: wait-free. Swap, CompareAndSwap, Update: lock-free.
// Memory       one node a value, freed by lockfree/epoch.h after the value was replaced. The value comes
//              first in its node, at the beginning of a cache line. The version has a line of its own, so
//              that a reader that does not ask for the version does not fetch that line.
// Order        Versions are dense: the first value has version 0, each new value has one more than the value
//              that it replaced. A change takes effect at [W1], a load at [R1]; both are sequentially
//              consistent, so that versions of several boxes can be recorded as one order.
// After        arc-swap's interface; read-copy-update. docs/lockfree/atomic_box.md teaches it. Checked by
//              tests/relacy/atomic_box_relacy.cc and tests/threads/atomic_box_threads.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "lockfree/epoch.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename T, typename Sync = StdSync, typename Domain = EpochDomain<Sync>>
class AtomicBox {
  using Participant = typename Domain::Participant;

  static_assert(std::is_nothrow_move_constructible_v<T>);

  struct Node {
    explicit Node(T initial) noexcept { value.Construct(Site::Here(), std::move(initial)); }

    typename Sync::template Storage<T> value;  // Destroyed or taken out before the node is destroyed.
    alignas(Sync::kLineBytes) typename Sync::template Cell<std::uint64_t> version{0};
  };

 public:
  using Guard = typename Domain::Guard;

  // A loaded value. Valid as long as the guard that Load was given.
  class Loaded {
   public:
    const T& operator*() const { return node_->value.Look(); }
    const T* operator->() const { return &node_->value.Look(); }
    [[nodiscard]] std::uint64_t version() const { return node_->version.Load(); }

   private:
    friend AtomicBox;
    explicit Loaded(const Node* node) : node_(node) {}
    const Node* node_;
  };

  explicit AtomicBox(T first) : node_(Participant::template MakeOutside<Node>(std::move(first))) {}
  AtomicBox(const AtomicBox&) = delete;
  AtomicBox& operator=(const AtomicBox&) = delete;

  // Precondition: no thread uses the box any more.
  ~AtomicBox() {
    // [X1] relaxed: the caller orders the destruction after all uses of the box.
    Node* const last = node_.load(std::memory_order_relaxed);
    last->value.Destroy();
    Participant::UnmakeOutside(last);
  }

  // The last value, for an owner that is about to destroy the box and must release what the value refers to.
  // Precondition: no other thread uses the box any more.
  [[nodiscard]] const T& Last() const {
    // [X2] relaxed: as [X1].
    return node_.load(std::memory_order_relaxed)->value.Look();
  }

  [[nodiscard]] Loaded Load(const Guard&) const {
    // [R1] seq_cst: pairs with [W1]. The value is fully visible, and the loads and changes of several boxes
    // have one total order.
    return Loaded(node_.load(std::memory_order_seq_cst));
  }

  // Replaces the present value, whatever it is. Returns the new value's version.
  std::uint64_t Swap(Guard& guard, T value) {
    Node* const next = guard.participant().template Make<Node>(std::move(value));
    // [R2] acquire: pairs with [W1], because Replace reads the version from this node.
    Node* current = node_.load(std::memory_order_acquire);
    for (;;) {
      if (const std::optional<std::uint64_t> version = Replace(guard, current, next)) return *version;
    }
  }

  // Replaces the value if `expected` is still the present one, and returns the new version. Otherwise returns
  // nothing, and `value` is as before.
  std::optional<std::uint64_t> CompareAndSwap(Guard& guard, Loaded expected, T& value) {
    static_assert(std::is_nothrow_move_assignable_v<T>);
    // [R3] relaxed: an early test that saves making a node; [W1] tests again.
    if (node_.load(std::memory_order_relaxed) != expected.node_) return std::nullopt;
    auto* current = const_cast<Node*>(expected.node_);
    Node* const next = guard.participant().template Make<Node>(std::move(value));
    const std::optional<std::uint64_t> version = Replace(guard, current, next);
    if (!version.has_value()) {
      value = next->value.Take();
      guard.participant().Unmake(next);
    }
    return version;
  }

  // Replaces the value by `change(value)`; calls `change` again if another thread replaced the value
  // meanwhile. Returns the new version.
  template <typename Change>
  std::uint64_t Update(Guard& guard, Change change) {
    for (;;) {
      const Loaded current = Load(guard);
      T value = change(*current);
      if (const auto version = CompareAndSwap(guard, current, value)) return *version;
    }
  }

 private:
  static void Reclaim(void* object, Participant& by) {
    auto* const node = static_cast<Node*>(object);
    node->value.Destroy();
    by.Unmake(node);
  }

  // On failure, sets `current` to the present node. The guard keeps the node `current` from being freed and
  // used again for another value, so the compare-exchange cannot mistake one for the other.
  std::optional<std::uint64_t> Replace(Guard& guard, Node*& current, Node* next) {
    const std::uint64_t version = current->version.Load() + 1;
    next->version.Store(version);
    Node* const replaced = current;
    // [W1] seq_cst: pairs with [R1] and [R2]. Acquire on failure, because the next attempt reads the version
    // from the node that is there.
    if (!node_.compare_exchange_strong(current, next, std::memory_order_seq_cst, std::memory_order_acquire)) {
      return std::nullopt;
    }
    guard.Defer(&Reclaim, replaced);
    return version;
  }

  alignas(Sync::kLineBytes) typename Sync::template Atomic<Node*> node_;
};

}  // namespace reprise::lockfree
