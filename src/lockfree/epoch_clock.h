// The clock of epoch reclamation: the present epoch, the epoch that each reader announced, and whether the
// epoch may advance.
//
// A reader first announces the present epoch, and only then reads shared objects. A collector that wants the
// next epoch reads all announcements. Both sides are a store followed by a load, which needs a fence: the
// reader stores its announcement, then loads objects; the collector unlinks an object, then loads the
// announcements. Here the reader runs only the light half of an asymmetric fence, and the collector the
// expensive half.
//
// Use when     through lockfree/epoch.h, which adds the bags of retired objects. This is the part with the
//              proof.
// Threads      thread-safe; a Reader: thread-compatible (its owner only).
// Progress     Enter, Leave, Renew: wait-free, without locked instructions. TryAdvance: one heavy fence, and
//              a loop over all readers: wait-free. Join: lock-free.
// Memory       a cache line for each reader, as many as there ever were at the same time. A reader that has
//              quit is used again; all are freed with the clock.
// Order        Let a reader that looks at an object announce epoch a, then fence (L); let the object be
//              unlinked, then TryAdvance fence (H) and read `stamp`. If H comes before L, the reader sees the
//              unlinking and never gets the object. If L comes before H, then a <= stamp. Every TryAdvance
//              that read stamp + 1 before its own fence ran this fence after H: it sees the announcement,
//              which is not stamp + 1, and does not advance while the reader stays. So in epoch stamp + 2 no
//              reader has the object. For the same reason one fence between two reads of the epoch is enough
//              for both uses: the read before the fence is for the advance, the read after it is the stamp.
// After        Fraser's epochs as crossbeam-epoch writes them; the asymmetric fence as in liburcu's memb
//              flavour. Checked by tests/relacy/epoch_relacy.cc and tests/threads/epoch_threads.cc.
#pragma once

#include <cstdint>

#include "base/check.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename Sync>
class EpochClock {
  template <typename T>
  using Atomic = typename Sync::template Atomic<T>;
  template <typename T>
  using Cell = typename Sync::template Cell<T>;

 public:
  static constexpr std::uint64_t kNotReading = 0;  // Announced by a reader that reads nothing.
  static constexpr std::uint64_t kFirstEpoch = 1;  // Epochs only grow.
  static constexpr std::uint64_t kEpochsToWait = 2;

  // Where one participant announces the epoch in which it reads.
  class alignas(Sync::kLineBytes) Reader {
   public:
    Reader(const EpochClock& clock, void* owner, const char* name)
        : clock_(&clock), owner_(owner), name_(name) {}

    // The first Enter announces the epoch; an Enter inside another one only counts.
    void Enter() {
      // [E1] relaxed: the owner's own word.
      if (announced_.load(std::memory_order_relaxed) == kNotReading) [[likely]] {
        // pin: without the announcement a guard protects nothing.
        Announce();
      } else {
        inner_.Store(inner_.Load() + 1);
      }
    }
    void Leave() {
      if (const std::uint32_t inner = inner_.Load(); inner != 0) [[unlikely]] {
        inner_.Store(inner - 1);
      } else {
        // [L1] release: pairs with [A4], so that all reads under the guard are over before a collector that
        // sees this store frees anything.
        announced_.store(kNotReading, std::memory_order_release);
      }
    }
    // Like Leave and then Enter, for a reader that holds no object at this moment. Only at depth 1. If the
    // reader has already announced the present epoch, nothing changes: that protects no less.
    void Renew() {
      // [N1] relaxed: the owner's own word.
      const std::uint64_t announced = announced_.load(std::memory_order_relaxed);
      // [N2] relaxed: as [P1].
      if (clock_->epoch_.load(std::memory_order_relaxed) != announced) {
        // pin: a reader that never announces a new epoch stops all reclamation.
        Announce();
      }
    }

    // How many Enters have no Leave yet.
    [[nodiscard]] std::uint32_t depth() const {
      // [D1] relaxed: the owner's own word.
      return announced_.load(std::memory_order_relaxed) == kNotReading ? 0 : inner_.Load() + 1;
    }
    [[nodiscard]] void* owner() const { return owner_.Load(); }

   private:
    friend EpochClock;

    void Announce() {
      // [P1] relaxed: an old epoch only delays the next one. The fence guarantees that it is not newer than a
      // stamp (see Order above).
      const std::uint64_t epoch = clock_->epoch_.load(std::memory_order_relaxed);
      // [P2] release: pairs with [A4] and [B3]: a collector may see this store instead of the Leave before
      // it, and needs the same order as from [L1].
      announced_.store(epoch, std::memory_order_release);
      Sync::LightFence();
    }

    Atomic<std::uint64_t> announced_{kNotReading};
    Cell<std::uint32_t> inner_{0};  // Enters inside the first.
    Atomic<bool> taken_{true};
    const EpochClock* const clock_;
    Cell<void*> owner_;
    Atomic<const char*> name_;
    Cell<Reader*> next_{nullptr};
  };

  struct Advance {
    // No reader holds an object that was unlinked before the call once the epoch is stamp + kEpochsToWait.
    std::uint64_t stamp;
    // An epoch that is reached. The caller is ordered after all readers that left before this epoch began.
    std::uint64_t now;
    bool advanced;  // This call advanced the epoch.
  };

