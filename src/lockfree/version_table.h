// The last few versions of a value. Many threads may publish at the same time, and readers get a version by
// its number.
//
//   newest ──▶ 7                       head: a compare-exchange here hands out the next version
//   slots  [ 4 | 5 | 6 | 7 ]           version v lies in slot v % retained, from before v + 1 exists
//
// A thread that publishes v + 1 first puts v into v's slot if the publisher of v has not done it yet (as
// threads in Michael and Scott's queue help to move the tail). So a reader that sees v + 1 or newer as the
// newest version finds v in its slot, or the entry that has replaced v.
//
//   VersionTable<Config> table({.versions = 4});
//   auto guard = Pin();                                                       // lockfree/thread_epoch.h
//   table.Publish(guard, config, now_ns, [](const auto*) { return 0; });     // The first one is version 1.
//   if (const auto* entry = table.Get(guard, 1).entry) Use(entry->value());  // Null: no longer retained.
//
// Use when     many threads create versions, version numbers must have no gaps, and readers ask for a version
//              by its number.
// Not when     only the newest is ever read: atomic_box.h.
// Threads      thread-safe.
// Progress     Publish: lock-free. Latest, Get: wait-free.
// Memory       `retained` versions; the replaced ones are freed by the epoch of the guards.
// Order        Publish linearizes at [N2], Latest at [N3], Get at its last [N3]. Versions count from 1.
// Errors       none.
// After        [MS96]'s helping; retention by age compares with the newest version's time, so that what is
//              retained depends on the newest version alone. Checked by tests/relacy/version_table_relacy.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "base/check.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

struct Retention {
  std::size_t versions = 16;
  // A version that is older than the newest one by more than this is removed.
  std::uint64_t age_ns = std::numeric_limits<std::uint64_t>::max();
};

template <typename T, typename Sync = StdSync>
class VersionTable {
  template <typename V>
  using Atomic = typename Sync::template Atomic<V>;
  template <typename V>
  using Cell = typename Sync::template Cell<V>;

 public:
  class Entry {
   public:
    explicit Entry(T value) : value_(std::move(value)) {}
    [[nodiscard]] const T& value() const { return value_.Load(); }
    [[nodiscard]] std::uint64_t version() const { return version_.Load(); }
    // Never less than the time of the version before.
    [[nodiscard]] std::uint64_t time_ns() const { return time_ns_.Load(); }
    [[nodiscard]] std::uint64_t note() const { return note_.Load(); }  // Set by the publisher.

   private:
    friend VersionTable;
    Cell<T> value_;
    Cell<std::uint64_t> version_{0};
    Cell<std::uint64_t> time_ns_{0};
    Cell<std::uint64_t> note_{0};
  };

  // The result of Get: an entry, and the newest version number at the moment that decided what is retained.
  struct Found {
    const Entry* entry = nullptr;  // Null: does not exist yet, or is no longer retained.
    std::uint64_t newest = 0;
  };

  explicit VersionTable(Retention retention)
      : retention_(retention), slots_(std::make_unique<Atomic<Word>[]>(retention.versions)) {
    REPRISE_CHECK(retention_.versions > 0);
    // [S0] relaxed: no other thread knows the table yet.
    for (std::size_t i = 0; i < retention_.versions; ++i) slots_[i].store(Gone(0), std::memory_order_relaxed);
  }
  VersionTable(const VersionTable&) = delete;
  VersionTable& operator=(const VersionTable&) = delete;

  ~VersionTable() {
    for (std::size_t i = 0; i < retention_.versions; ++i) {
      // [D1] relaxed: the caller orders the destruction after all uses of the table.
      const Word word = slots_[i].load(std::memory_order_relaxed);
      if (!IsGone(word)) Destroy<Sync>(AsEntry(word));
    }
  }

  // Calls `note(const Entry* before)` before each attempt to become the successor of `before` (null for the
  // first version); its result becomes the entry's note.
  template <typename Guard, typename Note>
  const Entry& Publish(Guard& guard, T value, std::uint64_t now_ns, Note note) {
    Entry* const entry = Create<Entry, Sync>(std::move(value));
    // [N1] acquire: pairs with [N2], so that the entry before ours is fully visible.
    Entry* before = newest_.load(std::memory_order_acquire);
    do {
      if (before != nullptr) PutIntoSlot(guard, *before);
      entry->version_.Store(before == nullptr ? 1 : before->version() + 1);
      entry->time_ns_.Store(before == nullptr ? now_ns : std::max(now_ns, before->time_ns()));
      entry->note_.Store(note(static_cast<const Entry*>(before)));
      // [N2] seq_cst: pairs with [N1] and [N3]; all publications and reads of versions have one total order,
      // so that the order in a recorded run has no cycle.
    } while (!newest_.compare_exchange_strong(before, entry, std::memory_order_seq_cst,
                                              std::memory_order_acquire));
    PutIntoSlot(guard, *entry);
    DropAged(guard, *entry);
    return *entry;
  }

