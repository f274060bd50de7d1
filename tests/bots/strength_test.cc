// How strong the careful bot must be, in full: a hundred games each, on seeds that are printed.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/bots/campaign.h"

namespace reprise::bots {
namespace {

CampaignResult PlayHundred(const char* others) {
  const CampaignSettings settings{.hero = "careful", .others = others, .games = 100, .first_seed = 1};
  CampaignResult result = RunCampaign(StandardCatalog(), settings);
  std::puts(Describe(settings, result).c_str());
  return result;
}

TEST(StrengthTest, CarefulWinsFiftyFiveOfAHundredAgainstThreeBaselines) {
  EXPECT_GE(PlayHundred("baseline").wins, 55);
}

TEST(StrengthTest, CarefulWinsNinetyFiveOfAHundredAgainstThreeRandomOnes) {
  EXPECT_GE(PlayHundred("random").wins, 95);
}

}  // namespace
}  // namespace reprise::bots
