// What kind of work a task does: each has its counters, and later its pool, priority and share.
//
// Source       the seed's TaskType.
#pragma once

#include <cstdint>

namespace reprise::task {

enum class TaskType : std::uint8_t {
  kStateUpdate = 0,
  kBotDecision = 1,
  kEventProcessing = 2,
  kPathfinding = 3,
  kInfluenceUpdate = 4,
  kBombProcessing = 5,
};
inline constexpr int kTaskTypeCount = 6;

constexpr const char* Name(TaskType type) {
  constexpr const char* kNames[kTaskTypeCount] = {"StateUpdate", "BotDecision",     "EventProcessing",
                                                  "Pathfinding", "InfluenceUpdate", "BombProcessing"};
  return kNames[static_cast<int>(type)];
}

}  // namespace reprise::task
