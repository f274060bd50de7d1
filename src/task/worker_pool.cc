#include "task/worker_pool.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "sched/fiber/worker.h"
#include "sched/measure/run_end.h"
#include "task/cancel.h"

namespace reprise::task {

WorkerPool::WorkerPool(WorkerPoolOptions options)
    : options_(std::move(options)),
      queue_({.name = absl::StrCat("/", options_.name), .capacity = options_.queue}),
      scope_(ScopeOptions{.name = options_.name, .on_failure = OnFailure::kGoOn, .listed = options_.listed}) {
  REPRISE_CHECK(options_.running_max > 0);
}

absl::Status WorkerPool::Send(Submission submission, std::uint64_t deadline_ns, WhenFull when_full,
                              sched::Site site) {
  // Counted before the send, so that a task cannot end before it is counted as submitted.
  CountSubmitted(1);
  const absl::Status sent = when_full == WhenFull::kFail
                                ? queue_.TrySend(std::move(submission), site)
                                : queue_.SendUntil(std::move(submission), deadline_ns, site);
  if (!sent.ok()) CountSubmitted(-1);
  return sent;
}

void WorkerPool::Close(sched::Site site) { queue_.Close(site); }

void WorkerPool::Serve() {
  scope_.TakeOver();
  for (;;) {
    absl::StatusOr<Submission> next = queue_.Receive();
    if (!next.ok()) break;
    if (!scope_.Settle(options_.running_max - 1).ok()) {
      Refuse(*next);
      break;
    }
    next->job->Start(*this);
  }
  {
    const Shield shield;
    queue_.Close();
    while (std::optional<Submission> left = queue_.TryReceive()) Refuse(*left);
  }
  std::sort(refused_.begin(), refused_.end());
  static_cast<void>(scope_.Join());
}

void WorkerPool::Refuse(const Submission& submission) {
  refused_.push_back(submission.name);
  sched::Worker::Current().run->cancellations->AddRefused(absl::StrCat(options_.name, "/", submission.name));
  submission.job->Refuse(*this, absl::CancelledError(absl::StrCat("task ", submission.name, " of pool ",
                                                                  options_.name, ": the pool ended first")));
  const std::lock_guard guard(counters_lock_);
  ++counters_.refused;
}

void WorkerPool::CountSubmitted(int change) {
  const std::lock_guard guard(counters_lock_);
  counters_.submitted += static_cast<std::uint64_t>(change);
}

void WorkerPool::CountStart() {
  const std::lock_guard guard(counters_lock_);
  ++counters_.started;
}

void WorkerPool::CountEnd(const absl::Status& status) {
  const std::lock_guard guard(counters_lock_);
  ++counters_.ended;
  if (absl::IsCancelled(status)) {
    ++counters_.cancelled;
  } else if (!status.ok()) {
    ++counters_.failed;
  }
}

std::uint64_t WorkerPool::Open() const {
  const std::lock_guard guard(counters_lock_);
  return counters_.submitted - counters_.ended - counters_.refused;
}

PoolCounters WorkerPool::counters() const {
  const std::lock_guard guard(counters_lock_);
  return counters_;
}

}  // namespace reprise::task
