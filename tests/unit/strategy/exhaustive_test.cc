#include "replay/strategy/exhaustive.h"

#include <set>
#include <string>
#include <vector>

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

TEST(ExhaustiveTest, EveryValueIsTriedAndIsNoPreemption) {
  Exhaustive search(0);
  std::multiset<std::string> runs;
  while (search.Next()) runs.insert(PlayWithValues(search, {2, 1}));
  EXPECT_THAT(runs, testing::ElementsAre("a0a0b", "a0a1b", "a0a2b", "a1a0b", "a1a1b", "a1a2b", "a2a0b",
                                         "a2a1b", "a2a2b", "ba0a0", "ba0a1", "ba0a2", "ba1a0", "ba1a1",
                                         "ba1a2", "ba2a0", "ba2a1", "ba2a2"));
}

TEST(ExhaustiveTest, AValueWithAnotherBoundThanBeforeIsAMisfit) {
  Exhaustive search(2);
  const sched::Op op{sched::OpKind::kReceive, TaskId{1}, 0, ObjectId{1}, {"game.cc", 9}};
  search.Next();
  EXPECT_EQ(search.Choose(op, 2), 0U);
  search.Next();
  EXPECT_EQ(search.Choose(op, 3), 0U);
  EXPECT_EQ(search.Pick(std::vector<sched::Op>{op}), Exhaustive::kStop);
  EXPECT_THAT(search.misfit(), testing::HasSubstr("choice 0 is another one than in the run before"));
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
