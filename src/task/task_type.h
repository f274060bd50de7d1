// What kind of work a task does: each has a pool with a priority, a share and counters (task/task_types.h).
//
// Programs add types of their own; the six here are those of the match.
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

// Of the six; a type that a program added is named by its TaskTypes.
constexpr const char* Name(TaskType type) {
  constexpr const char* kNames[kTaskTypeCount] = {"StateUpdate", "BotDecision",     "EventProcessing",
                                                  "Pathfinding", "InfluenceUpdate", "BombProcessing"};
  return static_cast<int>(type) < kTaskTypeCount ? kNames[static_cast<int>(type)] : "UserDefined";
}

}  // namespace reprise::task
