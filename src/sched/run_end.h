// How a run ended: what was cancelled in it, and which messages nobody received.
//
//   Runtime runtime({.on_end = [](const RunEnd& end) { if (!end.Clean()) std::cerr << ToString(end) << '\n'; }});
//
// Counted by the runtime itself, whatever the program asks: a task is cancelled when an op of it comes out as cancelled, and
// a message is undelivered when its channel goes, or the run ends, before it was received.
//
// Use when     somebody wants to know what an end has cost: RuntimeOptions::on_end, Runtime::end.
// Not when     a task asks about its own channels: undelivered() of channel/mpsc.h. Which tasks of a manager were
//              cancelled or never started: its Shutdown (task/task_manager.h).
// Threads      RunEnd: immutable values. Cancellations: thread-safe.
// Progress     blocking: a mutex for each op that comes out as cancelled; nothing where none does.
// Memory       the names of kNamesMax tasks, at most.
// Order        channels by name, then kind. Names: the first ones of all in their order, whoever was cancelled first. A
//              replay of a whole run ends with the same.
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
  bool shutdown = false;               // Somebody asked for it: Runtime::RequestShutdown.
  std::uint64_t cancelled_ops = 0;     // That came out as cancelled.
  std::uint64_t cancelled_tasks = 0;   // With one such op or more.
  std::vector<std::string> cancelled;  // Their names, sorted; not all where they are many.
  std::vector<Undelivered> undelivered;

  // Nobody was cancelled, and nothing was left.
  [[nodiscard]] bool Clean() const { return cancelled_ops == 0 && undelivered.empty(); }
};

// "2 tasks cancelled in 3 ops (match/bot/0, match/bot/1); undelivered: 5 on /orders (mpsc)"; "nothing was lost".
std::string ToString(const RunEnd& end);

// Those of the objects that kept a message.
std::vector<Undelivered> UndeliveredOf(const std::vector<ObjectStats>& objects);

class Cancellations {
 public:
  static constexpr std::size_t kNamesMax = 16;

  // An op of the task came out as cancelled.
  void Add(TaskRecord& task);

  void Read(RunEnd& end) const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t ops_ = 0;
  std::uint64_t tasks_ = 0;
  std::multiset<std::string> names_;
};

}  // namespace reprise::sched
