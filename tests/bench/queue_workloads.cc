// What the unbounded queues cost: 8-byte items, on one thread and between threads on two cores.
#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "base/check.h"
#include "lockfree/mpsc_queue.h"
#include "lockfree/seg_queue.h"
#include "tests/bench/cores.h"
#include "tests/bench/line.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {
namespace {

// One thread: `burst` pushes, then as many pops.
template <typename Queue>
Run OneThread(std::uint64_t burst, std::uint64_t ops) {
  Run run;
  std::thread([&run, burst, ops] {
    const auto queue = std::make_unique<Queue>();
    const Stopwatch watch;
    std::uint64_t sum = 0;
    std::uint64_t i = 0;
    for (; i < ops; i += burst) {
      for (std::uint64_t j = 0; j < burst; ++j) queue->Push(i + j);
      for (std::uint64_t j = 0; j < burst; ++j) {
        const auto popped = queue->TryPop();
        REPRISE_CHECK(popped.has_value());
        sum += popped->value;
      }
    }
    run = watch.Stop(i);
    REPRISE_CHECK(sum == i * (i - 1) / 2);
  }).join();
  return run;
}

template <typename Queue>
std::uint64_t PopAll(Queue& queue, std::uint64_t count) {
  Miss miss;
  std::uint64_t sum = 0;
  for (std::uint64_t got = 0; got < count;) {
    if (const auto popped = queue.TryPop()) {
      sum += popped->value;
      ++got;
      miss.Hit();
    } else {
      miss.Wait();
    }
  }
  return sum;
}

// `pairs` producers and as many consumers; each core gets one of each.
template <typename Queue>
Run Pairs(unsigned pairs, std::uint64_t ops) {
  const double line_before = LineBetweenCores();
  const auto queue = std::make_unique<Queue>();
  const std::uint64_t each = ops / pairs;
  std::atomic<unsigned> ready{0};
  std::atomic<bool> start{false};
  std::atomic<std::uint64_t> total{0};
  std::vector<std::thread> producers;
  std::vector<std::thread> consumers;
  const auto wait = [&ready, &start](unsigned core) {
    PinToCore(core);
    ready.fetch_add(1);
    while (!start.load(std::memory_order_acquire)) std::this_thread::yield();
  };
  for (unsigned k = 0; k < pairs; ++k) {
    producers.emplace_back([&, k] {
      wait(k);
      for (std::uint64_t i = 0; i < each; ++i) queue->Push(i);
    });
    consumers.emplace_back([&, k] {
      wait(k + 1);
      total += PopAll(*queue, each);
    });
  }
  while (ready.load() != 2 * pairs) std::this_thread::yield();
  const Stopwatch watch;
  start.store(true, std::memory_order_release);
  for (std::thread& consumer : consumers) consumer.join();
  Run run = watch.Stop(each * pairs);
  for (std::thread& producer : producers) producer.join();
  REPRISE_CHECK(total.load() == pairs * (each * (each - 1) / 2));
  run.counts = {{"line", std::max(line_before, LineBetweenCores())}};
  return run;
}

template <typename Body>
void Add(std::vector<Workload>& all, const char* peer, const char* name, double share, Body body) {
  all.push_back({.peer = peer,
                 .name = name,
                 .prepare = [body] { return Workload::Body(body); },
                 .chunk = 1000,
                 .share_of_time = share});
}

template <typename Queue>
void AddQueue(std::vector<Workload>& all, const char* peer) {
  Add(all, peer, "q_st", 0.4, [](std::uint64_t ops) { return OneThread<Queue>(1, ops); });
  Add(all, peer, "q_st_burst1k", 0.4, [](std::uint64_t ops) { return OneThread<Queue>(1000, ops); });
  Add(all, peer, "q_1p1c", 1.0, [](std::uint64_t ops) { return Pairs<Queue>(1, ops); });
}

}  // namespace

void AddQueueWorkloads(std::vector<Workload>& all) {
  using Many = lockfree::SegQueue<std::uint64_t>;
  AddQueue<Many>(all, "reprise");
  Add(all, "reprise", "q_2p2c", 1.0, [](std::uint64_t ops) { return Pairs<Many>(2, ops); });
  AddQueue<lockfree::MpscQueue<std::uint64_t>>(all, "reprise-mpsc");
}

}  // namespace reprise::bench
