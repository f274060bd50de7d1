// The deterministic scheduler: one thread, and a strategy that chooses before every op which task goes on.
// The same choices give the same run.
//
// The current task is among the candidates; Boost.Fiber's own yield never offers it. Time is virtual: it
// moves only when no task can run. If no task can run and no timer is left, the run is in a deadlock: there
// are no false reports.
//
// Threads      see scheduler.h; Run uses a thread of its own, so that it does not touch its caller's fibers.
// Errors       Aborted: the strategy ended the run. FailedPrecondition: every task is blocked; the text names
//              the tasks. Unimplemented: a task waited in Boost.Fiber (sched/fiber/wait_outside.h). In all
//              cases Abandoned has unwound every task, but for those that still wait in Boost.Fiber: their
//              stacks are dropped as they are.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "sched/fiber/fiber_thread.h"
#include "sched/fiber/stack_pool.h"
#include "sched/fiber/timer_queue.h"
#include "sched/fiber/worker.h"
#include "sched/scheduler.h"
#include "sched/strategy.h"

namespace reprise::sched {

// What only this scheduler stores of a task.
struct DeterministicTask {
  Op pending;  // The op that the task does when it is picked.
};

class DeterministicScheduler final : public Scheduler {
 public:
  DeterministicScheduler(const RunContext& run, std::size_t stack_bytes);
  ~DeterministicScheduler() override;

  absl::Status Run(TaskRecord& root) override;
  void Start(TaskRecord& task) override;
  bool RunHere(TaskRecord&) override { return false; }
  void Choose(TaskRecord& current, const Op& op) override;
  std::uint64_t ChooseBelow(TaskRecord& current, std::uint64_t bound) override;
  void Park(TaskRecord& current, std::uint64_t deadline_ns) override;
  Fiber* BeginYield(TaskRecord& current) override {
    Yield(current);
    return nullptr;
  }
  Fiber* BeginPark(TaskRecord& current) override {
    Park(current, kNever);
    return nullptr;
  }
  void Wake(TaskRecord& task) override;
  void EndAfterWaitOutside(TaskRecord& task, const Op& next) override;
  void Cancel(TaskRecord& task) override;
  void Yield(TaskRecord&) override {}  // The choice before the yield op has offered all other tasks already.
  std::uint64_t NowNanos() override { return now_ns_; }
  [[nodiscard]] bool Unwinding() const override { return abandoned_; }
  [[nodiscard]] std::size_t Waiting(unsigned) const override { return 0; }
  void SetShare(unsigned, std::uint32_t) override {}
  [[nodiscard]] std::uint32_t Share(unsigned) const override { return 1; }
  [[nodiscard]] SchedulerStats Stats() const override { return stats_; }

 private:
  // The answers of the one thread to Boost.Fiber.
  class Host final : public FiberHost {
   public:
    explicit Host(DeterministicScheduler& scheduler) : scheduler_(scheduler) {}
    Fiber* Next() noexcept override { return scheduler_.NextFiber(); }
    bool Over() noexcept override { return scheduler_.live_.empty(); }
    void Wait(std::uint64_t deadline_ns) noexcept override;
    void Notify() noexcept override;
    void FinishLeaving(Fiber&) noexcept override {}  // One thread: all was done before the switch.
    void WaitsInBoost(TaskRecord& task) noexcept override;
    void WokenInBoost(TaskRecord& task, bool) noexcept override { scheduler_.WokenInBoost(task); }
    void OwnFiberReady() noexcept override;

   private:
    DeterministicScheduler& scheduler_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool notified_ = false;
  };

  void RunTask(TaskRecord& task);
  void SwitchTo(TaskRecord& next, TaskRecord& current);
  void MakeReady(TaskRecord& task);
  Fiber* NextFiber();
  TaskRecord* PickNext();
  TaskRecord* AskStrategy();
  bool AdvanceTime();
  void Abandon(absl::Status why);
  void AbandonBlocked();
  void LeaveIfAbandoned(TaskRecord& current);
  void WokenInBoost(TaskRecord& task);
  [[nodiscard]] bool YoungestWaitsInBoost() const;
  void LoseYoungest();
  bool OwnFibersMayHelp();
  void SwitchToDispatcher(TaskRecord& current);

  Strategy& strategy_;
  StackPool stacks_;
  TimerQueue timers_;
  Worker worker_;
  Host host_{*this};
  FiberThread fibers_{worker_, host_};
  std::vector<TaskRecord*> ready_;     // In the order they became ready.
  std::vector<TaskRecord*> live_;      // In the order they were spawned.
  std::vector<Op> candidates_;         // Scratch of AskStrategy and Choose.
  std::vector<TaskRecord*> in_boost_;  // The tasks of live_ that wait in Boost.Fiber, longest first.
  std::vector<Fiber*> lost_;           // Of tasks that waited in Boost.Fiber to the end of the run.
  std::uint64_t now_ns_ = 0;
  std::uint32_t own_fiber_turns_ = 0;  // That were given while tasks could not go on.
  bool abandoned_ = false;
  absl::Status verdict_;
  SchedulerStats stats_;
};

}  // namespace reprise::sched
