// The numbers of a match: those that its settings may change, and the fixed ones (R64, R66).
//
// Threads      immutable once a match has begun: all its steps use the same rules.
#pragma once

#include <cstdint>
#include <vector>

namespace reprise::arena {

inline constexpr int kPlayersMax = 64;
inline constexpr std::uint8_t kAmmoMax = 10;     // R38, R43.
inline constexpr std::uint8_t kFuseSteps = 10;   // R19: the state after the placing step shows one less.
inline constexpr std::uint8_t kFlameLife = 2;    // R47.
inline constexpr std::uint8_t kBlastMax = 10;    // R38; the team variants stop at 4.
inline constexpr std::uint32_t kMaxSteps = 800;  // R52.

struct Rules {
  std::uint32_t max_steps = kMaxSteps;
  std::uint8_t max_blast = kBlastMax;
  std::vector<std::uint32_t> collapses;  // R66: ring k falls at the k-th of these step counts.
};

// R66: rings fall from `first_collapse` on, a quarter of the remaining match apart, and all before its end.
std::vector<std::uint32_t> CollapseSteps(std::uint32_t first_collapse, std::uint32_t max_steps);

}  // namespace reprise::arena
