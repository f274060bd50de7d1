// What the work-stealing deque costs its owner, a thief, and both at once.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

#include "base/check.h"
#include "lockfree/work_stealing_deque.h"
#include "tests/bench/cores.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {
namespace {

using Deque = lockfree::WorkStealingDeque<std::uint64_t>;
using lockfree::StealResult;

constexpr std::uint64_t kBurst = 1000;
constexpr std::uint64_t kPushesInARow = 64;

std::uint64_t SumBelow(std::uint64_t n) { return n * (n - 1) / 2; }

Run Owner(std::uint64_t burst, std::uint64_t ops) {
  const auto deque = std::make_unique<Deque>();
  Keep(deque.get());
  std::uint64_t sum = 0;
  std::uint64_t done = 0;
  const Stopwatch watch;
  for (; done < ops; done += burst) {
    for (std::uint64_t i = 0; i < burst; ++i) deque->Push(done + i);
    for (std::uint64_t i = 0; i < burst; ++i) {
      std::uint64_t popped = 0;
      REPRISE_CHECK(deque->Pop(popped));
      sum += popped;
    }
  }
  const Run run = watch.Stop(done);
  REPRISE_CHECK(sum == SumBelow(done));
  return run;
}

// Steals from a deque that nobody else is at. Pushes are not timed.
Run StealAlone(std::uint64_t ops) {
  const auto deque = std::make_unique<Deque>();
  std::uint64_t nanos = 0;
  std::uint64_t done = 0;
  for (; done < ops; done += kBurst) {
    for (std::uint64_t i = 0; i < kBurst; ++i) deque->Push(i);
    const std::uint64_t start = MonotonicNanos();
    for (std::uint64_t i = 0; i < kBurst; ++i) {
      std::uint64_t stolen = 0;
      REPRISE_CHECK(deque->Steal(stolen) == StealResult::kTaken);
      Keep(stolen);
    }
    nanos += MonotonicNanos() - start;
  }
  return {.seconds = static_cast<double>(nanos) * 1e-9, .ops = done};
}

struct Got {
  std::uint64_t count = 0;
  std::uint64_t sum = 0;

  void Add(std::uint64_t value) {
    ++count;
    sum += value;
  }
};

Got StealUntil(Deque& deque, const std::atomic<bool>& done) {
  Got got;
  Miss miss;
  std::uint64_t stolen = 0;
  for (;;) {
    const StealResult result = deque.Steal(stolen);
    if (result == StealResult::kTaken) {
      got.Add(stolen);
      miss.Hit();
    } else if (result == StealResult::kEmpty) {
      if (done.load(std::memory_order_acquire)) return got;
      miss.Wait();
    }
  }
}

Got PushAndPop(Deque& deque, std::uint64_t ops) {
  Got got;
  std::uint64_t popped = 0;
  for (std::uint64_t pushed = 0; pushed < ops;) {
    const std::uint64_t row = std::min(ops - pushed, kPushesInARow);
    for (std::uint64_t i = 0; i < row; ++i) deque.Push(pushed + i);
    pushed += row;
    while (deque.Size() > kPushesInARow) {
      if (deque.Pop(popped)) got.Add(popped);
    }
  }
  while (deque.Pop(popped)) got.Add(popped);
  return got;
}

// The owner pushes 64 at a time and pops down to 64; a thief steals all the time.
Run OwnerAndThief(std::uint64_t ops) {
  const auto deque = std::make_unique<Deque>();
  std::atomic<bool> start{false};
  std::atomic<bool> done{false};
  Got stolen;
  Got popped;
  Run run;
  std::thread thief([&] {
    PinToCore(1);
    while (!start.load(std::memory_order_acquire)) std::this_thread::yield();
    stolen = StealUntil(*deque, done);
  });
  std::thread owner([&] {
    PinToCore(0);
    start.store(true, std::memory_order_release);
    const Stopwatch watch;
    popped = PushAndPop(*deque, ops);
    run = watch.Stop(ops);
    done.store(true, std::memory_order_release);
  });
  owner.join();
  thief.join();
  REPRISE_CHECK(popped.count + stolen.count == ops);
  REPRISE_CHECK(popped.sum + stolen.sum == SumBelow(ops));
  run.counts = {{"stolen_pct", 100.0 * static_cast<double>(stolen.count) / static_cast<double>(ops)}};
  return run;
}

Workload::Prepare Plain(Run (*body)(std::uint64_t)) {
  return [body] { return Workload::Body(body); };
}

}  // namespace

void AddDequeWorkloads(std::vector<Workload>& all) {
  constexpr double kShort = 0.4;
  all.push_back({.name = "dq_owner",
                 .prepare = Plain([](std::uint64_t ops) { return Owner(1, ops); }),
                 .chunk = kBurst,
                 .share_of_time = kShort});
  all.push_back({.name = "dq_owner_burst1k",
                 .prepare = Plain([](std::uint64_t ops) { return Owner(kBurst, ops); }),
                 .chunk = kBurst,
                 .share_of_time = kShort});
  all.push_back(
      {.name = "dq_steal_alone", .prepare = Plain(StealAlone), .chunk = kBurst, .share_of_time = kShort});
  all.push_back({.name = "dq_owner_and_thief", .prepare = Plain(OwnerAndThief), .chunk = kBurst});
}

}  // namespace reprise::bench
