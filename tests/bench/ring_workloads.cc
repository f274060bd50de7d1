// What the bounded rings cost: 8-byte items through 1024 slots, as the queues' workloads push them, and one sender of
// 16 bytes to four receivers.
#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "base/check.h"
#include "lockfree/broadcast_ring.h"
#include "lockfree/epoch.h"
#include "lockfree/ring.h"
#include "tests/bench/cores.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {
namespace {

using lockfree::Consumers;
using lockfree::StdSync;

constexpr std::uint64_t kCapacity = 1024;

template <Consumers kConsumers>
using Ring = lockfree::BoundedRing<std::uint64_t, StdSync, kConsumers>;

// One thread: `burst` pushes, then as many pops.
template <Consumers kConsumers>
Run OneThread(std::uint64_t burst, std::uint64_t ops) {
  const auto ring = std::make_unique<Ring<kConsumers>>(kCapacity);
  const Stopwatch watch;
  std::uint64_t sum = 0;
  std::uint64_t i = 0;
  for (; i < ops; i += burst) {
    for (std::uint64_t j = 0; j < burst; ++j)
      REPRISE_CHECK(ring->TryPush(i + j).branch == lockfree::PushBranch::kPushed);
    for (std::uint64_t j = 0; j < burst; ++j) sum += *ring->TryPop().value;
  }
  Run run = watch.Stop(i);
  REPRISE_CHECK(sum == i * (i - 1) / 2);
  return run;
}

// Pushes the numbers below `count`, kBatch at a time.
template <std::size_t kBatch, typename R>
void PushAll(R& ring, std::uint64_t count) {
  Miss miss;
  for (std::uint64_t i = 0; i < count;) {
    std::array<std::uint64_t, kBatch> values;
    const std::size_t most = std::min<std::uint64_t>(kBatch, count - i);
    for (std::size_t j = 0; j < most; ++j) values[j] = i + j;
    const std::size_t pushed = ring.TryPushBatch(std::span(values).first(most)).count;
    i += pushed;
    pushed == 0 ? miss.Wait() : miss.Hit();
  }
}

template <std::size_t kBatch, typename R>
std::uint64_t PopAll(R& ring, std::uint64_t count) {
  Miss miss;
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < count;) {
    const std::size_t most = std::min<std::uint64_t>(kBatch, count - i);
    const std::size_t popped =
        ring.TryPopBatch(most, [&](std::uint64_t, std::uint64_t value) { sum += value; }).count;
    i += popped;
    popped == 0 ? miss.Wait() : miss.Hit();
  }
  return sum;
}

// `pairs` senders and as many receivers; each core gets one of each.
template <Consumers kConsumers, std::size_t kBatch>
Run Pairs(unsigned pairs, std::uint64_t ops) {
  const auto ring = std::make_unique<Ring<kConsumers>>(kCapacity);
  const std::uint64_t each = ops / pairs;
  std::atomic<unsigned> waiting{0};
  std::atomic<bool> start{false};
  std::atomic<std::uint64_t> total{0};
  std::vector<std::thread> senders;
  std::vector<std::thread> receivers;
  const auto wait = [&](unsigned core) {
    PinToCore(core);
    ++waiting;
    while (!start.load(std::memory_order_acquire)) std::this_thread::yield();
  };
  for (unsigned k = 0; k < pairs; ++k) {
    senders.emplace_back([&, k] {
      wait(k);
      PushAll<kBatch>(*ring, each);
    });
    receivers.emplace_back([&, k] {
      wait(k + 1);
      total += PopAll<kBatch>(*ring, each);
    });
  }
  while (waiting.load() != 2 * pairs) std::this_thread::yield();
  const Stopwatch watch;
  start.store(true, std::memory_order_release);
  for (std::thread& receiver : receivers) receiver.join();
  Run run = watch.Stop(each * pairs);
  for (std::thread& sender : senders) sender.join();
  REPRISE_CHECK(total.load() == pairs * (each * (each - 1) / 2));
  return run;
}

