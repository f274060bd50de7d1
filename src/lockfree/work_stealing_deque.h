// A work-stealing deque: its owner pushes and pops at one end, thieves take from the other.
//
//      top                open         limit               bottom
//       | shared, fenced   | announced   | private            |
//       v                  v             v                    v
//   ----[ oldest . . . . . . . . . . . . . . . . . . . newest ]----  indices grow for ever
//    thieves: compare-exchange          owner: plain stores
//
// Items at or above `limit` are private: only the owner takes them, without a fence and without a locked
// instruction. A thief that finds no item below `open` does three steps: it raises `limit` (announces), runs
// the expensive half of an asymmetric fence, and raises `open`. From then on the owner takes the items below
// `limit` as in Chase and Lev's deque. So the thief pays, and only once for most of the items that are there.
// Every item can be stolen at any time, without any action of the owner. When the owner finds the deque
// empty, it moves its index up to `limit`; the items that it pushes after that are private again.
//
//   WorkStealingDeque<Task*> deque;
//   deque.Push(task);                                                     // The owner.
//   if (Task* mine; deque.Pop(mine)) Run(mine);                           // The owner.
//   if (Task* taken; deque.Steal(taken) == StealResult::kTaken) Run(taken);  // A thief; kRetry: try again.
//
// Use when     each worker has tasks of its own and idle workers take from others.
// Not when     the order between producers matters, or several threads push: seg_queue.h.
// Threads      Push, Pop: single-producer and single-consumer, the owner's thread. Steal, Size: thread-safe.
// Progress     Pop: wait-free. Push: wait-free, except when the ring grows. Steal: lock-free; kRetry means
//              that another thread made progress. A HeavyFence (some microseconds) opens seven eighths of the
//              items that are there.
// Memory       a ring of slots that doubles when it is full; old rings stay until the deque is destroyed
//              (deque_buffer.h).
// Order        Pop LIFO, Steal FIFO. Linearization points: [B1] (push), [B2] (pop of an item), [T5] (steal;
//              if a pop of the same item loses, at that pop's [B2] at the latest). Pushes are plain stores: a
//              kEmpty has seen every push that happens before the steal, but it may miss a push that is
//              earlier only by the clock. No tickets: a recorder does not see a scheduler's deques. No
//              batches: with two items in one compare-exchange, the owner could take the second one without a
//              compare-exchange, and both would have it.
// After        [CL05] Chase and Lev, SPAA 2005, with orders after [LPCN13] Lê, Pop, Cohen and Zappa Nardelli,
//              PPoPP 2013; the private part after [DP14] van Dijk and van de Pol, Euro-Par 2014, and the
//              thief that exposes items after [CPR23] Custódio, Paulino and Rito, SPAA 2023, with a fence for
//              their signal. docs/lockfree/work_stealing_deque.md has the proof.
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
    // [S1] relaxed: [B1] publishes the slot; a thief that reads the slot while it is written again fails
    // at [T5].
    mine_->At(bottom).store(Bits(item), std::memory_order_relaxed);
    // [B1] release: pairs with [B5], so that a thief that sees the index also sees the slot and the object
    // that the item points to.
    bottom_.store(bottom + 1, std::memory_order_release);
  }

  // Returns false if the deque was empty. (A bool and a reference, because with this compiler a std::optional
  // costs more than the pop.)
  [[nodiscard]] bool Pop(T& item) {
    const std::int64_t bottom = Bottom() - 1;
    // [B2] release: pairs with [B5], for a thief that sees this index and never saw the index of [B1]. The
    // fence below orders this store before [L1]; the other side is [L3], then [B5].
    // tool-blind: without the release, this could happen: the owner pushes 1 and 2 and pops 2; a thief sees
    // this store and takes 1, but does not see the slot of 1. Before C++20 this store belonged to the release
    // sequence of [B1], and for Relacy and ThreadSanitizer it still does.
    bottom_.store(bottom, std::memory_order_release);
    Sync::LightFence();
    // [L1] relaxed: because of the fences on both sides, either this load sees the thief's [L3], or that
    // thief's [B5] sees [B2].
    const std::int64_t limit = limit_.load(std::memory_order_relaxed);
    if (bottom < limit) return PopShared(bottom, limit, item);
    item = Mine(bottom);
    return true;
  }

  // Sets `item` if the result is kTaken.
  [[nodiscard]] StealResult Steal(T& item) {
    // [T4] seq_cst: pairs with [T2]. In the total order of all seq_cst operations this load comes
    // before [B5]. So if [B5] misses a [B3], this load comes before the [T2] that follows this [B3], and
    // that [T2] sees no older top than this load.
    // tool-blind: with an acquire here, this could happen: the owner's [T2] sees two items, and the owner
    // takes one without a compare-exchange; another thief's [T5] takes the other item; this load sees the top
    // at the owner's item, but [B5] still sees the bottom from before [B3]. C++20 allows it (nothing
    // puts [T5] before [B5] in the total order), and so does Power. Relacy does not show it: its order is the
    // order of execution.
    std::int64_t top = top_.load(std::memory_order_seq_cst);
    // [O1] acquire: pairs with [O2], so that [B5] comes after the fence of the thief that raised `open`.
    const std::int64_t open = open_.load(std::memory_order_acquire);
    if (top >= open) {
      const StealResult opened = Open(top);
      if (opened != StealResult::kTaken) return opened;
    }
    // [B5] seq_cst: pairs with [B1], [B2] and [B3]. In the total order it comes after [T4], as [T2] comes
    // after [B3]. So if an owner and a thief try to take the same item, at least one of them sees the other.
    if (top >= bottom_.load(std::memory_order_seq_cst)) return StealResult::kEmpty;
    // [P2] acquire: pairs with [P1], so that the items copied into a new ring are visible.
    Buffer* const buffer = buffer_.load(std::memory_order_acquire);
    // [S2] relaxed: [B5] and [P2] made the slot visible; if the owner has written it again since, [T5] fails.
    const std::uint64_t bits = buffer->At(top).load(std::memory_order_relaxed);
    // [T5] seq_cst: pairs with [T1] and [T2]: [S2] is over before the owner writes the slot again, and a [T2]
    // that is later in the total order sees that the item was taken. (In C++20 the second point follows
    // from [T4] and [T2] alone, but not in C++17 and not in Relacy.) Relaxed on failure: nothing was taken.
    if (!top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst, std::memory_order_relaxed)) {
      return StealResult::kRetry;
    }
    item = Item(bits);
    return StealResult::kTaken;
  }

  // The number of items at one moment. For the owner it is never less than the true number.
  [[nodiscard]] std::size_t Size() const {
    // [T6] relaxed: the top only grows. So an old value makes the owner, which reads its own index next,
    // count too many at worst.
    const std::int64_t top = top_.load(std::memory_order_relaxed);
    const std::int64_t size = Bottom() - top;
    return size > 0 ? static_cast<std::size_t>(size) : 0;
  }

 private:
  // A thief leaves the newest 1 / kKeptShare of the items private: the owner pops them next. If the thief
  // opened them too, stealing would be a little cheaper, but each of those pops would need a locked
  // instruction.
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
    // [B4] relaxed: the owner reads its own store. For other threads, in Size and Open, any value is
    // acceptable.
    return bottom_.load(std::memory_order_relaxed);
  }

  T Mine(std::int64_t index) {
    // [S3] relaxed: the owner wrote this slot.
    return Item(mine_->At(index).load(std::memory_order_relaxed));
  }

  // Chase and Lev's pop, for items that thieves may take. `bottom` is the value that [B2] stored.
  [[gnu::noinline]] bool PopShared(std::int64_t bottom, std::int64_t limit, T& item) {
    // [T7] relaxed: the top only grows and is never above the limit. If it equals the limit, no item is left
    // below the limit.
    if (top_.load(std::memory_order_relaxed) == limit) {
      // [B7] relaxed: undoes [B2].
      bottom_.store(bottom + 1, std::memory_order_relaxed);
      return false;
    }
    // [B3] seq_cst: pairs with [B5]. Comes before [T2] in the total order.
    bottom_.exchange(bottom, std::memory_order_seq_cst);
    // [T2] seq_cst: pairs with [T4] and [T5]; the reason is there.
    std::int64_t top = top_.load(std::memory_order_seq_cst);
    if (top <= bottom) item = Mine(bottom);
    if (top < bottom) return true;
    const bool last = top == bottom;
    // [T3] relaxed: a thief that read the old top fails from now on. A thief whose [T4] sees the new top
    // comes after [T2] in the total order, so its [B5] sees [B3] and not an older bottom. If this exchange
    // fails, a thief has taken the last item.
    const bool won =
        top_.compare_exchange_strong(top, limit, std::memory_order_relaxed, std::memory_order_relaxed);
    // [B6] relaxed: publishes no item.
    bottom_.store(won ? limit : bottom + 1, std::memory_order_relaxed);
    return won && last;
  }

  // Refreshes `top_seen_`; if thieves have not made room, replaces the ring by a bigger one.
  [[gnu::noinline]] void MakeRoom(std::int64_t bottom) {
    // [T1] acquire: pairs with [T5], so that a thief's read of a slot is over before [S1] writes it again.
    // tool-blind: without the acquire, the thief's [S2] could read what the owner writes after this load has
    // seen the thief's [T5] (load buffering).
    top_seen_ = top_.load(std::memory_order_acquire);
    if (bottom - top_seen_ < static_cast<std::int64_t>(mine_->capacity())) return;
    Buffer* const bigger = Buffer::Make(2 * mine_->capacity(), mine_);
    for (std::int64_t i = top_seen_; i < bottom; ++i) {
      // [S4] relaxed: the owner wrote the slot that is loaded, and [P1] publishes the slot that is stored.
      bigger->At(i).store(mine_->At(i).load(std::memory_order_relaxed), std::memory_order_relaxed);
    }
    mine_ = bigger;
    // [P1] release: pairs with [P2].
    buffer_.store(bigger, std::memory_order_release);
  }

  // Opens the item at `top`, if there is one, and most of the items above it to thieves. kTaken: they are
  // open.
  [[gnu::noinline]] StealResult Open(std::int64_t top) {
    const std::int64_t bottom = Bottom();
    if (top >= bottom) return StealResult::kEmpty;
    // [L2] relaxed: if this load sees another thief's [L3], an owner whose light fence comes after our heavy
    // fence sees it too.
    std::int64_t limit = limit_.load(std::memory_order_relaxed);
    if (limit <= top) {
      const std::int64_t most = bottom - (bottom - top) / kKeptShare;
      // [L3] relaxed: publishes no data; the fence below orders it. On failure another thief has raised
      // `limit`: the caller tries again.
      if (!limit_.compare_exchange_strong(limit, most, std::memory_order_relaxed,
                                          std::memory_order_relaxed)) {
        return StealResult::kRetry;
      }
      limit = most;
    }
    Sync::HeavyFence();
    // [O2] release: pairs with [O1]. The asymmetric fence orders our own later loads; other threads need this
    // release to come after the fence too. A slow thief may set `open` back to an older value: then the next
    // thief's fence raises it again.
    open_.store(limit, std::memory_order_release);
    return StealResult::kTaken;
  }

  // Written by the owner; thieves read `bottom_` to see whether there are items.
  alignas(Sync::kLineBytes) Index bottom_{0};
  Buffer* mine_;
  std::int64_t top_seen_ = 0;  // At most `top_`.

  // These three change only when a thief opens items or the ring grows.
  // Announced: the owner takes items at or above `limit_` without a fence. Fenced: thieves take items
  // below `open_`.
  alignas(Sync::kLineBytes) Index limit_{0};
  Index open_{0};
  typename Sync::template Atomic<Buffer*> buffer_;

  alignas(Sync::kLineBytes) Index top_{0};
};

}  // namespace reprise::lockfree
