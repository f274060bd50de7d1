// Epoch reclamation: readers look at shared nodes without locks or counts, writers unlink a node and retire it, and
// it is freed when nobody can hold it any more.
//
//   EpochDomain<> domain;
//   EpochDomain<>::Participant me(domain, "worker 3");    // one a thread; lockfree/thread_epoch.h has one ready
//   {
//     auto guard = me.Pin();
//     Node* node = shared.load(std::memory_order_acquire); // stays while the guard lives
//     guard.Retire(shared.exchange(next, ...));            // freed later
//   }
//
// Use when     reads are many and short, and what they look at is replaced as a whole.
// Not when     a reader keeps what it found for long, or over a suspension: a counted handle does that.
// Threads      EpochDomain: thread-safe. Participant, Guard: thread-compatible (the thread that owns them).
// Progress     Pin and unpin: wait-free, no locked instruction. Retire: wait-free, but that one in kSlotsPerBag runs a
//              heavy fence (a system call), looks at all participants and frees up to kBagsPerCollection bags.
// Memory       a participant holds back at most 3 * kSlotsPerBag objects, and what it retired since the oldest pin
//              began: a pin that never ends stops all reclamation, and StalledReader names it. A participant that ends
//              leaves its rest to whoever collects next; the domain's end frees all.
// Order        what happened under a guard happens before the reclamation of what was retired since. The proof is
//              in lockfree/epoch_clock.h.
// After        Fraser's "Practical lock-freedom"; crossbeam-epoch; liburcu. docs/lockfree/epoch.md teaches it. Checked
//              by tests/relacy/epoch_relacy.cc and tests/threads/epoch_threads.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "base/check.h"
#include "lockfree/epoch_bag.h"
#include "lockfree/epoch_blocks.h"
#include "lockfree/epoch_clock.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename Sync = StdSync, std::size_t kSlotsPerBag = 256, std::size_t kBlocksKept = 256>
class EpochDomain {
 public:
  class Participant;

 private:
  using Clock = EpochClock<Sync>;
  using Bag = EpochBag<Sync, kSlotsPerBag, Participant>;

 public:
  class Guard;
  using Reclaim = typename Bag::Reclaim;
  using Reader = typename Clock::Reader;
  using Behind = typename Clock::Behind;

  // How many bags one collection frees: more than the one it adds, so that a heap left by a stalled reader shrinks, and
  // few, so that no single Retire takes long.
  static constexpr std::size_t kBagsPerCollection = 4;

  struct Stats {
    std::uint64_t epoch;
    std::uint64_t retired;  // In bags that were sealed.
    std::uint64_t freed;
  };

  EpochDomain() = default;
  EpochDomain(const EpochDomain&) = delete;
  EpochDomain& operator=(const EpochDomain&) = delete;

  // All participants have ended.
  ~EpochDomain() {
    Participant last(*this, "the end");
    while (!last.Flush())
      REPRISE_CHECK(StalledReader().name == nullptr);  // A participant outlived its domain.
  }

  // The participant that holds the epoch back most, and by how many epochs: 1 is usual for a moment, and stays 1 while
  // it stalls. Its name is null if nobody does.
  [[nodiscard]] Behind StalledReader() const { return clock_.MostBehind(); }

  [[nodiscard]] Stats stats() const {
    // [S1] relaxed: a figure for people. Freed first, so that it is never the larger one for a thread that is alone.
    const std::uint64_t freed = freed_.load(std::memory_order_relaxed);
    // [S2] relaxed: the same.
    return {clock_.epoch(), retired_.load(std::memory_order_relaxed), freed};
  }

 private:
  Clock clock_;
  EpochOrphans<Bag, Sync> orphans_;
  typename Sync::template Atomic<std::uint64_t> retired_{0};
  typename Sync::template Atomic<std::uint64_t> freed_{0};
};

