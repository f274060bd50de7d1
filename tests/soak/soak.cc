// Runs random programs on the runtime until its time is up, and counts: what was sent was received or is still there,
// what was started has ended, and memory stays flat.
//
//   soak SECONDS [SEED]
//
// Each round is a runtime of its own with a random number of workers, every other one with pools whose shares move: a
// tree of scopes whose tasks send, receive, yield, fail, cancel, close and go away, and sometimes a shutdown from
// outside in the middle of it. The programs come from the seed; how they interleave is the machine's. A line at the end
// says what was counted; exit code 1 and the round's seed when something was lost.
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <thread>

#include "base/check.h"
#include "base/decimal.h"
#include "base/os.h"
#include "base/prng.h"
#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "sched/measure/run_end.h"
#include "sched/object/announce.h"
#include "support/plain_codec.h"
#include "task/scope.h"
#include "task/task_types.h"

namespace reprise {
namespace {

using channel::Mpsc;
using task::Scope;
using task::TaskType;

constexpr std::uint64_t kWarmUpRounds = 200;
constexpr double kGrowthMax = 1.25;  // Of resident memory after the warm-up.
constexpr std::uint64_t kMinuteNanos = 60'000'000'000;

struct Counts {
  std::atomic<std::uint64_t> started{0};
  std::atomic<std::uint64_t> ended{0};
  std::atomic<std::uint64_t> sent{0};
  std::atomic<std::uint64_t> received{0};
  std::atomic<std::uint64_t> undelivered{0};
  std::atomic<std::uint64_t> cancelled{0};
};

// Counts a task from its first to its last instruction, however that comes.
class Alive {
 public:
  explicit Alive(Counts& counts) : counts_(counts) { ++counts_.started; }
  ~Alive() { ++counts_.ended; }
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;

