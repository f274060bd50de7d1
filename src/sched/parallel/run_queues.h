// What one worker has to do: for each pool, new tasks in a work-stealing deque and those that go on in a line.
//
//   pool 0   [fresh: newest first]  [ready: oldest first]   pass 120
//   pool 1   [fresh]                [ready]                 pass  96  <- next: the smallest pass of those with work
//   ...
//
// A pick takes from the pool that has had least for its share (stride scheduling): its pass grows by kStride / share
// with each pick, so a pool with twice the share gets twice the picks. Only pools of the highest priority that has work
// are asked, but for one pick in kAllPicks, when all are. Within a pool the newest new task goes first, as a fork wants
// it, then the line; of 2 * kFairPicks picks one takes the line first, and one the oldest new task: so whatever waits
// is reached.
//
// No starvation: while a pool has work it gets at least one of kAllPicks * (sum of shares / its share, rounded up, and
// one for each other pool) picks, and of its own picks one in 2 * kFairPicks takes the oldest of the line and one the
// oldest new task. run_queues_test.cc holds that bound. Where a balancer moves the shares, a wider one holds that
// depends on how far they may go: PoolBalancer::PicksMax (pool_balancer.h).
//
// Use when     a worker of the parallel scheduler needs to know what comes next.
// Threads      Push, Pop: the worker's own. Take, Waiting: thread-safe.
// Progress     some instructions; PushReady and Pop of the line take a spin lock where workers share.
// Source       Waldspurger and Weihl 1995, stride scheduling; Blumofe and Leiserson 1999, work stealing.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/check.h"
#include "lockfree/work_stealing_deque.h"
#include "sched/parallel/ready_queue.h"
#include "sched/pool_options.h"

namespace reprise::sched {

// The pools' shares, which a balancer may change at any time.
class PoolShares {
 public:
  static constexpr std::uint32_t kShareMax = 1 << 16;

  // No options: one pool for everything.
  explicit PoolShares(std::span<const PoolOptions> options = {})
      : pools_(std::max<unsigned>(1, static_cast<unsigned>(options.size()))) {
    REPRISE_CHECK(pools_ <= kPoolsMax);
    for (unsigned pool = 0; pool < pools_; ++pool) Set(pool, pool < options.size() ? options[pool].share : 1);
    for (unsigned pool = 0; pool < options.size(); ++pool) priorities_[pool] = options[pool].priority;
  }

  [[nodiscard]] std::uint8_t Priority(unsigned pool) const { return priorities_[pool]; }

  [[nodiscard]] unsigned pools() const { return pools_; }
  // Types beyond the pools share the first.
  [[nodiscard]] unsigned PoolOf(std::uint8_t type) const { return type < pools_ ? type : 0; }
  // [P1] relaxed: a share stands alone; a pick that sees the old one is as fair as one a moment before.
  [[nodiscard]] std::uint32_t Get(unsigned pool) const {
    return shares_[pool].load(std::memory_order_relaxed);
  }
  void Set(unsigned pool, std::uint32_t share) {
    REPRISE_CHECK(pool < pools_ && share >= 1 && share <= kShareMax);
    shares_[pool].store(share, std::memory_order_relaxed);  // [P1]
  }

 private:
  unsigned pools_;
  std::array<std::atomic<std::uint32_t>, kPoolsMax> shares_{};
  std::array<std::uint8_t, kPoolsMax> priorities_{};
};

class RunQueues {
 public:
  static constexpr std::uint32_t kFairPicks = 64;
  static constexpr std::uint32_t kAllPicks = 8;

  RunQueues(const PoolShares& shares, bool shared) : shares_(shares) {
    for (unsigned pool = 0; pool < shares.pools(); ++pool) lines_.push_back(std::make_unique<Line>(shared));
  }

  // A task that has not run yet.
  void PushFresh(unsigned pool, TaskRecord* task) {
    lines_[pool]->fresh.Push(task);
    Mark(pool);
  }
  // A task that goes on.
  void PushReady(unsigned pool, TaskRecord* task) {
    lines_[pool]->ready.Push(task);
    Mark(pool);
  }

  // The newest new task of the pool, if it is this one: whoever waits for it can run it at once.
  bool PopFreshIf(unsigned pool, const TaskRecord* task) {
    TaskRecord* newest = nullptr;
    if (!lines_[pool]->fresh.Pop(newest)) return false;
    if (newest == task) return true;
    lines_[pool]->fresh.Push(newest);
    return false;
  }

