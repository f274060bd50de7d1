// A run that somebody outside wants to end, and what still ran when its time was up.
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
  // The meters outlive it; without any, nobody is named.
  explicit Shutdown(const Meters& meters) : meters_(meters) {}
  ~Shutdown() { static_cast<void>(Ended()); }
  Shutdown(const Shutdown&) = delete;
  Shutdown& operator=(const Shutdown&) = delete;

  // The run begins; `cancel` cancels its root task and may be called at once, if the request came first.
  void Began(std::function<void()> cancel);

  // The first request counts. After the end it does nothing.
  void Request(std::uint64_t deadline_ns);

  [[nodiscard]] bool requested() const;

  // The deadline has passed, and the run goes on.
  [[nodiscard]] bool Overdue() const;

  // The run has ended. DeadlineExceeded: later than was asked for; names who held a worker at the deadline.
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
