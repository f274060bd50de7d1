#include "runtime/shutdown.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/os.h"

namespace reprise::sched {
namespace {

constexpr std::uint64_t kLongestWaitNanos = 3'600'000'000'000;  // An hour; then Watch looks again.

}  // namespace

void Shutdown::Began(std::function<void()> cancel) {
  const std::lock_guard guard(mutex_);
  cancel_ = std::move(cancel);
  if (requested_) cancel_();
}

void Shutdown::Request(std::uint64_t deadline_ns) {
  const std::lock_guard guard(mutex_);
  if (requested_ || ended_) return;
  requested_ = true;
  if (cancel_ != nullptr) cancel_();
  watch_ = std::thread([this, deadline_ns] { Watch(deadline_ns); });
}

bool Shutdown::requested() const {
  const std::lock_guard guard(mutex_);
  return requested_;
}

bool Shutdown::Overdue() const {
  const std::lock_guard guard(mutex_);
  return overdue_ && !ended_;
}

absl::Status Shutdown::Ended() {
  {
    const std::lock_guard guard(mutex_);
    ended_ = true;
    cancel_ = nullptr;
  }
  changed_.notify_all();
  if (watch_.joinable()) watch_.join();
  if (!overdue_) return absl::OkStatus();
  return absl::DeadlineExceededError(absl::StrCat(
      "shutdown: the run ended after its deadline, at which ",
      who_.empty() ? "no task held a worker (those that run are named with RuntimeOptions::stall_limit_ns)"
                   : who_));
}

void Shutdown::Watch(std::uint64_t deadline_ns) {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    const std::uint64_t now = MonotonicNanos();
    if (now >= deadline_ns) break;
    const std::chrono::nanoseconds wait(std::min(deadline_ns - now, kLongestWaitNanos));
    changed_.wait_for(lock, wait, [this] { return ended_; });
  }
  if (ended_) return;
  for (std::size_t worker = 0; worker < meters_.size(); ++worker) {
    const Meter::View view = meters_[worker]->Look();
    if (view.doing != Meter::Doing::kTask) continue;
    absl::StrAppend(&who_, who_.empty() ? "" : ", ", "task ", view.task, " held worker ", worker);
  }
  overdue_ = true;
}

}  // namespace reprise::sched
