// Reports a task that holds a worker longer than a limit, by name, while it still runs.
//
// Use when     a run seems to hang, or must not: RuntimeOptions::stall_limit_ns.
// Not when     a task only waits: a deadlock is found by the deterministic scheduler.
// Threads      StallFinder: thread-compatible. Watchdog: has a thread of its own, which calls `report`.
// Progress     looks every quarter of the limit, so a stall is reported after one limit to one and a quarter.
// Order        reports each turn of a task once. It never influences a run: it only reads what workers show.
// Units        nanoseconds.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sched/measure/meter.h"

namespace reprise::sched {

struct Stall {
  unsigned worker = 0;
  std::string task;  // Empty: the worker itself is stuck between two tasks.
  std::uint64_t for_ns = 0;
};

using ReportStall = std::function<void(const Stall&)>;

// "task match/bot/3 holds worker 1 for 250 ms now"
std::string ToString(const Stall& stall);

// The rule alone, without a thread: takes views of the workers, gives the stalls.
class StallFinder {
 public:
  StallFinder(std::uint64_t limit_ns, std::size_t workers) : limit_ns_(limit_ns), seen_(workers) {}

  std::vector<Stall> Look(std::uint64_t now_ns, const std::vector<Meter::View>& views);

 private:
  struct Seen {
    std::uint64_t turn = ~std::uint64_t{0};
    std::uint64_t since_ns = 0;
    bool told = false;
  };

  const std::uint64_t limit_ns_;
  std::vector<Seen> seen_;
};

class Watchdog {
 public:
  // The meters must outlive it. Without a `report` it prints a line on standard error.
  Watchdog(std::uint64_t limit_ns, const Meters& meters, ReportStall report);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void Watch();

  const std::uint64_t limit_ns_;
  const Meters& meters_;
  const ReportStall report_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace reprise::sched
