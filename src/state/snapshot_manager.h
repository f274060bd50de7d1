// Versions of a value that one or more tasks publish and all may read.
//
// Use when     many tasks decide on one consistent picture while the next one is made.
// Not when     every change must be seen: channel/broadcast.h.
// Threads      thread-safe.
// Progress     blocking: a spin lock for a few instructions; nobody parks.
// Memory       the last `retain` versions; an older one lives as long as somebody holds its handle.
// Order        versions are dense from 1, by the order of publishing. Load v comes after publish v and before
//              publish v + 1; a get of an older version comes after its publish.
// Errors       Latest before the first Publish is a CHECK. Get: nothing when the version is not yet or no
// longer
//              there.
// Source       the seed's SnapshotManager, whose versions two creators can lose.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"
#include "sched/announce.h"
#include "sched/object.h"
#include "sched/spin_lock.h"

namespace reprise::state {

struct SnapshotOptions {
  std::string name;
  std::size_t retain = 16;  // Versions.
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
        retain_(options.retain) {
    REPRISE_CHECK(retain_ > 0);
  }

  std::uint64_t Publish(std::shared_ptr<const T> value, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kPublish, id(), site);
    std::shared_ptr<const T> dropped;  // Ends after the lock: a destructor may be long.
    const std::lock_guard guard(lock_);
    ++version_;
    op.Commit({.branch = sched::Branch::kDone, .ticket = version_, .stamp = sched::NextStamp(stamp_)});
    values_.push_back(std::move(value));
    if (values_.size() > retain_) {
      dropped = std::move(values_.front());
      values_.pop_front();
    }
    return version_;
  }

  Snapshot<T> Latest(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kLoad, id(), site);
    const std::lock_guard guard(lock_);
    REPRISE_CHECK(version_ > 0);  // Publish before anybody reads.
    op.Commit({.branch = sched::Branch::kDone, .ticket = version_, .stamp = sched::NextStamp(stamp_)});
    return {version_, values_.back()};
  }

  // Ticket: the latest version at that moment, which fixes what is retained; value: the version asked for.
  std::optional<Snapshot<T>> Get(std::uint64_t version, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kLoad, id(), site);
    const std::lock_guard guard(lock_);
    const std::uint64_t oldest = version_ - values_.size() + 1;
    const bool there = version >= oldest && version <= version_;
    op.Commit({.branch = there ? sched::Branch::kDone : sched::Branch::kFailed,
               .ticket = version_,
               .value = version,
               .stamp = sched::NextStamp(stamp_)});
    if (!there) return std::nullopt;
    return Snapshot<T>{version, values_[version - oldest]};
  }

 private:
  const std::size_t retain_;
  sched::SpinLock lock_;
  std::deque<std::shared_ptr<const T>> values_;  // The newest has version_.
  std::uint64_t version_ = 0;
  std::uint64_t stamp_ = 0;
};

}  // namespace reprise::state
