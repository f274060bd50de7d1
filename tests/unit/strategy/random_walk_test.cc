#include "replay/strategy/random_walk.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::strategy {
namespace {

std::vector<std::size_t> Picks(std::uint64_t seed) {
  RandomWalk walk(seed);
  const std::vector<sched::Op> ready(5);
  std::vector<std::size_t> picks;
  for (int n = 0; n < 200; ++n) picks.push_back(walk.Pick(ready));
  return picks;
}

TEST(RandomWalkTest, IsAFunctionOfItsSeed) {
  EXPECT_EQ(Picks(1), Picks(1));
  EXPECT_NE(Picks(1), Picks(2));
}

TEST(RandomWalkTest, PicksEveryReadyTaskAndNobodyElse) {
  const std::vector<std::size_t> picks = Picks(3);
  EXPECT_EQ(std::set<std::size_t>(picks.begin(), picks.end()), (std::set<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(RandomWalkTest, ChoosesEveryValueBelowItsBound) {
  RandomWalk walk(3);
  std::set<std::uint64_t> values;
  for (int n = 0; n < 200; ++n) values.insert(walk.Choose({}, 4));
  EXPECT_EQ(values, (std::set<std::uint64_t>{0, 1, 2, 3}));
}

TEST(RandomWalkTest, DecidesNothing) {
  RandomWalk walk(1);
  EXPECT_EQ(walk.Decide({}).branch, sched::Branch::kFree);
}

}  // namespace
}  // namespace reprise::strategy
