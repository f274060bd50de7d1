// Many values under keys, in versions: readers look at one version as a whole, writers copy what they change.
//
//      version 7 --> top ---+--> inner --+--> leaf
//                           |            +--> leaf   <--- shared by both
//      version 8 --> top' --+--> inner' -+--> leaf'       one entity changed: three nodes copied
//
// Use when     state/entity_storage.h is not: a structure of threads, without tasks and recorder.
// Not when     one thread has it all to itself: lockfree/slot_map.h.
// Threads      thread-safe. All guards come from one domain.
// Progress     Read: wait-free. Update: lock-free; its function runs again when another update came between.
// Memory       each update copies a leaf of 64 values and up to five nodes above; what they replace is freed by
//              lockfree/epoch.h. The tree never shrinks.
// Order        versions are dense from 1, by the order of updates; linearizes where AtomicBox does.
// Errors       a stale or foreign id: no value, no change.
// After        the seed's Swap of a SlotMap, which copies all of it; Clojure's persistent vectors and transients.
//              Checked by tests/relacy/entity_storage_relacy.cc and tests/threads/entity_storage_threads.cc.
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
    bool changed = false;  // Else it is as the version before.
  };

  EntityTree() : box_(Root{}) {}
  EntityTree(const EntityTree&) = delete;
  EntityTree& operator=(const EntityTree&) = delete;

  // Nobody uses the tree any more, and its domain may have ended.
  ~EntityTree() { Node::EndTree(box_.Last().top); }

  // Good while the guard lives.
  [[nodiscard]] View Read(const Guard& guard) const {
    const auto loaded = box_.Load(guard);
    return View(*loaded, loaded.version());
  }

  // Makes a version of what change(edit) does; all of it or, when another update comes between, nothing, and then it
  // runs again. A change that does nothing makes a version too. note(before) gives the version's note.
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
