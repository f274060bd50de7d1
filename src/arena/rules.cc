#include "arena/rules.h"

#include <algorithm>

namespace reprise::arena {

std::vector<std::uint32_t> CollapseSteps(std::uint32_t first_collapse, std::uint32_t max_steps) {
  std::vector<std::uint32_t> steps;
  if (first_collapse >= max_steps) return steps;
  const std::uint32_t interval = std::max(1U, (max_steps - first_collapse) / 4);
  for (std::uint32_t step = first_collapse; step < max_steps; step += interval) steps.push_back(step);
  return steps;
}

}  // namespace reprise::arena
