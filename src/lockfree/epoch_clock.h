// The clock of epoch reclamation: which epoch it is, who reads in which, and whether it may move on.
//
// A reader announces the epoch that it read and looks only afterwards; whoever wants the next epoch looks at all
// announcements. The reader's store before its loads and the collector's unlinking before its scan are a store-load
// pair on both sides; here the reader's side is only the light half of an asymmetric fence, and the collector pays.
//
// Use when     through lockfree/epoch.h, which adds the garbage. This is the part with the proof.
// Threads      thread-safe; a Reader: thread-compatible (its owner only).
// Progress     Enter, Leave, Renew: wait-free, without locked instructions. TryAdvance: wait-free in the number of
//              readers that ever were at once, one heavy fence. Join: lock-free.
// Memory       a line for each reader that ever was at once; used again, freed with the clock.
// Order        Let a reader that looks at an object announce epoch a, then fence (L); let the object be unlinked, then
//              TryAdvance fence (H) and read `stamp`. If H comes first, the reader sees the unlinking and never gets
//              the object. If L comes first, then a <= stamp, and every TryAdvance that read stamp + 1 before its own
//              fence fenced after H: it sees the announcement, which is not stamp + 1, and refuses as long as
//              the reader stays. So in epoch stamp + 2 nobody has the object. This is why one fence between the two
//              reads of the epoch serves both uses: the read before it belongs to the advance, the one after it is
//              the stamp.
// After        Fraser's epochs as crossbeam-epoch writes them; the asymmetric fence as in liburcu's memb flavour.
//              Checked by tests/relacy/epoch_relacy.cc and tests/threads/epoch_threads.cc.
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
  static constexpr std::uint64_t kAway = 0;        // Announced by who looks at nothing.
  static constexpr std::uint64_t kFirstEpoch = 1;  // Only grows.
  static constexpr std::uint64_t kEpochsToWait = 2;

  // Where one participant says what it reads in.
  class alignas(Sync::kLineBytes) Reader {
   public:
    Reader(const EpochClock& clock, void* owner, const char* name)
        : clock_(&clock), owner_(owner), name_(name) {}

    // The first Enter announces; those inside it only count.
    void Enter() {
      // [E1] relaxed: the owner's own word.
      if (announced_.load(std::memory_order_relaxed) == kAway) [[likely]] {
        // pin: an unannounced guard holds nothing back.
        Announce();
      } else {
        inner_.Store(inner_.Load() + 1);
      }
    }
    void Leave() {
      if (const std::uint32_t inner = inner_.Load(); inner != 0) [[unlikely]] {
        inner_.Store(inner - 1);
      } else {
        // [L1] release: pairs with [A4], so that all looking is over before who sees this frees anything.
        announced_.store(kAway, std::memory_order_release);
      }
    }
    // As Leave and Enter, for one who looks at nothing right now. Only at depth 1. Who has announced the present epoch
    // already just stays in it, which is only the more careful.
    void Renew() {
      // [N1] relaxed: the owner's own word.
      const std::uint64_t announced = announced_.load(std::memory_order_relaxed);
      // [N2] relaxed: as [P1].
      if (clock_->epoch_.load(std::memory_order_relaxed) != announced) {
        // pin: who never announces anew holds everything back.
        Announce();
      }
    }

    // How many Enters have no Leave yet.
    [[nodiscard]] std::uint32_t depth() const {
      // [D1] relaxed: the owner's own word.
      return announced_.load(std::memory_order_relaxed) == kAway ? 0 : inner_.Load() + 1;
    }
    [[nodiscard]] void* owner() const { return owner_.Load(); }

   private:
    friend EpochClock;

    void Announce() {
      // [P1] relaxed: an old epoch only delays the next one; that it is not newer than a stamp comes from the fence.
      const std::uint64_t epoch = clock_->epoch_.load(std::memory_order_relaxed);
      // [P2] release: pairs with [A4] and [B3]: who sees this pin instead of the Leave before it needs the same order.
      announced_.store(epoch, std::memory_order_release);
      Sync::LightFence();
    }

    Atomic<std::uint64_t> announced_{kAway};
    Cell<std::uint32_t> inner_{0};  // Enters inside the first.
    Atomic<bool> taken_{true};
    const EpochClock* const clock_;
    Cell<void*> owner_;
    Atomic<const char*> name_;
    Cell<Reader*> next_{nullptr};
  };

  struct Advance {
    // What was unlinked before the call is nobody's from epoch stamp + kEpochsToWait on.
    std::uint64_t stamp;
    // An epoch that is reached; the caller is ordered after the readers that left before it.
    std::uint64_t now;
    bool advanced;  // By this call.
  };

  struct Behind {
    const char* name = nullptr;  // Null: nobody holds the epoch back.
    std::uint64_t epochs = 0;
  };

  EpochClock() = default;
  EpochClock(const EpochClock&) = delete;
  EpochClock& operator=(const EpochClock&) = delete;

  ~EpochClock() {
    // [X1] relaxed: who destroys the clock is ordered after all who used it.
    Reader* reader = readers_.load(std::memory_order_relaxed);
    while (reader != nullptr) {
      // [X2] relaxed: the same.
      REPRISE_CHECK(!reader->taken_.load(std::memory_order_relaxed));  // A participant outlived its domain.
      Reader* const next = reader->next_.Load();
      Destroy<Sync>(reader);
      reader = next;
    }
  }

  // A reader of one's own. The name is for reports and outlives the clock.
  Reader* Join(void* owner, const char* name) {
    // [J1] acquire: pairs with [J4], so that the readers behind it are seen.
    for (Reader* reader = readers_.load(std::memory_order_acquire); reader != nullptr;
         reader = reader->next_.Load()) {
      // [J2] acquire: pairs with [Q1], so that the former owner's last announcement lies before ours.
      if (reader->taken_.exchange(true, std::memory_order_acquire)) continue;
      reader->owner_.Store(owner);
      // [J3] relaxed: whoever reports it has seen an announcement, which [P2] orders after it.
      reader->name_.store(name, std::memory_order_relaxed);
      return reader;
    }
    Reader* const reader = Create<Reader, Sync>(*this, owner, name);
    // [J5] relaxed: only the value that [J4] compares with.
    Reader* head = readers_.load(std::memory_order_relaxed);
    do {
      reader->next_.Store(head);
      // [J4] release: pairs with [J1], [A3] and [B2], so that who walks the list sees each reader whole.
    } while (!readers_.compare_exchange_strong(head, reader, std::memory_order_release,
                                               std::memory_order_relaxed));
    return reader;
  }

  void Quit(Reader* reader) {
    REPRISE_CHECK(reader->depth() == 0);  // A guard outlived its participant.
    // [Q1] release: pairs with [J2].
    reader->taken_.store(false, std::memory_order_release);
  }

  // Moves the epoch on, if all who look at something have announced the present one.
  Advance TryAdvance() {
    // [A1] acquire: pairs with [A5], so that who frees because of this epoch is ordered after the readers whom the
    // advance saw leaving.
    std::uint64_t before = epoch_.load(std::memory_order_acquire);
    Sync::HeavyFence();
    // [A2] relaxed: the fence orders it; frees go by [A1].
    const std::uint64_t stamp = epoch_.load(std::memory_order_relaxed);
    if (stamp != before) return {stamp, before, false};  // Somebody was faster.
    // [A3] acquire: pairs with [J4].
    for (const Reader* reader = readers_.load(std::memory_order_acquire); reader != nullptr;
         reader = reader->next_.Load()) {
      // [A4] acquire: pairs with [L1] and [P2].
      const std::uint64_t announced = reader->announced_.load(std::memory_order_acquire);
      if (announced != kAway && announced != before) return {stamp, before, false};
    }
    // [A5] release: pairs with [A1]. Compared, because a scan that was slow says nothing about later epochs: set back,
    // the epoch would be announced anew, and a second slow scan would lift it by kEpochsToWait while that pin still
    // holds.
    const bool advanced = epoch_.compare_exchange_strong(before, stamp + 1, std::memory_order_release,
                                                         std::memory_order_relaxed);
    return {stamp, advanced ? stamp + 1 : stamp, advanced};
  }

  // Who holds the epoch back most. A figure of this moment.
  [[nodiscard]] Behind MostBehind() const {
    // [B1] relaxed: a figure for people.
    const std::uint64_t now = epoch_.load(std::memory_order_relaxed);
    Behind most;
    // [B2] acquire: pairs with [J4].
    for (const Reader* reader = readers_.load(std::memory_order_acquire); reader != nullptr;
         reader = reader->next_.Load()) {
      // [B3] acquire: pairs with [P2], so that the name is of who announced this, or a later one.
      const std::uint64_t announced = reader->announced_.load(std::memory_order_acquire);
      if (announced == kAway || announced + most.epochs >= now) continue;
      // [B4] relaxed: [B3] orders it.
      most = {reader->name_.load(std::memory_order_relaxed), now - announced};
    }
    return most;
  }

  [[nodiscard]] std::uint64_t epoch() const {
    // [B5] relaxed: a figure for people.
    return epoch_.load(std::memory_order_relaxed);
  }

 private:
  alignas(Sync::kLineBytes) Atomic<std::uint64_t> epoch_{kFirstEpoch};
  alignas(Sync::kLineBytes) Atomic<Reader*> readers_{nullptr};
};

}  // namespace reprise::lockfree
