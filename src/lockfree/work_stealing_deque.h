// A work-stealing deque: its owner pushes and pops at one end, thieves take from the other.
//
//      top                open         limit               bottom
//       | shared, fenced   | announced   | private            |
//       v                  v             v                    v
//   ----[ oldest . . . . . . . . . . . . . . . . . . . newest ]----  indices grow for ever
//    thieves: compare-exchange          owner: plain stores
//
// What lies at or above `limit` only its owner takes, with neither a fence nor a locked instruction. A thief that
// finds nothing below `open` raises `limit`, runs the dear half of an asymmetric fence, and raises `open`: from
// then on the owner takes the items below as Chase and Lev's deque does. So the thief pays, once for most of what
// is there; and every item can be stolen at any time, whatever its owner does: nothing waits to be exposed.
// When the owner finds the deque empty it steps over what was announced and is private again.
//
// Use when     each worker has tasks of its own and idle workers take from others.
// Not when     order between producers matters, or several threads push: seg_queue.h.
// Threads      Push, Pop: single-producer and single-consumer, the owner's thread. Steal, Size: thread-safe.
// Progress     Pop: wait-free. Push: wait-free but for growing. Steal: lock-free; kRetry says that another thread
//              went on. One HeavyFence (some microseconds) for seven eighths of what is there.
// Memory       a ring of slots that doubles; old rings stay until the deque ends (deque_buffer.h).
// Order        Pop LIFO, Steal FIFO. Linearize at [B1] (push), [B2] (pop of an item), [T5] (steal; if a pop of that
//              item loses, at that pop's [B2] at the latest). Pushes are plain stores: kEmpty misses none that
//              happens before the steal, but may miss one that is only earlier by the clock. No tickets: a
//              scheduler's deques lie below what a recorder sees. No batches: two items in one compare-exchange
//              would have to be kept from an owner who takes the second of them without one.
// After        [CL05] Chase and Lev, SPAA 2005, with orders after [LPCN13] Lê, Pop, Cohen and Zappa Nardelli,
//              PPoPP 2013; the private part after [DP14] van Dijk and van de Pol, Euro-Par 2014, and the thief
//              who exposes it after [CPR23] Custódio, Paulino and Rito, SPAA 2023, with a fence for their
//              signal. docs/lockfree/work_stealing_deque.md has the proof.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "lockfree/deque_buffer.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

enum class StealResult : std::uint8_t { kTaken, kEmpty, kRetry };

