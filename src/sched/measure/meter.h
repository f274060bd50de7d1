// The meter of one worker: how long its tasks wait and run, and what the worker does right now, for other
// threads to read.
//
// A worker has a meter only if the runtime measures, watches for stalls or balances. Without one, a switch
// costs a branch.
//
// Use when     a scheduler switches: Ready, Resumed and Left at the edges of a task's turn.
// Threads      Look: thread-safe. The rest: its worker only.
// Progress     wait-free. With `measure`, two clock reads for each turn (33 ns each); with a sampler, for
//              some turns (sched/measure/service_sampler.h). With `show`, each turn builds the task's full
//              name.
// Memory       8 KiB for each worker and each type of task that ran there.
// Units        nanoseconds of the operating system's clock, which the run cannot see.
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
  static constexpr std::size_t kNameBytes = 64;  // A longer name is cut off.

  enum class Doing : std::uint8_t { kIdle, kLooking, kTask };

  // What Look saw. Two looks with the same `turn` saw the same turn of the same task.
  struct View {
    std::uint64_t turn = 0;
    Doing doing = Doing::kIdle;
    std::string task;
  };

  struct Options {
    bool measure = false;                                     // Measure all turns, for AddTo.
    bool show = false;                                        // Show which task runs, for Look.
    ServiceSampler* sampler = nullptr;                        // Not null: it samples this worker's turns.
    std::function<void(std::uint64_t now_ns)> turn_measured;  // With a sampler: called after a sampled turn.
  };

  explicit Meter(Options options);

  // The task waits for a worker from now on.
  void Ready(TaskRecord& task);
  void Resumed(TaskRecord& task);
  // The running task leaves its worker: it waits, yields or has ended.
  void Left();
  // Other events, counted by type. Parked: the running task waits and leaves. Woken: a waiting task is ready.
  // Stole: a task came from another worker.
  void Parked();
  void Woken(TaskRecord& task);
  void Stole(const TaskRecord& task);
  void Idle() {
    if (show_) Show(Doing::kIdle, nullptr);
  }

  [[nodiscard]] View Look() const;

  // Adds what was measured to the sums over all workers, by type. Call when the run is over.
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

  std::atomic<std::uint64_t> turn_{0};  // Odd while doing_ and name_ are written.
  std::atomic<Doing> doing_{Doing::kIdle};
  std::array<std::atomic<std::uint64_t>, kNameWords> name_{};
};

// One for each worker; empty if nothing is measured or shown.
using Meters = std::vector<std::unique_ptr<Meter>>;

}  // namespace reprise::sched
