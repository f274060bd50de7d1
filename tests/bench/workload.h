// What is measured: a workload, one run of it, and the choice of workloads by words.
//
// Use when     an operation's cost is to be known. A layer's workloads stand in a file of their own here
//              (arena_workloads.cc) and are listed by workloads.cc.
// Threads      thread-compatible.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/settings.h"

namespace reprise::bench {

// What one run says of itself.
struct Run {
  double seconds = 0;
  std::uint64_t ops = 0;
  double cpu_seconds = 0;                              // Of the whole process. 0: not measured.
  std::vector<std::pair<std::string, double>> counts;  // Named figures, printed as their mean over all runs.
};

struct Workload {
  // Does about so many operations, and times them.
  using Body = std::function<Run(std::uint64_t ops)>;
  // Sets things up, untimed, and gives what is timed. Called only for workloads that were chosen.
  using Prepare = std::function<Body()>;

  std::string peer = "reprise";  // Who is measured: comparisons go by (peer, name).
  std::string name;
  Prepare prepare;
  std::uint64_t chunk = 1;     // Every run's operations are a multiple of this.
  double share_of_time = 1.0;  // Of a run's time: single-thread workloads repeat well with 0.4.
  std::string unit = "ns/op";
  // Instead of `prepare`: a figure that is no time (bytes of a blocked task). `ops` is what it was divided
  // by.
  std::function<double()> value = {};
  std::uint64_t value_ops = 1;
  bool value_in_own_process = false;  // Memory that other workloads gave back would spoil it.

  [[nodiscard]] std::string FullName() const { return peer + "/" + name; }
};

// Those whose full name contains one of the words; all without words.
std::vector<Workload> Select(std::vector<Workload> all, const std::vector<std::string>& words);

// Prints the value of the workload of this full name, for the process that Measure starts. NotFound: there is none.
absl::Status PrintValue(const std::vector<Workload>& all, const std::string& full_name);

// Runs a workload as often as the settings say and gives its line: one JSON object, without the end of line.
std::string Measure(const Workload& workload, const Settings& settings);

}  // namespace reprise::bench
