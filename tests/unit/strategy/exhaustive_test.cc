#include "replay/strategy/exhaustive.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/strategy/choice_game.h"

namespace reprise::strategy {
namespace {

std::multiset<std::string> All(unsigned preemptions, const std::vector<unsigned>& steps) {
  Exhaustive search(preemptions);
  std::multiset<std::string> runs;
  while (search.Next()) runs.insert(Play(search, steps));
  return runs;
}

TEST(ExhaustiveTest, WithoutPreemptionsEachTaskRunsToItsEnd) {
  EXPECT_THAT(All(0, {2, 2, 1}), testing::ElementsAre("aabbc", "aacbb", "bbaac", "bbcaa", "caabb", "cbbaa"));
}

TEST(ExhaustiveTest, EachPreemptionAddsItsSchedules) {
  EXPECT_THAT(All(1, {2, 2}), testing::ElementsAre("aabb", "abba", "baab", "bbaa"));
}

TEST(ExhaustiveTest, EnoughPreemptionsGiveEveryInterleavingOnce) {
  const auto runs = All(100, {4, 4});
  EXPECT_EQ(runs.size(), 70U);  // 8 over 4.
  EXPECT_EQ(std::set<std::string>(runs.begin(), runs.end()).size(), 70U);
  EXPECT_EQ(All(100, {3, 3, 3}).size(), 1680U);  // 9! / (3! 3! 3!)
}

TEST(ExhaustiveTest, WhoYieldsGivesWayToWhoWaitedLongestAndAnythingElseIsAPreemption) {
  const auto all = [](unsigned preemptions) {
    Exhaustive search(preemptions);
    std::multiset<std::string> runs;
    while (search.Next()) runs.insert(PlayYielding(search, 2));
    return runs;
  };
  EXPECT_THAT(all(0), testing::ElementsAre("abcc", "bacc", "cc"));
  EXPECT_THAT(all(1), testing::SizeIs(17));
  EXPECT_THAT(all(1),
              testing::IsSupersetOf({"aabcc", "acc", "abcabc"}));  // Stays, skips b, is left in the middle.
  EXPECT_EQ(all(3).count("endless"), 0U);
}

TEST(ExhaustiveTest, AProgramThatDoesNotRepeatItselfIsStopped) {
  Exhaustive search(2);
  search.Next();
  Play(search, {2, 2});
  search.Next();
  EXPECT_EQ(Play(search, {1, 2}).back(), 'b');  // The same until it differs.
  search.Next();
  EXPECT_EQ(Play(search, {1, 1, 1}), "!");
  EXPECT_THAT(search.misfit(), testing::HasSubstr("not deterministic"));
}

}  // namespace
}  // namespace reprise::strategy
