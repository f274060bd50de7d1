// What reclamation costs: entering and leaving, retiring, and looking at a value that nobody, a writer once a
// millisecond, or a writer at full speed replaces.
#include <poll.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "base/check.h"
#include "lockfree/atomic_box.h"
#include "lockfree/thread_epoch.h"
#include "tests/bench/cores.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {
namespace {

using lockfree::Pin;

// 64 bytes that say whether they are whole.
struct Snapshot {
  explicit Snapshot(std::uint64_t number) noexcept
      : number(number), data{number, number, number, number, number, number}, check(~number) {}
  [[nodiscard]] std::uint64_t Read() const {
    REPRISE_CHECK(number == ~check);
    return number + data[0];
  }

  std::uint64_t number;
  std::uint64_t data[6];
  std::uint64_t check;
};
static_assert(sizeof(Snapshot) == 64);

using Box = lockfree::AtomicBox<Snapshot>;

enum class Writer { kNone, kThousandHertz, kFullSpeed };

void PauseOneMillisecond() { poll(nullptr, 0, 1); }

struct Flags {
  std::atomic<bool> ready{false};
  std::atomic<bool> stop{false};
};

// Swaps until told to stop. Gives how often.
std::uint64_t SwapUntilStopped(Box& box, Writer writer, Flags& flags) {
  PinToCore(1);
  std::uint64_t number = 1;
  for (; !flags.stop.load(std::memory_order_relaxed); ++number) {
    {
      auto guard = Pin();
      box.Swap(guard, Snapshot(number));
    }
    flags.ready.store(true, std::memory_order_relaxed);
    if (writer == Writer::kThousandHertz) PauseOneMillisecond();
  }
  return number;
}

Run LoadMany(const Box& box, std::uint64_t ops) {
  std::uint64_t sum = 0;
  Run run = TimeCalls(ops, [&](std::uint64_t) {
    auto guard = Pin();
    sum += box.Load(guard)->Read();
  });
  Keep(sum);
  return run;
}

// One reader on the first core, the writer on the second.
Run LoadBeside(Box& box, Writer writer, std::uint64_t ops) {
  Flags flags;
  std::uint64_t writes = 0;
  std::thread writing;
  if (writer != Writer::kNone) {
    writing = std::thread([&] { writes = SwapUntilStopped(box, writer, flags); });
  }
  Run run;
  std::thread reading([&] {
    PinToCore(0);
    while (writing.joinable() && !flags.ready.load(std::memory_order_relaxed)) std::this_thread::yield();
    run = LoadMany(box, ops);
    flags.stop.store(true, std::memory_order_relaxed);
  });
  reading.join();
  if (!writing.joinable()) return run;
  writing.join();
  run.counts = {{"writes_per_s", static_cast<double>(writes) / run.seconds}};
  return run;
}

// A workload of one thread that works on a box.
Workload OnBox(const char* name, double share_of_time, Run (*body)(Box&, std::uint64_t)) {
  return {.name = name,
          .prepare =
              [body] {
                const auto box = std::make_shared<Box>(Snapshot(0));
                return [box, body](std::uint64_t ops) { return body(*box, ops); };
              },
          .chunk = 1000,
          .share_of_time = share_of_time};
}

// A workload of one thread that works on nothing.
Workload Alone(const char* peer, const char* name, Run (*body)(std::uint64_t)) {
  return {
      .peer = peer, .name = name, .prepare = [body] { return body; }, .chunk = 1000, .share_of_time = 0.4};
}

Run Guards(std::uint64_t ops) {
  return TimeCalls(ops, [](std::uint64_t) {
    const auto guard = Pin();
    Keep(guard);
  });
}

Run NestedGuards(std::uint64_t ops) {
  const auto outer = Pin();
  return Guards(ops);
}

// A worker that looks at something again and again, and announces quiescence now and then, as between two tasks.
Run WorkerGuards(std::uint64_t ops) {
  constexpr std::uint64_t kGuardsPerTask = 64;
  lockfree::EpochDomain<> domain;
  lockfree::EpochDomain<>::Participant worker(domain, "worker");
  worker.GoOnline();
  return TimeCalls(ops, [&worker](std::uint64_t i) {
    Keep(worker.OnlineGuard());
    if (i % kGuardsPerTask == 0) worker.AnnounceQuiescence();
  });
}

// A node that is replaced all the time, in a block that the participant keeps.
Run RetireMade(std::uint64_t ops) {
  return TimeCalls(ops, [](std::uint64_t i) {
    auto guard = Pin();
    auto& participant = guard.participant();
    participant.RetireMade(participant.Make<Snapshot>(i));
  });
}

// A node that came from new and goes to delete.
Run RetireNew(std::uint64_t ops) {
  return TimeCalls(ops, [](std::uint64_t i) {
    auto guard = Pin();
    guard.Retire(lockfree::Create<Snapshot, lockfree::StdSync>(i));
  });
}

}  // namespace

void AddReclaimWorkloads(std::vector<Workload>& all) {
  all.push_back(Alone("reprise", "guard", Guards));
  all.push_back(Alone("reprise-worker", "guard", WorkerGuards));
  all.push_back(Alone("reprise", "guard_nested", NestedGuards));
  all.push_back(Alone("reprise", "retire_64B", RetireMade));
  all.push_back(Alone("reprise-new", "retire_64B", RetireNew));
  all.push_back(OnBox("snap_load_idle", 0.4,
                      [](Box& box, std::uint64_t ops) { return LoadBeside(box, Writer::kNone, ops); }));
  all.push_back(OnBox("snap_load_1khz", 1.0, [](Box& box, std::uint64_t ops) {
    return LoadBeside(box, Writer::kThousandHertz, ops);
  }));
  all.push_back(OnBox("snap_load_max", 1.0,
                      [](Box& box, std::uint64_t ops) { return LoadBeside(box, Writer::kFullSpeed, ops); }));
  all.push_back(OnBox("snap_swap", 0.4, [](Box& box, std::uint64_t ops) {
    return TimeCalls(ops, [&box](std::uint64_t i) {
      auto guard = Pin();
      box.Swap(guard, Snapshot(i));
    });
  }));
}

}  // namespace reprise::bench