  // Null before the first version. Valid as long as the guard lives.
  template <typename Guard>
  const Entry* Latest(const Guard&) const {
    return Newest();
  }

  template <typename Guard>
  Found Get(const Guard&, std::uint64_t version) const {
    const Entry* const newest = Newest();
    const std::uint64_t latest = newest == nullptr ? 0 : newest->version();
    if (version == 0 || version > latest || latest - version >= retention_.versions) return {nullptr, latest};
    if (version == latest) return {newest, latest};
    // [S1] acquire: pairs with [S3] and [S5], so that the entry, or the newer version that replaced it, is
    // fully visible.
    const Word word = SlotOf(version).load(std::memory_order_acquire);
    if (!IsGone(word) && AsEntry(word)->version() == version) {
      const bool aged = newest->time_ns() - AsEntry(word)->time_ns() > retention_.age_ns;
      return {aged ? nullptr : AsEntry(word), latest};
    }
    // The version was removed after our look at the newest one. So there is a newer version now, and because
    // of that one it is not retained.
    return {nullptr, Newest()->version()};
  }

 private:
  // A slot's content: a pointer to an entry, or (version << 1) | 1: that version was in this slot and has
  // been removed.
  using Word = std::uintptr_t;

  static bool IsGone(Word word) { return (word & 1) != 0; }
  static Word Gone(std::uint64_t version) { return static_cast<Word>(version << 1 | 1); }
  static Entry* AsEntry(Word word) { return reinterpret_cast<Entry*>(word); }
  static std::uint64_t VersionIn(Word word) { return IsGone(word) ? word >> 1 : AsEntry(word)->version(); }

  Atomic<Word>& SlotOf(std::uint64_t version) const { return slots_[version % retention_.versions]; }

  const Entry* Newest() const {
    // [N3] seq_cst: pairs with [N2]; the reason is there.
    return newest_.load(std::memory_order_seq_cst);
  }

  template <typename Guard>
  void PutIntoSlot(Guard& guard, Entry& entry) {
    Atomic<Word>& slot = SlotOf(entry.version());
    // [S2] acquire: pairs with [S3] and [S5], so that the version of the entry in the slot can be read.
    Word word = slot.load(std::memory_order_acquire);
    while (VersionIn(word) < entry.version()) {
      // [S3] release: pairs with [S1], [S2] and [S4].
      if (!slot.compare_exchange_strong(word, reinterpret_cast<Word>(&entry), std::memory_order_release,
                                        std::memory_order_acquire))
        continue;
      if (!IsGone(word)) guard.Retire(AsEntry(word));
      return;
    }
  }

  // Frees the entries that are too old compared with the newest one. Another thread may have published
  // meanwhile: so a slot is replaced only if it still holds the entry that was found.
  template <typename Guard>
  void DropAged(Guard& guard, const Entry& newest) {
    if (retention_.age_ns == std::numeric_limits<std::uint64_t>::max()) return;
    const std::uint64_t first =
        newest.version() < retention_.versions ? 1 : newest.version() - retention_.versions + 1;
    for (std::uint64_t version = first; version < newest.version(); ++version) {
      Atomic<Word>& slot = SlotOf(version);
      // [S4] acquire: pairs with [S3] and [S5].
      Word word = slot.load(std::memory_order_acquire);
      if (VersionIn(word) != version || IsGone(word)) continue;
      if (newest.time_ns() - AsEntry(word)->time_ns() <= retention_.age_ns)
        // The later versions are younger.
        return;
      // [S5] release: pairs with [S1], [S2] and [S4]: a reader that finds the version removed then also sees
      // the newest version whose time made it too old.
      // tool-blind (release): without it, a machine may make [S5] visible before [N2]: a reader finds the
      // version removed, and then reads an older newest version, for which it should be retained. Relacy does
      // not show it: its seq_cst order is the order of execution.
      if (slot.compare_exchange_strong(word, Gone(version), std::memory_order_release,
                                       std::memory_order_relaxed))
        guard.Retire(AsEntry(word));
    }
  }

  const Retention retention_;
  alignas(Sync::kLineBytes) Atomic<Entry*> newest_{nullptr};
  std::unique_ptr<Atomic<Word>[]> slots_;
};

}  // namespace reprise::lockfree
