// The statistics of a runtime, for people: a snapshot of numbers. No run depends on them.
//
// Use when     a run is over and a person asks how it went: Runtime::Stats, `reprise play --stats`.
// Not when     a task wants to act on a number of its own run: time/gauge.h, whose readings are recorded.
// Threads      immutable values.
// Order        pools by number, objects by name; it does not depend on the order of events.
// Units        nanoseconds.
// Source       docs/stats.md says what each number means.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sched/op.h"

namespace reprise::sched {

struct SchedulerStats {
  std::uint64_t tasks = 0;   // Started.
  std::uint64_t steals = 0;  // Tasks that a worker took from another's queue.
  std::uint64_t parks = 0;   // Times that a task was switched away to wait.
  std::uint64_t wakes = 0;   // Times that a waiting task was made ready.
  std::uint64_t sleeps = 0;  // Times that a worker found nothing and slept.

  SchedulerStats& operator+=(const SchedulerStats& other) {
    tasks += other.tasks;
    steals += other.steals;
    parks += other.parks;
    wakes += other.wakes;
    sleeps += other.sleeps;
    return *this;
  }
};

// A summary of all samples of one measured time. Percentiles are exact to a twentieth of the value.
struct Distribution {
  std::uint64_t count = 0;
  std::uint64_t total_ns = 0;
  std::uint64_t p50_ns = 0;
  std::uint64_t p90_ns = 0;
  std::uint64_t p99_ns = 0;
  std::uint64_t max_ns = 0;
};

// The tasks of one type. Only with RuntimeOptions::measure.
struct PoolStats {
  std::uint8_t type = 0;     // task::TaskType.
  Distribution wait;         // From ready to running.
  Distribution service;      // From running to the next wait, yield or end.
  double mean_queued = 0;    // The mean over the run of how many tasks were ready and on no worker.
  std::uint64_t steals = 0;  // As in SchedulerStats, of this type alone.
  std::uint64_t parks = 0;
  std::uint64_t wakes = 0;
};

// The weight of a pool (RuntimeOptions::pools) among those of its priority.
struct ShareStats {
  std::string pool;
  std::uint32_t given = 0;  // By PoolOptions.
  double now = 0;           // Before or after the run. As given, unless RuntimeOptions::balance moved it.
};

// The numbers of all objects of one name added up: those that live and those that are destroyed.
struct ObjectStats {
  std::string name;
  ObjectKind kind = ObjectKind::kTask;
  std::uint64_t alive = 0;           // Objects of that name that live.
  std::uint64_t capacity = 0;        // Messages; 0: unbounded, or no channel.
  std::uint64_t length = 0;          // Messages that wait in the living objects.
  std::uint64_t sent = 0;            // Or published, appended, acquired: what the kind's lane counts.
  std::uint64_t received = 0;        // By all receivers.
  std::uint64_t undelivered = 0;     // Sent and not received when the object was destroyed.
  std::uint64_t sender_waits = 0;    // Times that a sender slept because there was no room.
  std::uint64_t receiver_waits = 0;  // Times that a receiver slept because nothing was there.
  std::uint64_t cancelled = 0;       // Waits that a cancellation ended.
};

// What the process's epoch domain holds (lockfree/thread_epoch.h).
struct GarbageStats {
  std::uint64_t epoch = 0;
  std::uint64_t retired = 0;
  std::uint64_t freed = 0;

  [[nodiscard]] std::uint64_t waiting() const { return retired > freed ? retired - freed : 0; }
};

struct RuntimeStats {
  std::uint64_t ran_ns = 0;  // How long Run took.
  SchedulerStats scheduler;
  std::vector<PoolStats> pools;    // Pools that ran a task; only with RuntimeOptions::measure.
  std::vector<ShareStats> shares;  // By pool; empty if there is one pool for all.
  std::vector<ObjectStats> objects;
  GarbageStats garbage;
};

}  // namespace reprise::sched