// A thread's place in a domain.
template <typename Sync, std::size_t kSlotsPerBag, std::size_t kBlocksKept>
class EpochDomain<Sync, kSlotsPerBag, kBlocksKept>::Participant {
 public:
  // The name is for reports; its text outlives the domain.
  Participant(EpochDomain& domain, const char* name)
      : domain_(domain), reader_(*domain.clock_.Join(this, name)) {}
  Participant(const Participant&) = delete;
  Participant& operator=(const Participant&) = delete;

  // No guard is left. What cannot be freed yet goes to the domain.
  ~Participant() {
    GoOffline();
    REPRISE_CHECK(!pinned());  // A guard outlived its participant.
    Flush();
    if (filling_ != nullptr) Seal();  // What was freed just now retired more.
    if (Bag* const rest = sealed_.TakeAll()) domain_.orphans_.Leave(rest);
    if (spare_ != nullptr) Destroy<Sync>(spare_);
    domain_.clock_.Quit(&reader_);
  }

  // What is read while a guard lives stays. Guards nest; an inner one only counts.
  [[nodiscard]] Guard Pin() { return Guard(reader_); }

  // How many guards live: none may when a fiber is suspended.
  [[nodiscard]] std::uint32_t guards() const { return reader_.depth() - ((online_ != nullptr) ? 1 : 0); }
  [[nodiscard]] bool pinned() const { return guards() != 0; }

  // Whether this thread is inside a Reclaim: what that calls must not wait.
  [[nodiscard]] bool reclaiming() const { return reclaiming_; }

  // For a loop that passes, again and again, a point at which it looks at nothing: it stays pinned by one guard that
  // costs nothing to use, and says AnnounceQuiescence at that point, or holds all reclamation up. Offline while it
  // sleeps.
  void GoOnline() {
    if (online_ != nullptr) return;
    REPRISE_CHECK(reader_.depth() == 0);
    online_ = std::make_unique<Guard>(reader_);
  }
  void GoOffline() {
    if (online_ == nullptr) return;
    REPRISE_CHECK(reader_.depth() == 1);
    online_.reset();
  }
  void AnnounceQuiescence() {
    REPRISE_CHECK(online_ != nullptr && reader_.depth() == 1);
    reader_.Renew();
  }

  // The guard of who is online: what is read under it stays until the next AnnounceQuiescence.
  [[nodiscard]] Guard& OnlineGuard() {
    REPRISE_CHECK(online_ != nullptr);
    return *online_;
  }

  // Frees a node that was made by Create<T, Sync> and that nobody can find any more, once nobody holds it.
  template <typename T>
  void Retire(T* node) {
    Defer([](void* object, Participant&) { Destroy<Sync>(static_cast<T*>(object)); }, node);
  }

  // A node in a block that this participant may have kept, at the beginning of a line. It goes by RetireMade, or by
  // Unmake if nobody else has seen it.
  template <typename T, typename... Args>
  [[nodiscard]] T* Make(Args&&... args) {
    static_assert(alignof(T) <= Sync::kLineBytes);
    static_assert(std::is_nothrow_constructible_v<T, Args...>, "the block would be lost");
    return std::construct_at(static_cast<T*>(blocks_.Take(sizeof(T))), std::forward<Args>(args)...);
  }
  template <typename T>
  void Unmake(T* node) {
    std::destroy_at(node);
    blocks_.Give(node, sizeof(T));
  }
  template <typename T>
  void RetireMade(T* node) {
    Defer([](void* object, Participant& by) { by.Unmake(static_cast<T*>(object)); }, node);
  }
  // The same for who has no participant.
  template <typename T, typename... Args>
  [[nodiscard]] static T* MakeOutside(Args&&... args) {
    return std::construct_at(static_cast<T*>(Blocks::Allocate(sizeof(T))), std::forward<Args>(args)...);
  }
  template <typename T>
  static void UnmakeOutside(T* node) {
    std::destroy_at(node);
    Blocks::Free(node, sizeof(T));
  }

  // Runs `reclaim(object, by)` once nobody holds what nobody can find now; `by` is the participant that runs it.
  void Defer(Reclaim reclaim, void* object) {
    if (filling_ == nullptr) filling_ = NewBag();
    filling_->Add(reclaim, object);
    if (filling_->full()) Collect();
  }