// One sender on one core, four receivers on the other; an operation is one message delivered to one receiver. The
// sender yields after each 250, as a program does that has other tasks.
Run OneToFour(std::uint64_t ops) {
  using Message = std::array<std::uint64_t, 2>;
  using Domain = lockfree::EpochDomain<>;
  constexpr unsigned kReceivers = 4;
  const std::uint64_t messages = ops / kReceivers;
  Domain domain;
  lockfree::BroadcastRing<Message> ring(kCapacity);
  std::atomic<std::uint64_t> got{0};
  std::atomic<unsigned> waiting{0};
  std::atomic<bool> start{false};
  const auto wait = [&](unsigned core) {
    PinToCore(core);
    ++waiting;
    while (!start.load(std::memory_order_acquire)) std::this_thread::yield();
  };
  std::vector<std::thread> receivers;
  for (unsigned k = 0; k < kReceivers; ++k) {
    receivers.emplace_back([&, cursor = ring.Subscribe()]() mutable {
      Domain::Participant me(domain, "receiver");
      wait(1);
      Miss miss;
      for (std::uint64_t seen = 0;;) {
        const auto guard = me.Pin();
        const auto result = ring.TryReceive(cursor, guard);
        if (result.branch == lockfree::ReceiveBranch::kMessage) {
          REPRISE_CHECK((*result.message)[1] == result.ticket);
          ++seen;
          miss.Hit();
        } else if (result.branch == lockfree::ReceiveBranch::kClosed) {
          got += seen;
          return;
        } else if (result.branch == lockfree::ReceiveBranch::kEmpty) {
          miss.Wait();
        }
      }
    });
  }
  std::thread sender([&] {
    Domain::Participant me(domain, "sender");
    wait(0);
    for (std::uint64_t i = 0; i < messages; ++i) {
      auto guard = me.Pin();
      ring.Send({i, i}, guard);
      if (i % 250 == 249) std::this_thread::yield();
    }
    ring.Close();
  });
  while (waiting.load() != kReceivers + 1) std::this_thread::yield();
  const Stopwatch watch;
  start.store(true, std::memory_order_release);
  sender.join();
  for (std::thread& receiver : receivers) receiver.join();
  Run run = watch.Stop(std::max<std::uint64_t>(got.load(), 1));
  run.counts = {{"lagged_pct", 100.0 - 100.0 * static_cast<double>(got.load()) / static_cast<double>(ops)}};
  return run;
}

// A send and its receive, one thread: the broadcast ring without anybody to share it.
Run BroadcastOneThread(std::uint64_t ops) {
  lockfree::EpochDomain<> domain;
  lockfree::EpochDomain<>::Participant me(domain, "bench");
  lockfree::BroadcastRing<std::uint64_t> ring(kCapacity);
  auto cursor = ring.Subscribe();
  return TimeCalls(ops, [&](std::uint64_t i) {
    auto guard = me.Pin();
    ring.Send(+i, guard);
    REPRISE_CHECK(ring.TryReceive(cursor, guard).message == i);
  });
}

template <typename Function>
void Add(std::vector<Workload>& all, const char* peer, const char* name, double share, Function run) {
  all.push_back({.peer = peer,
                 .name = name,
                 .prepare = [run] { return Workload::Body(run); },
                 .chunk = 1000,
                 .share_of_time = share});
}

template <Consumers kConsumers>
void AddOneThread(std::vector<Workload>& all, const char* peer) {
  Add(all, peer, "ring_st", 0.4, [](std::uint64_t ops) { return OneThread<kConsumers>(1, ops); });
  Add(all, peer, "ring_st_burst1k", 0.4, [](std::uint64_t ops) { return OneThread<kConsumers>(1000, ops); });
  Add(all, peer, "ring_1p1c", 1.0, [](std::uint64_t ops) { return Pairs<kConsumers, 1>(1, ops); });
  Add(all, peer, "ring_1p1c_by16", 1.0, [](std::uint64_t ops) { return Pairs<kConsumers, 16>(1, ops); });
}

}  // namespace

void AddRingWorkloads(std::vector<Workload>& all) {
  AddOneThread<Consumers::kMany>(all, "reprise");
  AddOneThread<Consumers::kSingle>(all, "reprise-mpsc");
  Add(all, "reprise", "ring_2p2c", 1.0, [](std::uint64_t ops) { return Pairs<Consumers::kMany, 1>(2, ops); });
  Add(all, "reprise", "bring_st", 0.4, BroadcastOneThread);
  Add(all, "reprise", "bring_1s4r", 1.0, OneToFour);
}

}  // namespace reprise::bench
