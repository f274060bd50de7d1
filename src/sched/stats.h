// What a scheduler did, for people and benchmarks; no run depends on it.
#pragma once

#include <cstdint>

namespace reprise::sched {

struct SchedulerStats {
  std::uint64_t tasks = 0;   // Started.
  std::uint64_t steals = 0;  // Tasks that a worker took from another's queue.
  std::uint64_t parks = 0;   // Times that a task was switched away to wait.
  std::uint64_t sleeps = 0;  // Times that a worker found nothing and slept.

  SchedulerStats& operator+=(const SchedulerStats& other) {
    tasks += other.tasks;
    steals += other.steals;
    parks += other.parks;
    sleeps += other.sleeps;
    return *this;
  }
};

}  // namespace reprise::sched