  // Seals what was retired and frees what can be freed: without readers and unpinned, all of it. Says whether nothing
  // is left.
  bool Flush() {
    for (std::uint64_t i = 0; i <= Clock::kEpochsToWait; ++i) {
      const bool advanced = Collect();
      ReclaimUpTo(reached_, ~std::size_t{0});
      if (!advanced) break;
    }
    return filling_ == nullptr && sealed_.front() == nullptr;
  }

  // What a guard holds on to: one load less than this.
  [[nodiscard]] Reader& reader() const { return reader_; }

 private:
  using Blocks = EpochBlocks<Sync, kBlocksKept>;

  Bag* NewBag() {
    Bag* const bag = spare_ != nullptr ? spare_ : Create<Bag, Sync>();
    spare_ = nullptr;
    return bag;
  }

  // Seals the bag, tries to move the epoch on, and frees some of what is due. Says whether the epoch moved.
  bool Collect() {
    if (Bag* const orphans = domain_.orphans_.TakeAll()) sealed_.Append(orphans);
    const bool advanced = Seal();
    ReclaimUpTo(reached_, kBagsPerCollection);
    return advanced;
  }

  // As Collect, but frees nothing.
  bool Seal() {
    Bag* const full = filling_;
    filling_ = nullptr;
    const typename Clock::Advance advance = domain_.clock_.TryAdvance();
    reached_ = advance.now;
    if (full != nullptr) {
      full->Seal(advance.stamp);
      sealed_.Append(full);
      // [S3] relaxed: counts only.
      domain_.retired_.fetch_add(full->size(), std::memory_order_relaxed);
    }
    return advance.advanced;
  }

  void ReclaimUpTo(std::uint64_t epoch, std::size_t bags_max) {
    if (reclaiming_) return;  // A destructor retired a whole bag: it waits in the queue.
    reclaiming_ = true;
    for (; bags_max != 0 && sealed_.front() != nullptr; --bags_max) {
      if (sealed_.front()->stamp() + Clock::kEpochsToWait > epoch) break;
      Bag* const bag = sealed_.PopFront();
      const std::size_t size = bag->size();
      bag->ReclaimAll(*this);
      // [S4] relaxed: counts only.
      domain_.freed_.fetch_add(size, std::memory_order_relaxed);
      if (spare_ == nullptr) {
        spare_ = bag;
      } else {
        Destroy<Sync>(bag);
      }
    }
    reclaiming_ = false;
  }

  EpochDomain& domain_;
  Reader& reader_;
  Bag* filling_ = nullptr;
  Bag* spare_ = nullptr;
  EpochBagQueue<Bag> sealed_;
  std::uint64_t reached_ = 0;
  Blocks blocks_;
  std::unique_ptr<Guard> online_;
  bool reclaiming_ = false;
};

// While it lives, what its thread reads is not freed. It stays on its thread and is not kept over a suspension.
template <typename Sync, std::size_t kSlotsPerBag, std::size_t kBlocksKept>
class [[nodiscard]] EpochDomain<Sync, kSlotsPerBag, kBlocksKept>::Guard {
 public:
  explicit Guard(Reader& reader) : reader_(reader) { reader.Enter(); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() { reader_.Leave(); }

  // Lets go of everything read so far and pins anew. Does nothing under another guard.
  void Repin() {
    if (reader_.depth() == 1) reader_.Renew();
  }

  // The participant's, so that a function that was given a guard needs nothing else.
  template <typename T>
  void Retire(T* node) {
    participant().Retire(node);
  }
  void Defer(Reclaim reclaim, void* object) { participant().Defer(reclaim, object); }
  bool Flush() { return participant().Flush(); }
  [[nodiscard]] Participant& participant() const { return *static_cast<Participant*>(reader_.owner()); }

 private:
  Reader& reader_;
};

}  // namespace reprise::lockfree
