// The request from outside to end a run until a deadline, and the tasks that still ran at the deadline.
//
// Use when     a runtime is asked to end: Runtime::RequestShutdown.
// Threads      thread-safe.
// Progress     a thread of its own, from the request to the end of the run.
// Units        nanoseconds of the operating system's monotonic clock.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "sched/measure/meter.h"

namespace reprise::sched {

class Shutdown {
 public:
  // The meters must outlive it. Without meters no task is named.
  explicit Shutdown(const Meters& meters) : meters_(meters) {}
  ~Shutdown() { static_cast<void>(Ended()); }
  Shutdown(const Shutdown&) = delete;
  Shutdown& operator=(const Shutdown&) = delete;

  // Call when the run begins. `cancel` cancels the root task; it is called at once if the request came first.
  void Began(std::function<void()> cancel);

  // Only the first request counts. After the end of the run it does nothing.
  void Request(std::uint64_t deadline_ns);

  [[nodiscard]] bool requested() const;

  // The deadline has passed, and the run goes on.
  [[nodiscard]] bool Overdue() const;

  // Call when the run has ended. DeadlineExceeded: it ended after the deadline; names the tasks that held a
  // worker then.
  absl::Status Ended();

 private:
  void Watch(std::uint64_t deadline_ns);

  const Meters& meters_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> cancel_;
  bool requested_ = false;
  bool ended_ = false;
  bool overdue_ = false;
  std::string who_;
  std::thread watch_;
};

}  // namespace reprise::sched
