// How a run ended: which tasks were cancelled, which never started, and which messages were not received.
//
//   Runtime runtime({.on_end = [](const RunEnd& end) { if (!end.Clean()) std::cerr << ToString(end) << '\n'; }});
//
// The runtime always counts these. A task is cancelled when one of its ops ends as cancelled. A task is
// refused when its pool ended before the task began. A message is undelivered when its channel is destroyed,
// or the run ends, before the message was received.
//
// Use when     a program must know what was lost at the end: RuntimeOptions::on_end, Runtime::end.
// Not when     a task asks about its own channels: undelivered() of channel/mpsc.h. Or about all cancelled or
//              refused tasks of a manager: its Shutdown (task/task_manager.h).
// Threads      RunEnd: immutable values. Cancellations: thread-safe.
// Progress     blocking: a mutex for each op that ends as cancelled; no cost for other ops.
// Memory       the names of kNamesMax tasks that were cancelled, and as many that were refused.
// Order        channels by name, then kind. Names: the first kNamesMax in sorted order; it does not matter
//              which task was cancelled first. A replay of a whole run gives the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "sched/op.h"
#include "sched/stats.h"
#include "sched/task_record.h"

namespace reprise::sched {

struct Undelivered {
  std::string name;
  ObjectKind kind = ObjectKind::kMpsc;
  std::uint64_t messages = 0;

  bool operator==(const Undelivered&) const = default;
};

struct RunEnd {
  bool shutdown = false;               // Runtime::RequestShutdown was called.
  std::uint64_t cancelled_ops = 0;     // Ops that ended as cancelled.
  std::uint64_t cancelled_tasks = 0;   // Tasks with one such op or more.
  std::vector<std::string> cancelled;  // The names of these tasks, sorted; the first ones if they are many.
  std::uint64_t refused_tasks = 0;     // Tasks that were submitted and never started.
  std::vector<std::string> refused;    // As `cancelled`, with the name of the pool in front.
  std::vector<Undelivered> undelivered;

  // No task was cancelled or refused, and no message was left.
  [[nodiscard]] bool Clean() const { return cancelled_ops == 0 && refused_tasks == 0 && undelivered.empty(); }
};

// "2 tasks cancelled in 3 ops (match/bot/0, match/bot/1); undelivered: 5 on /orders (mpsc)"; "nothing was lost".
std::string ToString(const RunEnd& end);

// The undelivered messages of those objects that have some.
std::vector<Undelivered> UndeliveredOf(const std::vector<ObjectStats>& objects);

class Cancellations {
 public:
  static constexpr std::size_t kNamesMax = 16;

  // An op of the task ended as cancelled.
  void Add(TaskRecord& task);
  // A task of this name was submitted and never started.
  void AddRefused(std::string name);

  void Read(RunEnd& end) const;

 private:
  // How many tasks, and the first of their names in sorted order.
  struct Tasks {
    std::uint64_t count = 0;
    std::multiset<std::string> names;

    void Add(std::string name);
  };

  mutable std::mutex mutex_;
  std::uint64_t ops_ = 0;
  Tasks cancelled_;
  Tasks refused_;
};

}  // namespace reprise::sched