 private:
  Counts& counts_;
};

absl::Status Produce(Mpsc<int>::Sender sender, std::uint64_t seed, Counts& counts) {
  const Alive alive(counts);
  Prng prng(seed);
  for (std::uint64_t left = prng.Below(200); left > 0; --left) {
    const absl::Status sent = sender.Send(static_cast<int>(left));
    if (absl::IsCancelled(sent)) ++counts.cancelled;
    if (!sent.ok()) return absl::OkStatus();
    ++counts.sent;
    if (prng.Below(16) == 0) sched::Yield();
    if (prng.Below(2000) == 0) return absl::InternalError("a producer fails");
  }
  return absl::OkStatus();
}

absl::Status Consume(Mpsc<int>& channel, std::uint64_t seed, Counts& counts) {
  const Alive alive(counts);
  Prng prng(seed);
  for (std::uint64_t left = prng.Below(8) == 0 ? prng.Below(100) : ~std::uint64_t{0}; left > 0; --left) {
    const absl::StatusOr<int> message = channel.Receive();
    if (absl::IsCancelled(message.status())) ++counts.cancelled;
    if (!message.ok()) return absl::OkStatus();
    ++counts.received;
  }
  channel.Close();
  return absl::OkStatus();
}

absl::Status Grow(std::uint64_t seed, int height, Counts& counts) {
  const Alive alive(counts);
  Prng prng(seed);
  Mpsc<int> channel({.name = "/soak", .capacity = 1 + prng.Below(8)});
  {
    Scope scope("branch");
    for (std::uint64_t n = 1 + prng.Below(3); n > 0; --n) {
      scope.Spawn(TaskType::kBotDecision, "producer",
                  [sender = channel.MakeSender(), own = prng.Next(), &counts]() mutable {
                    return Produce(std::move(sender), own, counts);
                  });
    }
    scope.Spawn(TaskType::kEventProcessing, "consumer",
                [&channel, own = prng.Next(), &counts] { return Consume(channel, own, counts); });
    for (std::uint64_t n = height > 0 ? prng.Below(3) : 0; n > 0; --n) {
      scope.Spawn(TaskType::kStateUpdate, "branch",
                  [own = prng.Next(), height, &counts] { return Grow(own, height - 1, counts); });
    }
    for (std::uint64_t n = prng.Below(4); n > 0; --n) sched::Yield();
    if (prng.Below(6) == 0) scope.Cancel();
    static_cast<void>(scope.Join());  // Failures are planted; what counts is that everybody has ended.
  }
  counts.undelivered += channel.undelivered();
  return absl::OkStatus();
}

void RunRound(std::uint64_t seed, Counts& counts) {
  Prng prng(seed);
  sched::RuntimeOptions options{.workers = 1 + static_cast<unsigned>(prng.Below(4)),
                                .stack_bytes = 64 * 1024};
  if (prng.Below(2) == 0) {
    const task::TaskTypes types;
    options.pools.assign(types.pools().begin(), types.pools().end());
    options.balance = sched::BalanceOptions{.interval_ns = 0};
  }
  const std::uint64_t undelivered_before = counts.undelivered;
  std::uint64_t undelivered = 0;  // As the runtime itself counts.
  options.on_end = [&](const sched::RunEnd& end) {
    for (const sched::Undelivered& of_name : end.undelivered) undelivered += of_name.messages;
  };
  sched::Runtime runtime(options);
  const bool asked_to_end = prng.Below(4) == 0;
  std::atomic<bool> begun{false};
  std::thread outside;
  if (asked_to_end) {
    outside = std::thread([&] {
      while (!begun) std::this_thread::yield();
      runtime.RequestShutdown(MonotonicNanos() + kMinuteNanos);
    });
  }
  const absl::Status ended = runtime.Run("soak", [&] {
    begun = true;
    static_cast<void>(Grow(prng.Next(), 3, counts));
  });
  if (outside.joinable()) outside.join();
  if (!ended.ok())
    std::fprintf(stderr, "soak: round %llu: %s\n", static_cast<unsigned long long>(seed),
                 ended.ToString().c_str());
  const bool all = counts.started == counts.ended && counts.sent == counts.received + counts.undelivered &&
                   undelivered == counts.undelivered - undelivered_before;
  if (ended.ok() && all) return;
  std::fprintf(stderr,
               "soak: round %llu lost something: started %llu ended %llu, sent %llu received %llu "
               "undelivered %llu, of "
               "which the runtime saw %llu in this round\n",
               static_cast<unsigned long long>(seed), static_cast<unsigned long long>(counts.started),
               static_cast<unsigned long long>(counts.ended), static_cast<unsigned long long>(counts.sent),
               static_cast<unsigned long long>(counts.received),
               static_cast<unsigned long long>(counts.undelivered),
               static_cast<unsigned long long>(undelivered));
  std::exit(1);
}

std::uint64_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  statm >> all >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

int Soak(std::uint64_t seconds, std::uint64_t seed) {
  Counts counts;
  const std::uint64_t end_ns = MonotonicNanos() + seconds * 1'000'000'000;
  std::uint64_t warm_bytes = 0;
  std::uint64_t rounds = 0;
  while (MonotonicNanos() < end_ns) {
    RunRound(DeriveSeed(seed, rounds), counts);
    if (++rounds == kWarmUpRounds) warm_bytes = ResidentBytes();
  }
  const std::uint64_t bytes = ResidentBytes();
  std::printf(
      "rounds %llu tasks %llu sent %llu received %llu undelivered %llu cancelled %llu resident %llu KiB "
      "after %llu\n",
      static_cast<unsigned long long>(rounds), static_cast<unsigned long long>(counts.ended),
      static_cast<unsigned long long>(counts.sent), static_cast<unsigned long long>(counts.received),
      static_cast<unsigned long long>(counts.undelivered), static_cast<unsigned long long>(counts.cancelled),
      static_cast<unsigned long long>(bytes / 1024), static_cast<unsigned long long>(warm_bytes / 1024));
  if (warm_bytes == 0 || static_cast<double>(bytes) <= kGrowthMax * static_cast<double>(warm_bytes)) return 0;
  std::fprintf(stderr, "soak: memory grew by more than a quarter since round %llu\n",
               static_cast<unsigned long long>(kWarmUpRounds));
  return 1;
}

}  // namespace
}  // namespace reprise

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t otherwise) {
    return argc > at ? reprise::ParseDecimal<std::uint64_t>(argv[at]) : otherwise;
  };
  const std::optional<std::uint64_t> seconds = number(1, 0);
  const std::optional<std::uint64_t> seed = number(2, 1);
  if (argc > 3 || seconds.value_or(0) == 0 || !seed.has_value()) {
    std::fprintf(stderr, "usage: soak SECONDS [SEED], whole numbers, for example: soak 600\n");
    return 2;
  }
  return reprise::Soak(*seconds, *seed);
}