  struct Behind {
    const char* name = nullptr;  // Null: no reader holds the epoch back.
    std::uint64_t epochs = 0;
  };

  EpochClock() = default;
  EpochClock(const EpochClock&) = delete;
  EpochClock& operator=(const EpochClock&) = delete;

  ~EpochClock() {
    // [X1] relaxed: the caller orders the destruction after all uses of the clock.
    Reader* reader = readers_.load(std::memory_order_relaxed);
    while (reader != nullptr) {
      // [X2] relaxed: the same.
      REPRISE_CHECK(!reader->taken_.load(std::memory_order_relaxed));  // A participant outlived its domain.
      Reader* const next = reader->next_.Load();
      Destroy<Sync>(reader);
      reader = next;
    }
  }

  // Returns a reader for the caller alone. The name is for reports; its text must outlive the clock.
  Reader* Join(void* owner, const char* name) {
    // [J1] acquire: pairs with [J4], so that this reader and those that it links to are visible.
    for (Reader* reader = readers_.load(std::memory_order_acquire); reader != nullptr;
         reader = reader->next_.Load()) {
      // [J2] acquire: pairs with [Q1], so that the former owner's last announcement comes before ours.
      if (reader->taken_.exchange(true, std::memory_order_acquire)) continue;
      reader->owner_.Store(owner);
      // [J3] relaxed: a thread that reports the name has first seen an announcement, and [P2] orders this
      // store before the announcement.
      reader->name_.store(name, std::memory_order_relaxed);
      return reader;
    }
    Reader* const reader = Create<Reader, Sync>(*this, owner, name);
    // [J5] relaxed: only a guess for [J4], which checks it.
    Reader* head = readers_.load(std::memory_order_relaxed);
    do {
      reader->next_.Store(head);
      // [J4] release: pairs with [J1], [A3] and [B2], so that a thread that walks the list sees each reader
      // constructed.
    } while (!readers_.compare_exchange_strong(head, reader, std::memory_order_release,
                                               std::memory_order_relaxed));
    return reader;
  }

  void Quit(Reader* reader) {
    REPRISE_CHECK(reader->depth() == 0);  // A guard outlived its participant.
    // [Q1] release: pairs with [J2].
    reader->taken_.store(false, std::memory_order_release);
  }

  // Advances the epoch if all readers that are inside a guard have announced the present epoch.
  Advance TryAdvance() {
    // [A1] acquire: pairs with [A5], so that a thread that frees objects because of this epoch comes after
    // the readers that the advance to it saw leaving.
    std::uint64_t before = epoch_.load(std::memory_order_acquire);
    Sync::HeavyFence();
    // [A2] relaxed: the fence orders this load; the decision to free uses [A1].
    const std::uint64_t stamp = epoch_.load(std::memory_order_relaxed);
    if (stamp != before) return {stamp, before, false};  // Another thread advanced it.
    // [A3] acquire: pairs with [J4].
    for (const Reader* reader = readers_.load(std::memory_order_acquire); reader != nullptr;
         reader = reader->next_.Load()) {
      // [A4] acquire: pairs with [L1] and [P2].
      const std::uint64_t announced = reader->announced_.load(std::memory_order_acquire);
      if (announced != kNotReading && announced != before) return {stamp, before, false};
    }
    // [A5] release: pairs with [A1]. A compare-exchange and not a store, because the result of a slow scan
    // says nothing about later epochs. A plain store could set the epoch back: a reader would announce the
    // old epoch again, and a second slow scan would advance the epoch by kEpochsToWait while that pin still
    // holds.
    const bool advanced = epoch_.compare_exchange_strong(before, stamp + 1, std::memory_order_release,
                                                         std::memory_order_relaxed);
    return {stamp, advanced ? stamp + 1 : stamp, advanced};
  }

  // The reader that holds the epoch back most, at this moment.
  [[nodiscard]] Behind SlowestReader() const {
    // [B1] relaxed: only statistics.
    const std::uint64_t now = epoch_.load(std::memory_order_relaxed);
    Behind most;
    // [B2] acquire: pairs with [J4].
    for (const Reader* reader = readers_.load(std::memory_order_acquire); reader != nullptr;
         reader = reader->next_.Load()) {
      // [B3] acquire: pairs with [P2], so that the name is that of the owner who announced this epoch, or of
      // a later owner.
      const std::uint64_t announced = reader->announced_.load(std::memory_order_acquire);
      if (announced == kNotReading || announced + most.epochs >= now) continue;
      // [B4] relaxed: [B3] orders this load.
      most = {reader->name_.load(std::memory_order_relaxed), now - announced};
    }
    return most;
  }

  [[nodiscard]] std::uint64_t epoch() const {
    // [B5] relaxed: only statistics.
    return epoch_.load(std::memory_order_relaxed);
  }

 private:
  alignas(Sync::kLineBytes) Atomic<std::uint64_t> epoch_{kFirstEpoch};
  alignas(Sync::kLineBytes) Atomic<Reader*> readers_{nullptr};
};

}  // namespace reprise::lockfree