  // Whose turn it is. Null: nothing is here.
  TaskRecord* Pop() {
    while (marked_ != 0) {
      const unsigned pool =
          (marked_ & (marked_ - 1)) == 0 ? static_cast<unsigned>(std::countr_zero(marked_)) : Fairest();
      if (TaskRecord* const task = PopFrom(*lines_[pool])) return task;
      marked_ &= ~(1U << pool);
    }
    return nullptr;
  }

  // For another worker: the oldest task of the pool. Null: there is none at the moment.
  TaskRecord* Take(unsigned pool) {
    Line& line = *lines_[pool];
    if (TaskRecord* const task = line.ready.Pop()) return task;
    return TakeFresh(line);
  }

  // A moment's number, for people, thieves and balancers.
  [[nodiscard]] std::size_t Waiting(unsigned pool) const {
    return lines_[pool]->fresh.Size() + lines_[pool]->ready.Size();
  }

 private:
  static constexpr std::uint64_t kStride = std::uint64_t{PoolShares::kShareMax} << 8;

  struct alignas(64) Line {
    explicit Line(bool shared) : ready(shared) {}
    lockfree::WorkStealingDeque<TaskRecord*> fresh;
    ReadyQueue ready;
    std::array<std::uint64_t, 2> pass{};  // In ordinary picks, and in those that ask all.
    std::uint32_t picks = 0;
  };

  void Mark(unsigned pool) {
    const std::uint32_t bit = 1U << pool;
    if ((marked_ & bit) != 0) return;
    // Who had nothing to do does not get what it missed: it begins where the others are.
    if (lines_.size() > 1) {
      for (const bool ask_all : {false, true}) {
        std::uint64_t& pass = lines_[pool]->pass[ask_all];
        pass = std::max(pass, PassOfOthers(pool, ask_all));
      }
    }
    marked_ |= bit;
  }

  // Where those stand that the pool is compared with. With nobody there, where they left off: who comes back first
  // begins no earlier than those who come back after it.
  [[nodiscard]] std::uint64_t PassOfOthers(unsigned pool, bool ask_all) const {
    std::uint64_t least = ~std::uint64_t{0};
    std::uint64_t left_off = 0;
    for (unsigned other = 0; other < lines_.size(); ++other) {
      if (!ask_all && shares_.Priority(other) != shares_.Priority(pool)) continue;
      const std::uint64_t pass = lines_[other]->pass[ask_all];
      if ((marked_ & (1U << other)) != 0) {
        least = std::min(least, pass);
      } else {
        left_off = std::max(left_off, pass);
      }
    }
    return least == ~std::uint64_t{0} ? left_off : least;
  }

  // Of the pools that are asked this time, the one that has had least.
  unsigned Fairest() {
    const bool ask_all = ++picks_ % kAllPicks == 0;
    unsigned fairest = kPoolsMax;
    for (unsigned pool = 0; pool < lines_.size(); ++pool) {
      if ((marked_ & (1U << pool)) == 0) continue;
      if (fairest == kPoolsMax || GoesBefore(pool, fairest, ask_all)) fairest = pool;
    }
    lines_[fairest]->pass[ask_all] += kStride / shares_.Get(fairest);
    return fairest;
  }

  // Each kind of pick keeps accounts of its own: what a pool gets when all are asked says nothing of its place among
  // those of its priority.
  [[nodiscard]] bool GoesBefore(unsigned one, unsigned other, bool ask_all) const {
    if (!ask_all && shares_.Priority(one) != shares_.Priority(other)) {
      return shares_.Priority(one) > shares_.Priority(other);
    }
    return lines_[one]->pass[ask_all] < lines_[other]->pass[ask_all];
  }

  static TaskRecord* PopFrom(Line& line) {
    const std::uint32_t turn = ++line.picks % (2 * kFairPicks);
    if (turn == 0) {
      if (TaskRecord* const task = TakeFresh(line)) return task;
    } else if (turn == kFairPicks) {
      if (TaskRecord* const task = line.ready.Pop()) return task;
    }
    TaskRecord* task = nullptr;
    if (line.fresh.Pop(task)) return task;
    return line.ready.Pop();
  }

  static TaskRecord* TakeFresh(Line& line) {
    TaskRecord* task = nullptr;
    for (;;) {
      switch (line.fresh.Steal(task)) {
        case lockfree::StealResult::kTaken: return task;
        case lockfree::StealResult::kEmpty: return nullptr;
        case lockfree::StealResult::kRetry: break;
      }
    }
  }

  const PoolShares& shares_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::uint32_t marked_ = 0;  // Pools that may have work here; thieves leave a mark standing.
  std::uint32_t picks_ = 0;
};

}  // namespace reprise::sched
