// The nodes of an entity tree: leaves of 64 slots below inner nodes of 64 children. A node never changes
// after its publication.
//
//      inner   [ open 0110.. | child 0 | child 1 | - | ... ]   open: the child is missing or has a free slot
//                                |          |
//      leaf         [ 64 generations, 64 values ] ...
//
// Use when     writing entity_tree.h.
// Threads      immutable after its publication; before that, one edit uses it.
// Memory       a leaf is 64 values and some 280 bytes, an inner node some 550 bytes.
// After        Bagwell's and Clojure's persistent vectors; the words of slot_map.h.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "lockfree/slot_bits.h"
#include "lockfree/slot_group.h"
#include "lockfree/sync.h"

namespace reprise::state {

template <typename T, typename Sync>
struct EntityNode {
  struct Inner;
  struct Leaf;

  static constexpr unsigned kBits = 6;
  static constexpr unsigned kChildren = 1U << kBits;
  static_assert(kChildren == lockfree::kSlotsPerWord);

  EntityNode(std::uint64_t of_version, unsigned of_level) : version(of_version), level(of_level) {}

  // The version that made this node: an edit may change only nodes of its own version, until it is published.
  typename Sync::template Cell<std::uint64_t> version;
  const unsigned level;            // 0: a leaf.
  EntityNode* replaces = nullptr;  // The node that this one is a copy of, or null.
  EntityNode* next_new = nullptr;  // The next node in the list of nodes that the edit made.

  // Tells a checker that a thread reads the node; in production it does nothing.
  void SeeRead() const { static_cast<void>(version.Load()); }

  Inner& inner() { return static_cast<Inner&>(*this); }
  Leaf& leaf() { return static_cast<Leaf&>(*this); }
  [[nodiscard]] const Inner& inner() const { return static_cast<const Inner&>(*this); }
  [[nodiscard]] const Leaf& leaf() const { return static_cast<const Leaf&>(*this); }

  [[nodiscard]] bool HasFree() const { return level == 0 ? leaf().slots.HasFree() : inner().open != 0; }

  static EntityNode* Make(std::uint64_t version, unsigned level) {
    if (level == 0) return lockfree::Create<Leaf, Sync>(version);
    return lockfree::Create<Inner, Sync>(version, level);
  }
  static EntityNode* Copy(const EntityNode& from, std::uint64_t version) {
    if (from.level == 0) return lockfree::Create<Leaf, Sync>(version, from.leaf());
    return lockfree::Create<Inner, Sync>(version, from.inner());
  }
  static void End(EntityNode* node) {
    if (node->level == 0) {
      lockfree::Destroy<Sync>(&node->leaf());
    } else {
      lockfree::Destroy<Sync>(&node->inner());
    }
  }
  // Destroys the node and all nodes below it.
  static void EndTree(EntityNode* node) {
    if (node == nullptr) return;
    if (node->level != 0) {
      for (EntityNode* const child : node->inner().children) EndTree(child);
    }
    End(node);
  }
};

template <typename T, typename Sync>
struct EntityNode<T, Sync>::Inner : EntityNode<T, Sync> {
  Inner(std::uint64_t version, unsigned level) : EntityNode(version, level) {}
  Inner(std::uint64_t version, const Inner& from)
      : EntityNode(version, from.level), open(from.open), children(from.children) {}

  [[nodiscard]] unsigned FirstOpen() const { return static_cast<unsigned>(std::countr_zero(open)); }
  void SetOpen(unsigned child, std::uint64_t is_open) {
    open = (open & ~lockfree::SlotBit(child)) | (is_open << child);
  }

  std::uint64_t open = ~std::uint64_t{0};
  std::array<EntityNode*, kChildren> children{};
};

template <typename T, typename Sync>
struct EntityNode<T, Sync>::Leaf : EntityNode<T, Sync> {
  explicit Leaf(std::uint64_t version) : EntityNode(version, 0) {}
  Leaf(std::uint64_t version, const Leaf& from) : EntityNode(version, 0), slots(from.slots) {}

  lockfree::SlotGroup<T> slots;
};

}  // namespace reprise::state
