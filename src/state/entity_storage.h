// Entities with ids, in versions: for entities that the tasks of a match share and change one at a time.
//
//   EntityStorage<Unit> units({.name = "/match/units"});
//   EntityId id = units.Insert(Unit{...});                    // one version
//   units.Update(id, [](Unit& unit) { unit.health -= 1; });   // one version; false: it has been removed
//   units.Change([&](auto& edit) { ... });                    // any number of changes, one version
//   units.Read([&](const auto& view) { ... });                // sees one version while the function runs
//
// Use when     many tasks read all entities while some tasks change a few of them.
// Not when     all entities change together: state/snapshot_manager.h. Only one task uses them:
//              lockfree/slot_map.h.
// Threads      thread-safe.
// Progress     reads: wait-free. Changes: lock-free; the function runs again if another change was published
//              meanwhile, so it must do nothing but change the edit.
// Memory       as state/entity_tree.h.
// Order        versions are dense from 1, by the order of changes, and are their tickets; a read's ticket is
//              the version that it saw. A change whose entity has been removed also makes a version, so that
//              each change has the same outcome in the log.
// Errors       a stale id: Get has no value, Update and Remove give false. A function that suspends is a
//              CHECK of the scheduler, because no guard may live over a suspension. To keep values longer,
//              copy them.
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

  // Calls change(T&) on one entity. Returns false if it has been removed.
  template <typename Function>
  bool Update(EntityId id, Function change, sched::Site site = sched::Site::Here()) {
    return Change(
               [&](Edit& edit) {
                 if (T* const value = edit.Change(id)) change(*value);
               },
               site)
        .changed;
  }

  // Returns false if it had been removed already.
  bool Remove(EntityId id, sched::Site site = sched::Site::Here()) {
    return Change([id](Edit& edit) { edit.Remove(id); }, site).changed;
  }

  // Makes one version of all changes that change(edit) does.
  template <typename Function>
  typename Tree::Updated Change(Function change, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kPublish, id(), site);
    lockfree::ThreadGuard guard = lockfree::Pin();
    const typename Tree::Updated updated = tree_.Update(guard, std::move(change), sched::StampAfter);
    op.Commit({.branch = sched::Branch::kDone, .ticket = updated.version, .stamp = updated.note});
    return updated;
  }

  // A copy of the entity; nothing if it has been removed.
  std::optional<T> Get(EntityId id, sched::Site site = sched::Site::Here()) const {
    std::optional<T> found;
    Read(
        [&](const View& view) {
          if (const T* const value = view.Get(id)) found = *value;
        },
        site);
    return found;
  }

  // Calls look(view) with the newest version and returns its number. The view is valid only during the call.
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
