#include "arena/rules.h"

#include <gtest/gtest.h>

#include "arena/observe.h"
#include "arena/state.h"

namespace reprise::arena {
namespace {

TEST(RulesTest, R64NumbersAreThoseOfTheStandardMatch) {
  const Rules rules;

  EXPECT_EQ(rules.max_steps, 800U);
  EXPECT_EQ(rules.max_blast, 10);
  EXPECT_EQ(kAmmoMax, 10);
  EXPECT_EQ(kFuseSteps, 10);
  EXPECT_EQ(kFlameLife, 2);
  EXPECT_EQ(kTeamViewRange, 4);
  EXPECT_EQ(State().size, 11);
}

TEST(RulesTest, R66RingsFallAQuarterOfTheRestApart) {
  EXPECT_EQ(CollapseSteps(500, 800), (std::vector<std::uint32_t>{500, 575, 650, 725}));
}

TEST(RulesTest, R66NoRingFallsWhenTheMatchEndsFirst) { EXPECT_TRUE(CollapseSteps(800, 800).empty()); }

}  // namespace
}  // namespace reprise::arena
