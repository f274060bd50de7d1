// Entities under ids, in versions: what the tasks of a match share and change one by one.
//
//   EntityStorage<Unit> units({.name = "/match/units"});
//   EntityId id = units.Insert(Unit{...});                    // one version
//   units.Update(id, [](Unit& unit) { unit.health -= 1; });   // one version; false: the entity has gone
//   units.Change([&](auto& edit) { ... });                    // any number of changes, one version
//   units.Read([&](const auto& view) { ... });                // one version, whole, for as long as the function runs
//
// Use when     many tasks read all entities while some change a few.
// Not when     all change together: state/snapshot_manager.h. One task has them: lockfree/slot_map.h.
// Threads      thread-safe.
// Progress     reads: wait-free. Changes: lock-free; what changes may run again when another change came between,
//              so it does nothing but change the edit.
// Memory       as state/entity_tree.h.
// Order        versions are dense from 1, by the order of changes, and are their tickets; a read's ticket is the
//              version that it saw. A change that finds its entity gone makes a version as well: an op has one outcome.
// Errors       a stale id: Get has no value, Update and Remove give false. A function that suspends is a CHECK of the
//              scheduler: no guard survives a suspension; what is kept longer is copied out.
// Source       the seed's EntityStorage { Arc<Swap<SlotMap>>, generations }.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "lockfree/thread_epoch.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "state/entity_tree.h"

namespace reprise::state {

struct EntityStorageOptions {
  std::string name;
};

template <typename T>
class EntityStorage : public sched::Object {
  using Tree = EntityTree<T, lockfree::StdSync, lockfree::ThreadDomain>;

 public:
  using View = typename Tree::View;
  using Edit = typename Tree::Edit;

  explicit EntityStorage(EntityStorageOptions options)
      : Object({.kind = sched::ObjectKind::kEntities, .name = std::move(options.name)}) {}

  EntityId Insert(T value, sched::Site site = sched::Site::Here()) {
    EntityId id;
    Change([&](Edit& edit) { id = edit.Insert(value); }, site);
    return id;
  }

  // change(T&) on one entity; false when it has gone.
  template <typename Function>
  bool Update(EntityId id, Function change, sched::Site site = sched::Site::Here()) {
    return Change(
               [&](Edit& edit) {
                 if (T* const value = edit.Change(id)) change(*value);
               },
               site)
        .changed;
  }

  // False when it had gone already.
  bool Remove(EntityId id, sched::Site site = sched::Site::Here()) {
    return Change([id](Edit& edit) { edit.Remove(id); }, site).changed;
  }

  // All that change(edit) does, in one version.
  template <typename Function>
  typename Tree::Updated Change(Function change, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kPublish, id(), site);
    lockfree::ThreadGuard guard = lockfree::Pin();
    const typename Tree::Updated updated = tree_.Update(guard, std::move(change), sched::StampAfter);
    op.Commit({.branch = sched::Branch::kDone, .ticket = updated.version, .stamp = updated.note});
    return updated;
  }

  // A copy of the entity; nothing when it has gone.
  std::optional<T> Get(EntityId id, sched::Site site = sched::Site::Here()) const {
    std::optional<T> found;
    Read(
        [&](const View& view) {
          if (const T* const value = view.Get(id)) found = *value;
        },
        site);
    return found;
  }

  // look(view) at the newest version; gives its number. The view ends with the call.
  template <typename Function>
  std::uint64_t Read(Function look, sched::Site site = sched::Site::Here()) const {
    const sched::Announced op = Announce(sched::OpKind::kLoad, id(), site);
    const lockfree::ThreadGuard guard = lockfree::Pin();
    const View view = tree_.Read(guard);
    op.Commit(
        {.branch = sched::Branch::kDone, .ticket = view.version(), .stamp = sched::StampAfter(view.note())});
    look(view);
    return view.version();
  }

 private:
  Tree tree_;
};

}  // namespace reprise::state
