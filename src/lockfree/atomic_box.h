// A box that holds one immutable value at a time: readers look at it under an epoch guard, writers put another in.
//
//   AtomicBox<Config> box(first);
//   {
//     auto guard = Pin();
//     auto config = box.Load(guard);        // *config and config.version() stay while the guard lives
//     box.Swap(guard, Config{...});         // gives the new version
//   }
//
// Use when     something is read often and replaced as a whole: a snapshot, a table, a setting.
// Not when     a value changes in parts, or is kept longer than a guard: state/ has what builds on this.
// Threads      thread-safe. All guards of a box come from one domain. Moving a T throws nothing.
// Progress     Load: wait-free. Swap, CompareAndSwap, Update: lock-free.
// Memory       one node a value, freed by lockfree/epoch.h after the value was replaced. The value comes first in its
//              node and begins a line; the version lies behind it, so that who does not ask does not fetch it.
// Order        Versions are dense: 0 for the first value, and each change one more than what it replaced. A change
//              takes effect at [W1], a load at [R1]; both are sequentially consistent, so that versions of several
//              boxes can be recorded as one order.
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

    typename Sync::template Storage<T> value;  // Destroyed, or taken out, before the node is.
    alignas(Sync::kLineBytes) typename Sync::template Cell<std::uint64_t> version{0};
  };

 public:
  using Guard = typename Domain::Guard;

  // A value that was loaded. Good while the guard lives under which it was.
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

  // Nobody uses the box any more.
  ~AtomicBox() {
    // [X1] relaxed: who destroys the box is ordered after all who used it.
    Node* const last = node_.load(std::memory_order_relaxed);
    last->value.Destroy();
    Participant::UnmakeOutside(last);
  }

  // For whoever ends what the value refers to, with the box: nobody else uses it any more.
  [[nodiscard]] const T& Last() const {
    // [X2] relaxed: as [X1].
    return node_.load(std::memory_order_relaxed)->value.Look();
  }

  [[nodiscard]] Loaded Load(const Guard&) const {
    // [R1] seq_cst: pairs with [W1], so that the value is seen whole, and loads and changes of several boxes have one
    // order.
    return Loaded(node_.load(std::memory_order_seq_cst));
  }

  // Puts the value in, whatever is there. Gives its version.
  std::uint64_t Swap(Guard& guard, T value) {
    Node* const next = guard.participant().template Make<Node>(std::move(value));
    // [R2] acquire: pairs with [W1], as the version is read from it.
    Node* current = node_.load(std::memory_order_acquire);
    for (;;) {
      if (const std::optional<std::uint64_t> version = Replace(guard, current, next)) return *version;
    }
  }

  // Puts the value in if `expected` is still there, and gives its version; or leaves it with the caller.
  std::optional<std::uint64_t> CompareAndSwap(Guard& guard, Loaded expected, T& value) {
    static_assert(std::is_nothrow_move_assignable_v<T>);
    // [R3] relaxed: a look that spares the node.
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

  // Puts `change(value)` in, called anew for each value that came between. Gives the version.
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

  // A failure gives what is there now. The guard keeps `current` from being freed and put in again meanwhile.
  std::optional<std::uint64_t> Replace(Guard& guard, Node*& current, Node* next) {
    const std::uint64_t version = current->version.Load() + 1;
    next->version.Store(version);
    Node* const replaced = current;
    // [W1] seq_cst: pairs with [R1] and [R2]. A failure acquires, as the version is read from what is there.
    if (!node_.compare_exchange_strong(current, next, std::memory_order_seq_cst, std::memory_order_acquire)) {
      return std::nullopt;
    }
    guard.Defer(&Reclaim, replaced);
    return version;
  }

  alignas(Sync::kLineBytes) typename Sync::template Atomic<Node*> node_;
};

}  // namespace reprise::lockfree
