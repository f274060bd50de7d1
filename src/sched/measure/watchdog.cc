#include "sched/measure/watchdog.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/os.h"

namespace reprise::sched {

std::string ToString(const Stall& stall) {
  const std::string worker = absl::StrCat("worker ", stall.worker);
  const std::string how_long = absl::StrCat(" for ", stall.for_ns / 1'000'000, " ms now");
  return stall.task.empty() ? absl::StrCat(worker, " is stuck between two tasks", how_long)
                            : absl::StrCat("task ", stall.task, " holds ", worker, how_long);
}

std::vector<Stall> StallFinder::Look(std::uint64_t now_ns, const std::vector<Meter::View>& views) {
  REPRISE_CHECK(views.size() == seen_.size());
  std::vector<Stall> stalls;
  for (std::size_t worker = 0; worker < views.size(); ++worker) {
    const Meter::View& view = views[worker];
    Seen& seen = seen_[worker];
    if (view.turn != seen.turn) {
      seen = {.turn = view.turn, .since_ns = now_ns};
    } else if (view.doing != Meter::Doing::kIdle && !seen.told && now_ns - seen.since_ns >= limit_ns_) {
      seen.told = true;
      stalls.push_back({static_cast<unsigned>(worker), view.task, now_ns - seen.since_ns});
    }
  }
  return stalls;
}

Watchdog::Watchdog(std::uint64_t limit_ns, const Meters& meters, ReportStall report)
    : limit_ns_(limit_ns), meters_(meters), report_(std::move(report)), thread_([this] { Watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Watchdog::Watch() {
  StallFinder finder(limit_ns_, meters_.size());
  const std::chrono::nanoseconds pause(std::max<std::uint64_t>(limit_ns_ / 4, 1));
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, pause, [this] { return stop_; })) {
    std::vector<Meter::View> views;
    for (const auto& meter : meters_) views.push_back(meter->Look());
    for (const Stall& stall : finder.Look(MonotonicNanos(), views)) {
      if (report_ != nullptr) {
        report_(stall);
      } else {
        std::fputs(absl::StrCat(ToString(stall), "\n").c_str(), stderr);
      }
    }
  }
}

}  // namespace reprise::sched
