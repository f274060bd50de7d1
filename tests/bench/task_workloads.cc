// What a task costs: to spawn and join, to let another go first, in memory, and spread over the cores.
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "base/check.h"
#include "channel/broadcast.h"
#include "sched/object/announce.h"
#include "task/spawn.h"
#include "tests/bench/runtime_bench.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {
namespace {

using task::Spawn;
using task::TaskType;

constexpr std::uint64_t kManyTasks = 100'000;
constexpr std::uint64_t kFannedOut = 1000;

std::uint64_t SumBelow(std::uint64_t n) { return n * (n - 1) / 2; }

// 100,000 are spawned, then joined, over and over.
Run SpawnAllThenJoin(std::uint64_t ops) {
  std::vector<task::JoinHandle<std::uint64_t>> tasks;
  tasks.reserve(kManyTasks);
  const Stopwatch watch;
  for (std::uint64_t done = 0; done < ops; done += kManyTasks) {
    for (std::uint64_t i = 0; i < kManyTasks; ++i) {
      tasks.push_back(Spawn(TaskType::kStateUpdate, "child", [i] { return i; }));
    }
    std::uint64_t sum = 0;
    for (auto& task : tasks) sum += task.Join().value();
    tasks.clear();
    REPRISE_CHECK(sum == SumBelow(kManyTasks));
  }
  return watch.Stop(ops);
}

Run SpawnThenJoin(std::uint64_t ops) {
  return TimeCalls(ops, [](std::uint64_t i) {
    REPRISE_CHECK(Spawn(TaskType::kStateUpdate, "child", [i] { return i; }).Join().value() == i);
  });
}

Run YieldByTurns(std::uint64_t ops) {
  const auto half = [ops] {
    for (std::uint64_t i = 0; i < ops / 2; ++i) sched::Yield();
  };
  const Stopwatch watch;
  auto one = Spawn(TaskType::kStateUpdate, "one", half);
  auto other = Spawn(TaskType::kStateUpdate, "other", half);
  REPRISE_CHECK(one.Join().ok() && other.Join().ok());
  return watch.Stop(ops / 2 * 2);
}

// Tasks that compute for a millisecond each: all workers should have their share.
Run FanOut(std::uint64_t ops) {
  std::vector<task::JoinHandle<std::uint64_t>> tasks;
  tasks.reserve(ops);
  const std::uint64_t expected = BurnOneMillisecond(1);
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < ops; ++i) {
    tasks.push_back(Spawn(TaskType::kStateUpdate, "burner", [] { return BurnOneMillisecond(1); }));
  }
  for (auto& task : tasks) REPRISE_CHECK(task.Join().value() == expected);
  return watch.Stop(ops);
}

double ResidentBytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  REPRISE_CHECK(file != nullptr);
  long size = 0, pages = 0;
  REPRISE_CHECK(std::fscanf(file, "%ld %ld", &size, &pages) == 2);
  std::fclose(file);
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// Tasks that all wait for a message of one broadcast.
double BytesOfABlockedTask(unsigned workers) {
  double bytes = 0;
  RunInside(workers, [&]() -> Run {
    channel::Broadcast<Numbered<1>> channel({.name = "/nothing", .capacity = 16});
    std::vector<task::JoinHandle<task::Nothing>> tasks;
    tasks.reserve(kManyTasks);
    std::atomic<std::uint64_t> begun{0};
    const double before = ResidentBytes();
    for (std::uint64_t i = 0; i < kManyTasks; ++i) {
      tasks.push_back(
          Spawn(TaskType::kStateUpdate, "idle", [&begun, receiver = channel.Subscribe()]() mutable {
            begun.fetch_add(1, std::memory_order_relaxed);
            REPRISE_CHECK(receiver.Receive().closed());
          }));
    }
    while (begun.load(std::memory_order_relaxed) < kManyTasks) sched::Yield();
    bytes = (ResidentBytes() - before) / static_cast<double>(kManyTasks);
    channel.Close();
    for (auto& task : tasks) REPRISE_CHECK(task.Join().ok());
    return {};
  });
  return bytes;
}

// Tasks that were spawned and have not run: the only worker is busy spawning them.
double BytesOfAnUnrunTask() {
  double bytes = 0;
  RunInside(1, [&]() -> Run {
    std::vector<task::JoinHandle<task::Nothing>> tasks;
    tasks.reserve(kManyTasks);
    bool begun = false;
    const double before = ResidentBytes();
    for (std::uint64_t i = 0; i < kManyTasks; ++i) {
      tasks.push_back(Spawn(TaskType::kStateUpdate, "unrun", [&begun] { begun = true; }));
    }
    bytes = (ResidentBytes() - before) / static_cast<double>(kManyTasks);
    REPRISE_CHECK(!begun);
    for (auto& task : tasks) REPRISE_CHECK(task.Join().ok());
    return {};
  });
  return bytes;
}

Workload Bytes(unsigned workers, const char* name, std::function<double()> value) {
  return {.peer = PeerWith(workers),
          .name = name,
          .unit = "B/task",
          .value = std::move(value),
          .value_ops = kManyTasks,
          .value_in_own_process = true};
}

}  // namespace

void AddTaskWorkloads(std::vector<Workload>& all) {
  for (const unsigned workers : {1U, 2U}) {
    all.push_back(InsideRuntime(workers, "spawn_join_100k", &SpawnAllThenJoin, kManyTasks));
    all.push_back(InsideRuntime(workers, "spawn_join_one", &SpawnThenJoin, 1000));
    all.push_back(InsideRuntime(workers, "yield", &YieldByTurns, 1000));
    all.push_back(InsideRuntime(workers, "fanout_1ms", &FanOut, kFannedOut));
    all.push_back(Bytes(workers, "idle_task", [workers] { return BytesOfABlockedTask(workers); }));
  }
  all.push_back(Bytes(1, "unrun_task", &BytesOfAnUnrunTask));
}

}  // namespace reprise::bench
