// Epoch reclamation: readers read shared nodes without locks or counts; a writer unlinks a node and retires
// it, and the node is freed when no reader can hold it any more.
//
//   EpochDomain<> domain;
//   EpochDomain<>::Participant me(domain, "worker 3");    // one for each thread; see lockfree/thread_epoch.h
//   {
//     auto guard = me.Pin();
//     Node* node = shared.load(std::memory_order_acquire); // stays while the guard lives
//     guard.Retire(shared.exchange(next, ...));            // freed later
//   }
//
// Use when     reads are many and short, and writers replace the read object as a whole.
// Not when     a reader keeps an object for long, or while its fiber is suspended: use a counted handle.
// Threads      EpochDomain: thread-safe. Participant, Guard: thread-compatible (the thread that owns them).
// Progress     Pin and unpin: wait-free, no locked instruction. Retire: wait-free; one call in kSlotsPerBag
//              also runs a heavy fence (a system call), reads all participants and frees up to
//              kBagsPerCollection bags.
// Memory       a participant keeps at most 3 * kSlotsPerBag objects unfreed, plus those that it retired since
//              the oldest pin began. A pin that never ends stops all reclamation; StalledReader names its
//              participant. When a participant ends, the next participant that collects takes over its bags.
//              The domain's destructor frees everything.
// Order        everything done under a guard happens before the reclamation of all objects that were retired
//              after the guard began. The proof is in lockfree/epoch_clock.h.
// After        Fraser's "Practical lock-freedom"; crossbeam-epoch; liburcu. docs/lockfree/epoch.md teaches
//              it. Checked by tests/relacy/epoch_relacy.cc and tests/threads/epoch_threads.cc.
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

  // How many bags one collection frees. More than the one bag that it adds, so that the backlog of a stalled
  // reader shrinks; and few, so that no single Retire takes long.
  static constexpr std::size_t kBagsPerCollection = 4;

  struct Stats {
    std::uint64_t epoch;
    std::uint64_t retired;  // Only those in sealed bags.
    std::uint64_t freed;
  };

  EpochDomain() = default;
  EpochDomain(const EpochDomain&) = delete;
  EpochDomain& operator=(const EpochDomain&) = delete;

  // Precondition: all participants have ended.
  ~EpochDomain() {
    Participant last(*this, "the end");
    while (!last.Flush())
      REPRISE_CHECK(StalledReader().name == nullptr);  // A participant outlived its domain.
  }

  // The participant that holds the epoch back most, and by how many epochs. 1 is usual for a moment; it stays
  // 1 for as long as a reader stalls. The name is null if no participant holds the epoch back.
  [[nodiscard]] Behind StalledReader() const { return clock_.SlowestReader(); }

  [[nodiscard]] Stats stats() const {
    // [S1] relaxed: only statistics. `freed_` is read before `retired_`, so that with one thread it is never
    // the larger one.
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

// One thread's participation in a domain.
template <typename Sync, std::size_t kSlotsPerBag, std::size_t kBlocksKept>
class EpochDomain<Sync, kSlotsPerBag, kBlocksKept>::Participant {
 public:
  // The name is for reports; its text outlives the domain.
  Participant(EpochDomain& domain, const char* name)
      : domain_(domain), reader_(*domain.clock_.Join(this, name)) {}
  Participant(const Participant&) = delete;
  Participant& operator=(const Participant&) = delete;

  // Precondition: no guard of this participant is left. Objects that cannot be freed yet go to the domain.
  ~Participant() {
    GoOffline();
    REPRISE_CHECK(!pinned());  // A guard outlived its participant.
    Flush();
    if (filling_ != nullptr) Seal();  // Reclaim functions retired more objects during Flush.
    if (Bag* const rest = sealed_.TakeAll()) domain_.orphans_.Leave(rest);
    if (spare_ != nullptr) Destroy<Sync>(spare_);
    domain_.clock_.Quit(&reader_);
  }

  // Objects that are read while a guard lives are not freed. Guards nest; an inner guard only counts.
  [[nodiscard]] Guard Pin() { return Guard(reader_); }

  // The number of living guards: must be 0 when a fiber is suspended.
  [[nodiscard]] std::uint32_t guards() const { return reader_.depth() - ((online_ != nullptr) ? 1 : 0); }
  [[nodiscard]] bool pinned() const { return guards() != 0; }

  // True while this thread runs a Reclaim function, which must not wait.
  [[nodiscard]] bool reclaiming() const { return reclaiming_; }

  // For a loop (as a worker's) that reaches, again and again, a point at which it reads no shared object.
  // GoOnline pins the thread with one guard that all reads of the loop share. At that point the loop must
  // call AnnounceQuiescence; otherwise it stops all reclamation. Before it sleeps it calls GoOffline.
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

  // The guard that GoOnline made: objects read under it stay until the next AnnounceQuiescence.
  [[nodiscard]] Guard& OnlineGuard() {
    REPRISE_CHECK(online_ != nullptr);
    return *online_;
  }

  // Frees a node when no guard can hold it any more. The node was made by Create<T, Sync> and is unlinked: no
  // reader can find it from now on.
  template <typename T>
  void Retire(T* node) {
    Defer([](void* object, Participant&) { Destroy<Sync>(static_cast<T*>(object)); }, node);
  }

  // Makes a node at the beginning of a cache line, in a block of memory that this participant kept from an
  // earlier node if it has one. The node ends by RetireMade, or by Unmake if no other thread has seen it.
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
  // The same for callers without a participant.
  template <typename T, typename... Args>
  [[nodiscard]] static T* MakeOutside(Args&&... args) {
    return std::construct_at(static_cast<T*>(Blocks::Allocate(sizeof(T))), std::forward<Args>(args)...);
  }
  template <typename T>
  static void UnmakeOutside(T* node) {
    std::destroy_at(node);
    Blocks::Free(node, sizeof(T));
  }

  // Runs `reclaim(object, by)` when no guard can hold the object any more; `by` is the participant that runs
  // it. The object is unlinked: no reader can find it from now on.
  void Defer(Reclaim reclaim, void* object) {
    if (filling_ == nullptr) filling_ = NewBag();
    filling_->Add(reclaim, object);
    if (filling_->full()) Collect();
  }

  // Seals the bag of retired objects and frees what can be freed: everything, if no participant is pinned.
  // Returns true if nothing is left to free.
  bool Flush() {
    for (std::uint64_t i = 0; i <= Clock::kEpochsToWait; ++i) {
      const bool advanced = Collect();
      ReclaimUpTo(reached_, ~std::size_t{0});
      if (!advanced) break;
    }
    return filling_ == nullptr && sealed_.front() == nullptr;
  }

  // The reader that a guard needs. A caller that keeps this reference instead of the participant saves one
  // load.
  [[nodiscard]] Reader& reader() const { return reader_; }

 private:
  using Blocks = EpochBlocks<Sync, kBlocksKept>;

  Bag* NewBag() {
    Bag* const bag = spare_ != nullptr ? spare_ : Create<Bag, Sync>();
    spare_ = nullptr;
    return bag;
  }

  // Seals the bag, tries to advance the epoch, and frees some of the bags that are due. Returns true if the
  // epoch advanced.
  bool Collect() {
    if (Bag* const orphans = domain_.orphans_.TakeAll()) sealed_.Append(orphans);
    const bool advanced = Seal();
    ReclaimUpTo(reached_, kBagsPerCollection);
    return advanced;
  }

  // Like Collect, but frees nothing.
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
    if (reclaiming_) return;  // Called from a Reclaim that retired a whole bag: the bag waits in the queue.
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

// While a guard lives, the objects that its thread reads are not freed. A guard stays on its thread, and no
// guard may live while its fiber is suspended.
template <typename Sync, std::size_t kSlotsPerBag, std::size_t kBlocksKept>
class [[nodiscard]] EpochDomain<Sync, kSlotsPerBag, kBlocksKept>::Guard {
 public:
  explicit Guard(Reader& reader) : reader_(reader) { reader.Enter(); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() { reader_.Leave(); }

  // Releases everything read so far and pins again. Does nothing inside another guard.
  void Repin() {
    if (reader_.depth() == 1) reader_.Renew();
  }

  // The participant's functions, so that a function that gets a guard needs no other parameter.
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
