// What one worker's tasks wait and work, and what it does right now, for whoever looks from outside.
//
// There is one only where a runtime was asked to measure, to watch or to balance; elsewhere a worker pays a branch a
// switch.
//
// Use when     a scheduler switches: Ready, Resumed and Left at the edges of a task's turn.
// Threads      Look: thread-safe. The rest: the worker that has it.
// Progress     wait-free; two clock reads a turn (33 ns each) where times are measured, of some turns where shares
//              follow the load (sched/measure/service_sampler.h); showing who runs makes the task's name.
// Memory       8 KiB for each type of task that ran, and worker.
// Units        nanoseconds of the operating system's clock, which nothing in the run can see.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sched/measure/histogram.h"
#include "sched/task_record.h"

namespace reprise::sched {

class ServiceSampler;

class Meter {
 public:
  static constexpr std::size_t kTypesMax = 16;
  static constexpr std::size_t kNameBytes = 64;  // More of a name is not shown.

  enum class Doing : std::uint8_t { kIdle, kLooking, kTask };

  // What Look saw. Two looks with the same `turn` saw the same turn of the same task.
  struct View {
    std::uint64_t turn = 0;
    Doing doing = Doing::kIdle;
    std::string task;
  };

  struct Options {
    bool measure = false;               // Times of all turns, for AddTo.
    bool show = false;                  // Who runs, for Look.
    ServiceSampler* sampler = nullptr;  // Samples this worker's turns, if there is one; with it:
    std::function<void(std::uint64_t now_ns)> turn_measured;  // A sampled turn has ended.
  };

  explicit Meter(Options options);

  // The task waits for a worker from now on.
  void Ready(TaskRecord& task);
  void Resumed(TaskRecord& task);
  // The running task gives its worker up: it waits, yields or has ended.
  void Left();
  // What else befell tasks, to be counted by type: one waits and leaves, one that waited is ready, one came from
  // another worker.
  void Parked();
  void Woken(TaskRecord& task);
  void Stole(const TaskRecord& task);
  void Idle() {
    if (show_) Show(Doing::kIdle, nullptr);
  }
  void Looking() {
    if (show_) Show(Doing::kLooking, nullptr);
  }

  [[nodiscard]] View Look() const;

  // Adds what was measured to the sums over all workers, by type. When the run is over.
  struct Times {
    Histogram wait;
    Histogram service;
    std::uint64_t steals = 0;
    std::uint64_t parks = 0;
    std::uint64_t wakes = 0;
  };
  using Sums = std::array<std::unique_ptr<Times>, kTypesMax>;
  void AddTo(Sums& sums) const;

 private:
  static constexpr std::size_t kNameWords = kNameBytes / sizeof(std::uint64_t);

  void Show(Doing doing, const std::string* task);
  static std::uint8_t TypeOf(const TaskRecord& task);
  Times& Of(std::uint8_t type);

  const bool measure_;
  const bool show_;
  ServiceSampler* const sampler_;
  const std::function<void(std::uint64_t)> turn_measured_;
  std::uint8_t running_type_ = 0;
  bool running_ = false;
  std::uint64_t resumed_ns_ = 0;
  Sums times_;

  std::atomic<std::uint64_t> turn_{0};  // Odd while the rest is written.
  std::atomic<Doing> doing_{Doing::kIdle};
  std::array<std::atomic<std::uint64_t>, kNameWords> name_{};
};

// One a worker; none where nothing is measured or shown.
using Meters = std::vector<std::unique_ptr<Meter>>;

}  // namespace reprise::sched
