#include "replay/strategy/pct.h"

#include <functional>
#include <map>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/strategy/choice_game.h"

namespace reprise::strategy {
namespace {

std::map<std::string, unsigned> Runs(unsigned depth, const std::vector<unsigned>& steps) {
  Pct search({.depth = depth, .seed = 5});
  std::map<std::string, unsigned> runs;
  for (int run = 0; run < 4'000; ++run) {
    search.Next();
    ++runs[Play(search, steps)];
  }
  return runs;
}

unsigned Switches(const std::string& run) {
  return static_cast<unsigned>(
      run.size() - 1 -
      std::inner_product(run.begin(), run.end() - 1, run.begin() + 1, 0U, std::plus<>(), std::equal_to<>()));
}

TEST(PctTest, DepthOneOnlyOrdersTheTasks) {
  const auto runs = Runs(1, {3, 3, 3});
  EXPECT_EQ(runs.size(), 6U);
  for (const auto& [run, count] : runs) EXPECT_EQ(Switches(run), 2U) << run;
}

TEST(PctTest, EachChangePointAddsAtMostOneSwitchBesideTheReturn) {
  for (const auto& [run, count] : Runs(2, {5, 5})) EXPECT_LE(Switches(run), 2U) << run;
  for (const auto& [run, count] : Runs(3, {5, 5})) EXPECT_LE(Switches(run), 4U) << run;
}

TEST(PctTest, ABugOfDepthTwoIsFoundAsOftenAsPromised) {
  // Task b must run just between the fourth and the fifth step of a: 1 / (n k) of 4,000 runs at least.
  const auto runs = Runs(2, {10, 10});
  EXPECT_GE(runs.at("aaaabbbbbbbbbbaaaaaa"), 4'000U / (2 * 20));
}

TEST(PctTest, ValuesAreUniformAndMoveNoPriority) {
  const auto without_values = [](std::string run) {
    std::erase_if(run, [](char c) { return c >= '0' && c <= '9'; });
    return run;
  };
  Pct plain({.depth = 3, .seed = 5});
  Pct valued({.depth = 3, .seed = 5});
  std::map<char, unsigned> values;
  for (int run = 0; run < 1'000; ++run) {
    plain.Next();
    valued.Next();
    const std::string played = PlayWithValues(valued, {3, 5});
    EXPECT_EQ(without_values(played), Play(plain, {3, 5}));
    for (const char c : played) ++values[c];
  }
  for (const char value : {'0', '1', '2'}) EXPECT_NEAR(values[value], 1'000, 100) << value;
}

TEST(PctTest, IsAFunctionOfItsSeed) { EXPECT_EQ(Runs(3, {4, 4, 4}), Runs(3, {4, 4, 4})); }

TEST(PctTest, WhoYieldsLetsTheOthersGoOn) {
  Pct search({.depth = 3, .seed = 5});
  for (int run = 0; run < 1'000; ++run) {
    search.Next();
    // Each yields once before it drops below c, and once more for each step that c drops at.
    EXPECT_LE(PlayYielding(search, 5).size(), 5U + 2U * 3U);
  }
}

}  // namespace
}  // namespace reprise::strategy
