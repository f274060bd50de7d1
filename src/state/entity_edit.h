// The changes that make the next version of an entity tree. Nodes on the path to a changed entity are copied
// once; all other nodes are shared with the version before.
//
// Use when     inside the function that EntityTree::Update calls.
// Threads      thread-compatible: one thread uses it until its version is published.
// Progress     each operation copies at most a leaf and the nodes above it; a node is copied once in an edit.
// Memory       a copied node is freed with its version, or with the edit if the edit is not published.
// Errors       a stale or foreign id: nothing changes.
// After        Clojure's transients.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/check.h"
#include "state/entity_node.h"
#include "state/entity_view.h"

namespace reprise::state {

template <typename T, typename Sync>
class EntityEdit {
 public:
  using Node = EntityNode<T, Sync>;
  using View = EntityView<T, Sync>;

  EntityEdit(const EntityRoot<T, Sync>& before, std::uint64_t version) : root_(before), version_(version) {}
  EntityEdit(const EntityEdit&) = delete;
  EntityEdit& operator=(const EntityEdit&) = delete;
  ~EntityEdit() {
    while (new_ != nullptr) Node::End(std::exchange(new_, new_->next_new));
  }

  // The version as it will be. Valid until the next change.
  [[nodiscard]] View view() const { return View(root_, version_); }
  const T* Get(EntityId id) const { return view().Get(id); }
  [[nodiscard]] bool changed() const { return new_ != nullptr; }

  template <typename... Args>
  EntityId Insert(Args&&... args) {
    if (root_.top == nullptr) root_.top = Made(Node::Make(version_, 0));
    if (!root_.top->HasFree()) AddLevel();
    Path path;
    Node* const leaf = Descend(path, [](const typename Node::Inner& inner) { return inner.FirstOpen(); });
    const unsigned slot = leaf->leaf().slots.FirstFree();
    const std::uint32_t generation = leaf->leaf().slots.Insert(std::forward<Args>(args)...);
    ++root_.size;
    return {MarkOpen(path) << Node::kBits | slot, generation};
  }

  // The entity, to be changed in place; null if it has been removed.
  T* Change(EntityId id) {
    if (Get(id) == nullptr) return nullptr;
    Path path;
    return &LeafOf(id, path).At(View::ChildAt(0, id.index));
  }

  // Returns true if the entity was there.
  bool Remove(EntityId id) {
    if (Get(id) == nullptr) return false;
    Path path;
    LeafOf(id, path).Remove(View::ChildAt(0, id.index));
    MarkOpen(path);
    --root_.size;
    return true;
  }

  // For EntityTree. Finish returns the root to publish; Published is called after the publication and passes
  // each replaced node to `retire`.
  [[nodiscard]] const EntityRoot<T, Sync>& Finish(std::uint64_t note) {
    root_.note = note;
    return root_;
  }
  template <typename Retire>
  void Published(Retire retire) {
    for (Node* node = std::exchange(new_, nullptr); node != nullptr; node = node->next_new) {
      if (node->replaces != nullptr) retire(node->replaces);
    }
  }

 private:
  static constexpr unsigned kLevelsMax = 5;  // Six levels of 6 bits are enough for a 32-bit index.

  // The inner nodes above a leaf, each with the number of the child on the path.
  struct Path {
    std::array<std::pair<typename Node::Inner*, unsigned>, kLevelsMax> steps{};
    unsigned length = 0;
  };

  Node* Made(Node* node) {
    node->next_new = std::exchange(new_, node);
    return node;
  }

  // Returns the node at the link if this edit made it; otherwise replaces it by a copy, which the edit may
  // change.
  Node* Own(Node*& link) {
    if (link->version.Load() != version_) {
      Node* const copy = Made(Node::Copy(*link, version_));
      copy->replaces = link;
      link = copy;
    }
    return link;
  }

  void AddLevel() {
    Node* const below = root_.top;
    REPRISE_CHECK(below->level < kLevelsMax);
    Node* const top = Made(Node::Make(version_, below->level + 1));
    top->inner().children[0] = below;
    top->inner().SetOpen(0, 0);
    root_.top = top;
  }

  // Goes down to a leaf and makes its path writable. `choose(inner)` returns the number of the next child.
  template <typename Choose>
  Node* Descend(Path& path, Choose choose) {
    Node** link = &root_.top;
    for (;;) {
      Node* const node = Own(*link);
      if (node->level == 0) return node;
      const unsigned child = choose(node->inner());
      path.steps[path.length++] = {&node->inner(), child};
      link = &node->inner().children[child];
      if (*link == nullptr) *link = Made(Node::Make(version_, node->level - 1));
    }
  }
  lockfree::SlotGroup<T>& LeafOf(EntityId id, Path& path) {
    return Descend(path,
                   [id](const typename Node::Inner& inner) { return View::ChildAt(inner.level, id.index); })
        ->leaf()
        .slots;
  }

  // Updates the `open` bits above the changed leaf. Returns the leaf's number.
  std::uint32_t MarkOpen(const Path& path) {
    std::uint64_t number = 0;
    for (unsigned i = 0; i < path.length; ++i) number = number << Node::kBits | path.steps[i].second;
    REPRISE_CHECK(number < (std::uint64_t{1} << (32 - Node::kBits)));
    for (unsigned i = path.length; i-- > 0;) {
      const auto [inner, child] = path.steps[i];
      inner->SetOpen(child, inner->children[child]->HasFree() ? 1 : 0);
    }
    return static_cast<std::uint32_t>(number);
  }

  EntityRoot<T, Sync> root_;
  const std::uint64_t version_;
  Node* new_ = nullptr;  // All nodes that the edit made.
};

}  // namespace reprise::state
