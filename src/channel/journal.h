// A channel without receivers: a program appends entries for the log, and a replay compares its entries with
// them.
//
// Use when     a run records its state: the end of a tick with its hashes, a keyframe.
// Threads      thread-safe.
// Progress     one short lock for an append; entries are not kept in memory.
// Order        an append's ticket is its place, from 0.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "channel/codec.h"
#include "channel/send_record.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/registry.h"

namespace reprise::channel {

struct JournalOptions {
  std::string name;
  // Each entry begins a chunk of the log, so that a reader can seek to the entry.
  bool starts_chunk = false;
};

template <typename T>
class Journal : public sched::Object {
 public:
  explicit Journal(JournalOptions options)
      : Object({.kind = sched::ObjectKind::kJournal,
                .name = std::move(options.name),
                .payload = PayloadTypeOf<T>(),
                .starts_chunk = options.starts_chunk}) {}

  void Append(const T& entry, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kAppend, id(), site);
    ReserveMessage(op, entry);
    const std::lock_guard guard(lock_);
    op.Commit({.branch = sched::Branch::kDone, .ticket = appended_++}, stamp_);
  }

  // For Runtime::Stats.
  void Describe(sched::ObjectStats& stats) const {
    const std::lock_guard guard(lock_);
    stats.kind = sched::ObjectKind::kJournal;
    stats.sent += appended_;
  }

 private:
  mutable sched::ObjectLock lock_;
  std::uint64_t appended_ = 0;
  std::uint64_t stamp_ = 0;
  sched::Listed listed_{*this};
};

}  // namespace reprise::channel