template <typename T, typename Sync = StdSync, std::size_t kFirstSlots = 64>
class WorkStealingDeque {
 public:
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(std::uint64_t));

  WorkStealingDeque() : mine_(Buffer::Make(kFirstSlots, nullptr)), buffer_(mine_) {}
  ~WorkStealingDeque() { Buffer::EndAll(mine_); }
  WorkStealingDeque(const WorkStealingDeque&) = delete;
  WorkStealingDeque& operator=(const WorkStealingDeque&) = delete;

  void Push(T item) {
    const std::int64_t bottom = Bottom();
    if (bottom - top_seen_ >= static_cast<std::int64_t>(mine_->capacity())) MakeRoom(bottom);
    // [S1] relaxed: [B1] publishes it; a thief that reads a slot while it is written again fails at [T5].
    mine_->At(bottom).store(Bits(item), std::memory_order_relaxed);
    // [B1] release: pairs with [B5], so that a thief who sees the index sees the slot and what the item points to.
    bottom_.store(bottom + 1, std::memory_order_release);
  }

  // False: there was nothing. (A flag and a reference: this compiler makes an optional cost more than the pop.)
  [[nodiscard]] bool Pop(T& item) {
    const std::int64_t bottom = Bottom() - 1;
    // [B2] release: pairs with [B5], for a thief who sees this index and never saw that of [B1]. The fence below
    // orders it before [L1], against [L3] and [B5].
    // tool-blind: the owner pushes 1 and 2 and pops 2; a thief sees this store and takes 1, whose slot it does not see.
    // Before C++20 the store went on with the release of [B1], and for Relacy and ThreadSanitizer it still does.
    bottom_.store(bottom, std::memory_order_release);
    Sync::LightFence();
    // [L1] relaxed: either it sees the thief's [L3], or that thief sees [B2]: the fences on both sides.
    const std::int64_t limit = limit_.load(std::memory_order_relaxed);
    if (bottom < limit) return PopShared(bottom, limit, item);
    item = Mine(bottom);
    return true;
  }

  // `item` is set when kTaken.
  [[nodiscard]] StealResult Steal(T& item) {
    // [T4] seq_cst: pairs with [T2]. In the one order of all [B5] comes after it. So if [B5] misses a [B3], this load
    // comes before the [T2] behind that one, which then sees no top that is older than this one.
    // tool-blind: [T2] sees two items and leaves one without a compare-exchange; another thief's [T5] takes the other;
    // this load sees the top at the owner's item, and [B5] yet the bottom from before [B3]. C++20 allows that of an
    // acquire (nothing puts [T5] before [B5] in the one order), and so does Power. Relacy's order is that of execution.
    std::int64_t top = top_.load(std::memory_order_seq_cst);
    // [O1] acquire: pairs with [O2], so that [B5] comes after the fence of the thief who opened.
    const std::int64_t open = open_.load(std::memory_order_acquire);
    if (top >= open) {
      const StealResult opened = Open(top);
      if (opened != StealResult::kTaken) return opened;
    }
    // [B5] seq_cst: pairs with [B1], [B2] and [B3]. In the one order of all it comes after [T4], as [T2] comes after
    // [B3]: of an owner and a thief at one item one sees the other.
    if (top >= bottom_.load(std::memory_order_seq_cst)) return StealResult::kEmpty;
    // [P2] acquire: pairs with [P1], so that the slots of a new ring hold what was copied into them.
    Buffer* const buffer = buffer_.load(std::memory_order_acquire);
    // [S2] relaxed: [B5] and [P2] made it visible; if it was written again since, [T5] fails.
    const std::uint64_t bits = buffer->At(top).load(std::memory_order_relaxed);
    // [T5] seq_cst: pairs with [T1] and [T2]: [S2] is over before the owner writes the slot again, and a [T2] that
    // comes later in the one order of all sees what was taken. (C++20 has that follow from [T4] and [T2] alone, but
    // neither C++17 nor Relacy has.) Relaxed on failure: nothing was taken.
    if (!top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst, std::memory_order_relaxed)) {
      return StealResult::kRetry;
    }
    item = Item(bits);
    return StealResult::kTaken;
  }

  // A moment's number; for the owner never less than there are.
  [[nodiscard]] std::size_t Size() const {
    // [T6] relaxed: it only grows, so that the owner, whose own index follows, counts too many at worst.
    const std::int64_t top = top_.load(std::memory_order_relaxed);
    const std::int64_t size = Bottom() - top;
    return size > 0 ? static_cast<std::size_t>(size) : 0;
  }

 private:
  // A thief leaves the newest eighth private: the owner's next pops. All of it would make stealing a little cheaper
  // and each of those pops a locked instruction.
  static constexpr std::int64_t kKeptShare = 8;

  using Buffer = DequeBuffer<Sync>;
  using Index = typename Sync::template Atomic<std::int64_t>;

  static std::uint64_t Bits(T item) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &item, sizeof item);
    return bits;
  }
  static T Item(std::uint64_t bits) {
    T item;
    std::memcpy(&item, &bits, sizeof item);
    return item;
  }

  [[nodiscard]] std::int64_t Bottom() const {
    // [B4] relaxed: the owner reads what it wrote itself; in Size and as a guess any value will do.
    return bottom_.load(std::memory_order_relaxed);
  }

  T Mine(std::int64_t index) {
    // [S3] relaxed: the owner wrote it.
    return Item(mine_->At(index).load(std::memory_order_relaxed));
  }

  // Chase and Lev's pop, for items that thieves may take. `bottom` is what [B2] stored.
  [[gnu::noinline]] bool PopShared(std::int64_t bottom, std::int64_t limit, T& item) {
    // [T7] relaxed: it only grows and is never above the limit; if it is there, nothing is left below it.
    if (top_.load(std::memory_order_relaxed) == limit) {
      // [B7] relaxed: takes [B2] back.
      bottom_.store(bottom + 1, std::memory_order_relaxed);
      return false;
    }
    // [B3] seq_cst: pairs with [B5]. Before [T2] in the one order of all.
    bottom_.exchange(bottom, std::memory_order_seq_cst);
    // [T2] seq_cst: pairs with [T4] and [T5]; see there.
    std::int64_t top = top_.load(std::memory_order_seq_cst);
    if (top <= bottom) item = Mine(bottom);
    if (top < bottom) return true;
    const bool last = top == bottom;
    // [T3] relaxed: a thief who read the old top fails from now on. One who sees the new top at [T4] comes after [T2]
    // in the one order of all, so its [B5] sees [B3], not a bottom from before. On failure a thief has the last item.
    const bool won =
        top_.compare_exchange_strong(top, limit, std::memory_order_relaxed, std::memory_order_relaxed);
    // [B6] relaxed: there is no item to publish.
    bottom_.store(won ? limit : bottom + 1, std::memory_order_relaxed);
    return won && last;
  }

  // Takes a bigger ring when thieves have not made room.
  [[gnu::noinline]] void MakeRoom(std::int64_t bottom) {
    // [T1] acquire: pairs with [T5], so that a thief's read of a slot is over before [S1] writes it again.
    // tool-blind: the thief's [S2] sees what is written after this load has seen its [T5]: load buffering.
    top_seen_ = top_.load(std::memory_order_acquire);
    if (bottom - top_seen_ < static_cast<std::int64_t>(mine_->capacity())) return;
    Buffer* const bigger = Buffer::Make(2 * mine_->capacity(), mine_);
    for (std::int64_t i = top_seen_; i < bottom; ++i) {
      // [S4] relaxed: the owner wrote the one, and [P1] publishes the other.
      bigger->At(i).store(mine_->At(i).load(std::memory_order_relaxed), std::memory_order_relaxed);
    }
    mine_ = bigger;
    // [P1] release: pairs with [P2].
    buffer_.store(bigger, std::memory_order_release);
  }

  // Makes the item at `top`, if there is one, and most of those above it open to thieves. kTaken: done.
  [[gnu::noinline]] StealResult Open(std::int64_t top) {
    const std::int64_t bottom = Bottom();
    if (top >= bottom) return StealResult::kEmpty;
    // [L2] relaxed: if it sees another thief's [L3], so does an owner whose light fence comes after our heavy one.
    std::int64_t limit = limit_.load(std::memory_order_relaxed);
    if (limit <= top) {
      const std::int64_t most = bottom - (bottom - top) / kKeptShare;
      // [L3] relaxed: nothing is published; the fence below orders it. On failure another thief announced: ask again.
      if (!limit_.compare_exchange_strong(limit, most, std::memory_order_relaxed,
                                          std::memory_order_relaxed)) {
        return StealResult::kRetry;
      }
      limit = most;
    }
    Sync::HeavyFence();
    // [O2] release: pairs with [O1]: an asymmetric fence orders our own loads behind it, not this store for others. A
    // thief who comes late may take it back to what it was: then another fence opens it again.
    open_.store(limit, std::memory_order_release);
    return StealResult::kTaken;
  }

  // The owner's, which thieves read to see whether there is anything.
  alignas(Sync::kLineBytes) Index bottom_{0};
  Buffer* mine_;
  std::int64_t top_seen_ = 0;  // No more than `top_`.

  // Changed only when a thief opens and when the ring grows.
  alignas(Sync::kLineBytes) Index limit_{0};  // Announced: at or above it the owner takes without a fence.
  Index open_{0};                             // Fenced: below it thieves take.
  typename Sync::template Atomic<Buffer*> buffer_;

  alignas(Sync::kLineBytes) Index top_{0};
};

}  // namespace reprise::lockfree
