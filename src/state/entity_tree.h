// Many values with keys, in versions: a reader sees one whole version; a writer copies the nodes that it
// changes.
//
//      version 7 --> top ---+--> inner --+--> leaf
//                           |            +--> leaf   <--- shared by both
//      version 8 --> top' --+--> inner' -+--> leaf'       one entity changed: three nodes copied
//
// Use when     threads share entities outside a run, without tasks and recorder; otherwise
//              state/entity_storage.h.
// Not when     only one thread uses the values: lockfree/slot_map.h.
// Threads      thread-safe. All guards come from one domain.
// Progress     Read: wait-free. Update: lock-free; its function runs again if another update was published
//              meanwhile.
// Memory       each update copies a leaf of 64 values and up to five nodes above it; lockfree/epoch.h frees
//              the replaced nodes. The tree never shrinks.
// Order        versions are dense from 1, by the order of updates; linearizes at AtomicBox's points.
// Errors       a stale or foreign id: no value, no change.
// After        the seed's Swap of a SlotMap, which copies the whole map; Clojure's persistent vectors and
//              transients. Checked by tests/relacy/entity_storage_relacy.cc and
//              tests/threads/entity_storage_threads.cc.
#pragma once

#include <cstdint>
#include <utility>

#include "lockfree/atomic_box.h"
#include "lockfree/epoch.h"
#include "lockfree/sync.h"
#include "state/entity_edit.h"
#include "state/entity_view.h"

namespace reprise::state {

template <typename T, typename Sync = lockfree::StdSync, typename Domain = lockfree::EpochDomain<Sync>>
class EntityTree {
 public:
  using Guard = typename Domain::Guard;
  using View = EntityView<T, Sync>;
  using Edit = EntityEdit<T, Sync>;

  struct Updated {
    std::uint64_t version = 0;
    std::uint64_t note = 0;
    bool changed = false;  // False: the same content as the version before.
  };

  EntityTree() : box_(Root{}) {}
  EntityTree(const EntityTree&) = delete;
  EntityTree& operator=(const EntityTree&) = delete;

  // Precondition: no thread uses the tree any more. The epoch domain may have been destroyed already.
  ~EntityTree() { Node::EndTree(box_.Last().top); }

  // Valid while the guard lives.
  [[nodiscard]] View Read(const Guard& guard) const {
    const auto loaded = box_.Load(guard);
    return View(*loaded, loaded.version());
  }

  // Makes one version of all changes that change(edit) does. If another update is published meanwhile, the
  // changes are dropped and `change` runs again. A `change` that does nothing makes a version too.
  // note(before) returns the version's note.
  template <typename Change, typename Note>
  Updated Update(Guard& guard, Change change, Note note) {
    for (;;) {
      const auto before = box_.Load(guard);
      Edit edit(*before, before.version() + 1);
      change(edit);
      Root after = edit.Finish(note(before->note));
      const std::uint64_t noted = after.note;
      const auto version = box_.CompareAndSwap(guard, before, after);
      if (!version.has_value()) continue;
      const bool changed = edit.changed();
      edit.Published([&guard](Node* replaced) { guard.Defer(&Reclaim, replaced); });
      return {*version, noted, changed};
    }
  }
  template <typename Change>
  Updated Update(Guard& guard, Change change) {
    return Update(guard, std::move(change), [](std::uint64_t before) { return before; });
  }

 private:
  using Root = EntityRoot<T, Sync>;
  using Node = EntityNode<T, Sync>;

  static void Reclaim(void* node, typename Domain::Participant&) { Node::End(static_cast<Node*>(node)); }

  lockfree::AtomicBox<Root, Sync, Domain> box_;
};

}  // namespace reprise::state
