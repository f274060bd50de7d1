// What a runtime has done and holds, for people: a snapshot of numbers, none of which a run depends on.
//
// Use when     a run is over and somebody asks how it went: Runtime::Stats, `reprise play --stats`.
// Not when     a task wants to act on a number of its own run: time/gauge.h, whose readings are recorded.
// Threads      immutable values.
// Order        pools by number, objects by name: the same whatever order things happened in.
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
  std::uint64_t wakes = 0;   // Times that a task that waited was made ready again.
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

// What one measured time was like, over all its samples. Percentiles are exact to a twentieth of the value.
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
  double mean_queued = 0;    // Tasks that were ready and on no worker, over the time of the run.
  std::uint64_t steals = 0;  // As SchedulerStats has them, of this type alone.
  std::uint64_t parks = 0;
  std::uint64_t wakes = 0;
};

// The weight of a pool (RuntimeOptions::pools) among those of its priority.
struct ShareStats {
  std::string pool;
  std::uint32_t given = 0;  // By its options.
  double now = 0;  // The same, unless RuntimeOptions::balance moved it; in the end, or before the run.
};

// What objects of one name did: those that live, and those that have gone, added up.
struct ObjectStats {
  std::string name;
  ObjectKind kind = ObjectKind::kTask;
  std::uint64_t alive = 0;           // Objects of that name that live.
  std::uint64_t capacity = 0;        // Messages; 0: unbounded, or no channel.
  std::uint64_t length = 0;          // Messages that wait in the living ones.
  std::uint64_t sent = 0;            // Or published, appended, acquired: what the kind's lane counts.
  std::uint64_t received = 0;        // By all receivers.
  std::uint64_t undelivered = 0;     // Sent and never received, when the object went.
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
  std::vector<PoolStats> pools;    // Those that ran a task, and only where times were measured.
  std::vector<ShareStats> shares;  // By pool; none where there is one pool for all.
  std::vector<ObjectStats> objects;
  GarbageStats garbage;
};

}  // namespace reprise::sched
