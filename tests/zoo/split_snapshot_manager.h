// A snapshot manager with two bugs, kept because real programs write it like this:
//
//   1. the version comes from a counter, and the table of snapshots is swapped in by a step of its own: of two creators
//      at once, one copies a table that lacks the other's snapshot and swaps it away, and a version can be missing
//      while a newer one is there
//   2. get gives out a reference that outlives the guard under which it was found
//
// Threads      thread-safe, or so it was thought.
// After        the fetch_add beside a swap of an epoch-protected pointer that tutorials on snapshots show.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include "lockfree/epoch.h"
#include "lockfree/sync.h"

namespace reprise::zoo {

template <typename Sync>
class SplitSnapshotManager {
 public:
  using Domain = lockfree::EpochDomain<Sync, 1>;
  using Participant = typename Domain::Participant;

  struct Snapshot {
    explicit Snapshot(std::uint64_t number) : state(number) {}
    typename Sync::template Cell<std::uint64_t> state;
  };

  SplitSnapshotManager() : snapshots_(lockfree::Create<Table, Sync>()) {}
  SplitSnapshotManager(const SplitSnapshotManager&) = delete;
  SplitSnapshotManager& operator=(const SplitSnapshotManager&) = delete;
  // Every snapshot that was ever made is freed here or when its table is.
  ~SplitSnapshotManager() {
    Table* const table = snapshots_.load(std::memory_order_relaxed);
    for (const auto& [version, snapshot] : table->by_version) lockfree::Destroy<Sync>(snapshot);
    lockfree::Destroy<Sync>(table);
  }

  std::uint64_t Create(Participant& participant, std::uint64_t state) {
    const std::uint64_t version = current_version_.fetch_add(1, std::memory_order_release);
    Snapshot* const snapshot = lockfree::Create<Snapshot, Sync>(state);
    auto guard = participant.Pin();
    Table* const next = lockfree::Create<Table, Sync>();
    next->by_version = snapshots_.load(std::memory_order_acquire)->by_version;
    next->by_version.emplace_back(version, snapshot);
    DropOldest(*next, participant);
    participant.Retire(snapshots_.exchange(next, std::memory_order_acq_rel));
    return version;
  }

  // Null: no such version.
  const Snapshot* Get(Participant& participant, std::uint64_t version) const {
    auto guard = participant.Pin();
    for (const auto& [known, snapshot] : snapshots_.load(std::memory_order_acquire)->by_version)
      if (known == version) return snapshot;  // The guard ends here, and the snapshot is not held any more.
    return nullptr;
  }

  Domain& domain() { return domain_; }

 private:
  static constexpr std::size_t kRetained = 2;
  struct Table {
    std::vector<std::pair<std::uint64_t, Snapshot*>> by_version;
  };

  void DropOldest(Table& table, Participant& participant) {
    if (table.by_version.size() <= kRetained) return;
    participant.Retire(table.by_version.front().second);
    table.by_version.erase(table.by_version.begin());
  }

  Domain domain_;
  typename Sync::template Atomic<std::uint64_t> current_version_{0};
  typename Sync::template Atomic<Table*> snapshots_;
};

}  // namespace reprise::zoo
