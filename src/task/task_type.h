// The kind of work that a task does. Each type has a pool with a priority, a share and counters
// (task/task_types.h).
//
// Programs add their own types; the six types here are those of the match.
//
// Source       the seed's TaskType.
#pragma once

#include <cstdint>

namespace reprise::task {

// Stored in logs as a number: append, never renumber. Up to sched::kPoolsMax - 1 in all.
enum class TaskType : std::uint8_t {
  kStateUpdate = 0,
  kBotDecision = 1,
  kEventProcessing = 2,
  kPathfinding = 3,
  kInfluenceUpdate = 4,
  kBombProcessing = 5,
};
inline constexpr int kTaskTypeCount = 6;

// The names of the six types; TaskTypes has the names of added types.
constexpr const char* Name(TaskType type) {
  constexpr const char* kNames[kTaskTypeCount] = {"StateUpdate", "BotDecision",     "EventProcessing",
                                                  "Pathfinding", "InfluenceUpdate", "BombProcessing"};
  return static_cast<int>(type) < kTaskTypeCount ? kNames[static_cast<int>(type)] : "UserDefined";
}

}  // namespace reprise::task
