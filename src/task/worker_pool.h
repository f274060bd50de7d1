// One pool: a channel of submitted tasks, and one serving task that starts them, with a limit of tasks at a
// time.
//
// Use when     writing a TaskManager, which has one WorkerPool for each lane of each task type. Programs
//              submit through the TaskManager.
// Threads      Submit, Close, Running, counters: thread-safe among tasks. Serve: one task, which ends after
//              Close.
// Progress     blocking: Submit waits for room in the channel.
// Memory       `queue` submissions and `running_max` tasks.
// Order        tasks start in the order of their submission, and end in any order.
// Errors       Submit: FailedPrecondition when closed, Cancelled, DeadlineExceeded; TrySubmit:
//              ResourceExhausted when full. A task that never started ends as Cancelled.
// Units        deadlines in nanoseconds of sched::Clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "channel/mpsc.h"
#include "sched/object/object_lock.h"
#include "task/scope.h"
#include "task/submission.h"

namespace reprise::task {

struct WorkerPoolOptions {
  std::string name;                // The scope's name; the channel's name has a slash in front.
  std::uint64_t queue = 1000;      // The channel's capacity; Submit waits when it is full.
  std::size_t running_max = 1000;  // The limit of tasks that run at the same time.
  bool listed = false;             // Any task may call Running.
};

// Counts of a pool's tasks. Exact once the pool has ended; before that, a run must not depend on them.
struct PoolCounters {
  std::uint64_t submitted = 0;  // At the end: submitted == ended + refused.
  std::uint64_t started = 0;
  std::uint64_t ended = 0;
  std::uint64_t failed = 0;     // Of the ended ones; without the cancelled ones.
  std::uint64_t cancelled = 0;  // Of the ended ones.
  std::uint64_t refused = 0;    // Never started.

  PoolCounters& operator+=(const PoolCounters& other) {
    submitted += other.submitted;
    started += other.started;
    ended += other.ended;
    failed += other.failed;
    cancelled += other.cancelled;
    refused += other.refused;
    return *this;
  }
};

// What Submit does when the channel is full: wait, or fail.
enum class WhenFull : std::uint8_t { kWait, kFail };

class WorkerPool {
 public:
  explicit WorkerPool(WorkerPoolOptions options);

  template <typename F>
  absl::StatusOr<ScopedTask<MemberResult<F>>> Submit(TaskType type, std::string name, F body,
                                                     std::uint64_t deadline_ns, WhenFull when_full,
                                                     sched::Site site) {
    auto slot = std::make_shared<internal::Slot<MemberResult<F>>>(name);
    Submission submission{.type = static_cast<std::uint8_t>(type), .name = std::move(name)};
    submission.job = std::make_unique<JobOf<F>>(type, slot, std::move(body), site);
    if (absl::Status sent = Send(std::move(submission), deadline_ns, when_full, site); !sent.ok())
      return sent;
    return ScopedTask<MemberResult<F>>(scope_, std::move(slot));
  }

  void Close(sched::Site site);

  // Starts submitted tasks until the pool is closed and empty. If the serving task is cancelled, it cancels
  // the tasks that it started and refuses the waiting ones. Returns when all started tasks have ended.
  void Serve();

  std::vector<std::string> Running(sched::Site site) { return scope_.Running(site); }
  [[nodiscard]] PoolCounters counters() const;
  // How many submitted tasks have not ended, at some moment. Not an op: the caller must record the decision
  // that it makes with this number (task/pool_lanes.h).
  [[nodiscard]] std::uint64_t Open() const;
  // After Serve, sorted: the tasks that were cancelled with the pool, and the tasks that never started.
  [[nodiscard]] std::vector<std::string> CancelledNames() const { return scope_.CancelledMembers(); }
  [[nodiscard]] const std::vector<std::string>& refused() const { return refused_; }

 private:
  template <typename F>
  class JobOf final : public internal::Job {
   public:
    using Slot = internal::Slot<MemberResult<F>>;
    JobOf(TaskType type, std::shared_ptr<Slot> slot, F body, sched::Site site)
        : type_(type), slot_(std::move(slot)), body_(std::move(body)), site_(site) {}

    void Start(WorkerPool& pool) override {
      pool.scope_.Add(slot_, site_);
      auto counted = [&pool, body = std::move(body_)]() mutable {
        pool.CountStart();
        absl::StatusOr<MemberResult<F>> result = internal::RunMember(body);
        pool.CountEnd(result.status());
        return result;
      };
      pool.scope_.StartMember(type_, slot_->name, slot_, std::move(counted), site_);
    }
    void Refuse(WorkerPool& pool, const absl::Status& why) override {
      slot_->result = why;
      pool.scope_.Refuse(*slot_, site_);
    }

   private:
    const TaskType type_;
    const std::shared_ptr<Slot> slot_;
    F body_;
    const sched::Site site_;
  };

  absl::Status Send(Submission submission, std::uint64_t deadline_ns, WhenFull when_full, sched::Site site);
  void Refuse(const Submission& submission);
  void CountSubmitted(int change);
  void CountStart();
  void CountEnd(const absl::Status& status);

  const WorkerPoolOptions options_;
  channel::Mpsc<Submission> queue_;
  Scope scope_;
  std::vector<std::string> refused_;
  mutable sched::ObjectLock counters_lock_;
  PoolCounters counters_;
};

}  // namespace reprise::task
