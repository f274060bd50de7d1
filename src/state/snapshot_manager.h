// Versions of a value: one or more tasks publish them, all tasks may read them.
//
//   SnapshotManager<World> worlds({.name = "/worlds"});
//   const std::uint64_t version = worlds.Publish(std::make_shared<const World>(world));
//   const Snapshot<World> newest = worlds.Latest();            // newest.version, *newest.value
//   std::optional<Snapshot<World>> old = worlds.Get(version);  // Nothing: no longer retained.
//
// Use when     many tasks decide on the basis of one consistent version while the next one is made.
// Not when     every change must be seen: channel/broadcast.h. Single entities change:
//              state/entity_storage.h.
// Threads      thread-safe.
// Progress     lock-free; loads are wait-free, except for the reference count of the handle.
// Memory       the last `retain` versions, and up to as many replaced ones that wait for their readers; an
//              older version lives as long as a handle to it.
// Order        versions are dense from 1, by the order of publishing. Load v comes after publish v and before
//              publish v + 1; a get of an older version comes after its publish.
// Errors       Latest before the first Publish is a CHECK. Get: nothing if the version does not exist yet or
//              is no longer retained.
// Units        ages in nanoseconds of sched::Clock.
// Source       the seed's SnapshotManager, which can lose versions when two tasks publish;
//              lockfree/version_table.h.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"
#include "lockfree/thread_epoch.h"
#include "lockfree/version_table.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "time/clock.h"

namespace reprise::state {

struct SnapshotOptions {
  std::string name;
  std::size_t retain = 16;  // Versions.
  // Versions that are older than the newest one by more than this are dropped too. With this setting Publish
  // reads the clock, which is an op of its own.
  std::uint64_t retain_ns = std::numeric_limits<std::uint64_t>::max();
  sched::Clock* clock = nullptr;
};

template <typename T>
struct Snapshot {
  std::uint64_t version = 0;
  std::shared_ptr<const T> value;
};

template <typename T>
class SnapshotManager : public sched::Object {
 public:
  explicit SnapshotManager(SnapshotOptions options)
      : Object({.kind = sched::ObjectKind::kSnapshots,
                .name = std::move(options.name),
                .capacity = options.retain}),
        clock_(options.clock),
        retain_(options.retain),
        versions_({.versions = options.retain, .age_ns = options.retain_ns}) {
    // Retention by age needs a clock.
    REPRISE_CHECK(clock_ != nullptr || options.retain_ns == std::numeric_limits<std::uint64_t>::max());
  }

  std::uint64_t Publish(std::shared_ptr<const T> value, sched::Site site = sched::Site::Here()) {
    const std::uint64_t now_ns = clock_ == nullptr ? 0 : clock_->Now(site);
    const sched::Announced op = Announce(sched::OpKind::kPublish, id(), site);
    const std::uint64_t version = PublishAs(op, std::move(value), now_ns);
    // A version may be large: free the replaced ones regularly.
    if (version % retain_ == 0) lockfree::ThisParticipant().Flush();
    return version;
  }

  Snapshot<T> Latest(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kLoad, id(), site);
    const lockfree::ThreadGuard guard = lockfree::Pin();
    const Entry* const entry = versions_.Latest(guard);
    REPRISE_CHECK(entry != nullptr);  // A Publish must come before the first Latest.
    op.Commit({.branch = sched::Branch::kDone,
               .ticket = entry->version(),
               .stamp = sched::StampAfter(entry->note())});
    return {entry->version(), entry->value()};
  }

  // The op's ticket is the latest version at that moment, which determines what is retained; its value is the
  // requested version.
  std::optional<Snapshot<T>> Get(std::uint64_t version, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kLoad, id(), site);
    const lockfree::ThreadGuard guard = lockfree::Pin();
    const typename Versions::Found found = versions_.Get(guard, version);
    op.Commit({.branch = found.entry != nullptr ? sched::Branch::kDone : sched::Branch::kFailed,
               .ticket = found.newest,
               .value = version,
               .stamp = sched::StampAfter(found.entry == nullptr ? 0 : found.entry->note())});
    if (found.entry == nullptr) return std::nullopt;
    return Snapshot<T>{version, found.entry->value()};
  }

 private:
  using Versions = lockfree::VersionTable<std::shared_ptr<const T>>;
  using Entry = typename Versions::Entry;  // Its note is the Lamport stamp of the publish.

  std::uint64_t PublishAs(const sched::Announced& op, std::shared_ptr<const T> value, std::uint64_t now_ns) {
    lockfree::ThreadGuard guard = lockfree::Pin();
    const Entry& entry = versions_.Publish(guard, std::move(value), now_ns, [](const Entry* before) {
      return sched::StampAfter(before == nullptr ? 0 : before->note());
    });
    op.Commit({.branch = sched::Branch::kDone, .ticket = entry.version(), .stamp = entry.note()});
    return entry.version();
  }

  sched::Clock* const clock_;
  const std::size_t retain_;
  Versions versions_;
};

}  // namespace reprise::state
