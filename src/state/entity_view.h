// A view of one version of an entity tree, for reading.
//
// Use when     through EntityTree::Read; valid while the guard given to Read lives.
// Threads      immutable.
// Progress     Get: wait-free, at most six steps.
// Errors       a stale or foreign key: no value.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lockfree/slot_bits.h"
#include "lockfree/slot_key.h"
#include "state/entity_node.h"

namespace reprise::state {

using EntityId = lockfree::SlotKey;

// The content of a version.
template <typename T, typename Sync>
struct EntityRoot {
  EntityNode<T, Sync>* top = nullptr;
  std::size_t size = 0;
  std::uint64_t note = 0;  // Set by the maker of the version: a Lamport stamp.
};

template <typename T, typename Sync>
class EntityView {
 public:
  using Node = EntityNode<T, Sync>;

  EntityView(const EntityRoot<T, Sync>& root, std::uint64_t version) : root_(root), version_(version) {}

  // 0: there was no change yet.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] std::size_t size() const { return root_.size; }
  [[nodiscard]] std::uint64_t note() const { return root_.note; }

  // Null for an entity that has been removed.
  const T* Get(EntityId id) const {
    const Node* node = root_.top;
    if (node == nullptr || !Reaches(*node, id.index)) return nullptr;
    node->SeeRead();
    while (node->level != 0) {
      node = node->inner().children[ChildAt(node->level, id.index)];
      if (node == nullptr) return nullptr;
      node->SeeRead();
    }
    const auto& slots = node->leaf().slots;
    const unsigned slot = ChildAt(0, id.index);
    return slots.Holds(slot, id.generation) ? &slots.At(slot) : nullptr;
  }
  [[nodiscard]] bool Contains(EntityId id) const { return Get(id) != nullptr; }

  // Calls visit(id, value) for each entity, in the order of the index.
  template <typename Visit>
  void ForEach(Visit visit) const {
    if (root_.top != nullptr) VisitNode(*root_.top, 0, visit);
  }

  // The number of the child on the path to an index, in a node of this level.
  static unsigned ChildAt(unsigned level, std::uint32_t index) {
    return (index >> (level * Node::kBits)) % Node::kChildren;
  }
  // True if a tree with this top node is high enough for the index.
  static bool Reaches(const Node& top, std::uint32_t index) {
    return (std::uint64_t{index} >> ((top.level + 1) * Node::kBits)) == 0;
  }

 private:
  template <typename Visit>
  static void VisitNode(const Node& node, std::uint32_t first, Visit& visit) {
    node.SeeRead();
    if (node.level == 0) {
      const auto& slots = node.leaf().slots;
      lockfree::EachSlot(slots.occupied(), [&](unsigned slot) {
        visit(EntityId{first + slot, slots.GenerationOf(slot)}, slots.At(slot));
      });
      return;
    }
    for (unsigned child = 0; child < Node::kChildren; ++child) {
      const Node* const below = node.inner().children[child];
      if (below != nullptr) VisitNode(*below, first + (child << (node.level * Node::kBits)), visit);
    }
  }

  EntityRoot<T, Sync> root_;
  std::uint64_t version_;
};

}  // namespace reprise::state
