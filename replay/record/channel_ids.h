// The MCAP channel ids of a log: the harness's own first, then the program's in the order they were defined.
//
// Threads      immutable.
#pragma once

#include <cstdint>

namespace reprise::record {

inline constexpr std::uint16_t kTasksChannel = 1;
inline constexpr std::uint16_t kObjectsChannel = 2;
inline constexpr std::uint16_t kFirstOpsChannel = 3;  // + the worker's number

inline constexpr std::uint32_t kWorkersMax = 256;  // A message's log_time keeps 8 bits for the worker.
inline constexpr std::uint16_t kFirstProgramChannel = kFirstOpsChannel + kWorkersMax;

// log_time: causal and unique, yet not the replay's order.
constexpr std::uint64_t LogTime(std::uint64_t stamp, std::uint32_t worker) {
  return stamp * kWorkersMax + worker;
}

}  // namespace reprise::record
