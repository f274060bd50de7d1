// One worker's ready tasks: for each pool, new tasks in a work-stealing deque, and tasks that go on in a
// ready queue.
//
//   RunQueues queues(shares, /*shared=*/true);
//   queues.PushFresh(pool, &task);             // a task that has not run yet
//   queues.PushReady(pool, &task);             // a task that has run before
//   TaskRecord* const next = queues.Pop();     // the worker itself; null: no task is here
//   TaskRecord* const old = queues.Take(pool); // another worker steals
//
//   pool 0   [fresh: newest first]  [ready: oldest first]   pass 120
//   pool 1   [fresh]                [ready]                 pass  96  <- next: the smallest pass with work
//   ...
//
// A pick takes from the pool with the smallest pass (stride scheduling). Each pick adds kStride / share to
// the pool's pass, so a pool with twice the share gets twice the picks. A pick asks only the pools of the
// highest priority that has work; one pick in kAllPicks asks all pools.
//
// Within a pool a pick takes the newest new task, as suits fork and join; if there is none, the oldest task
// of the ready queue. Of 2 * kFairPicks picks, one asks the ready queue first and one takes the oldest new
// task: so every waiting task is reached.
//
// No starvation: while a pool has work, it gets at least one of kAllPicks * (sum of shares / its share,
// rounded up, plus one for each other pool) picks. Of its own picks, one in 2 * kFairPicks takes the oldest
// task of the ready queue, and one the oldest new task. run_queues_test.cc checks that bound. If a balancer
// moves the shares, a wider bound holds, which depends on the limits of the shares: PoolBalancer::PicksMax
// (pool_balancer.h).
//
// Use when     a worker of the parallel scheduler picks its next task.
// Threads      Take, Waiting: thread-safe. The rest: the worker that owns the queues.
// Progress     some instructions; PushReady, and Pop from the ready queue, take a spin lock if there are
//              several workers.
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
  // Task types beyond the number of pools use pool 0.
  [[nodiscard]] unsigned PoolOf(std::uint8_t type) const { return type < pools_ ? type : 0; }
  // [P1] relaxed: no other data goes with a share; a pick that sees the old one is like a pick made earlier.
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
  // A task that has run before and goes on.
  void PushReady(unsigned pool, TaskRecord* task) {
    lines_[pool]->ready.Push(task);
    Mark(pool);
  }

  // Takes `task` if it is the newest new task of the pool. Then the task that waits for it can run it at
  // once.
  bool PopFreshIf(unsigned pool, const TaskRecord* task) {
    TaskRecord* newest = nullptr;
    if (!lines_[pool]->fresh.Pop(newest)) return false;
    if (newest == task) return true;
    lines_[pool]->fresh.Push(newest);
    return false;
  }

  // Takes the task whose turn it is. Null: no task is here.
  TaskRecord* Pop() {
    while (marked_ != 0) {
      const unsigned pool =
          (marked_ & (marked_ - 1)) == 0 ? static_cast<unsigned>(std::countr_zero(marked_)) : Fairest();
      if (TaskRecord* const task = PopFrom(*lines_[pool])) return task;
      marked_ &= ~(1U << pool);
    }
    return nullptr;
  }

  // For another worker: takes the oldest task of the ready queue, else the oldest new task. Null: none.
  TaskRecord* Take(unsigned pool) {
    Line& line = *lines_[pool];
    if (TaskRecord* const task = line.ready.Pop()) return task;
    return TakeFresh(line);
  }

  // How many tasks wait, at some recent moment; for people, thieves and balancers.
  [[nodiscard]] std::size_t Waiting(unsigned pool) const {
    return lines_[pool]->fresh.Size() + lines_[pool]->ready.Size();
  }

 private:
  static constexpr std::uint64_t kStride = std::uint64_t{PoolShares::kShareMax} << 8;

  struct alignas(64) Line {
    explicit Line(bool shared) : ready(shared) {}
    lockfree::WorkStealingDeque<TaskRecord*> fresh;
    ReadyQueue ready;
    std::array<std::uint64_t, 2> pass{};  // [0]: of ordinary picks; [1]: of those that ask all pools.
    std::uint32_t picks = 0;
  };

  void Mark(unsigned pool) {
    const std::uint32_t bit = 1U << pool;
    if ((marked_ & bit) != 0) return;
    // A pool that was empty rejoins at the others' pass: no credit for idle time.
    if (lines_.size() > 1) {
      for (const bool ask_all : {false, true}) {
        std::uint64_t& pass = lines_[pool]->pass[ask_all];
        pass = std::max(pass, PassOfOthers(pool, ask_all));
      }
    }
    marked_ |= bit;
  }

  // The smallest pass of the pools with work that this pool competes with. If none of them has work: their
  // largest pass, so that a pool that gets work first has no advantage over those that get work later.
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

  // Of the pools with work that this pick asks, takes the one with the smallest pass.
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

  // Each kind of pick has a pass of its own: a pick that asks all pools must not change the order among the
  // pools of one priority.
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
  std::uint32_t marked_ = 0;  // A bit for each pool that may have work here; thieves do not clear it.
  std::uint32_t picks_ = 0;
};

}  // namespace reprise::sched
