#include "replay/strategy/catalog.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/strategy/pct.h"
#include "tests/unit/strategy/choice_game.h"

namespace reprise::strategy {
namespace {

std::string Refused(std::string_view text) {
  return std::string(StrategySetup::Parse(text).status().message());
}

std::string Runs(Search& search) {
  std::string runs;
  for (int run = 0; run < 20 && search.Next(); ++run) runs += Play(search, {3, 3, 3}) + " ";
  return runs;
}

TEST(CatalogTest, Example) {
  const absl::StatusOr<StrategySetup> setup = StrategySetup::Parse("pct:depth=4");
  ASSERT_TRUE(setup.ok()) << setup.status();

  EXPECT_EQ(setup->description(), "PCT of depth 4");
  Pct same({.depth = 4, .seed = 9});
  EXPECT_EQ(Runs(*setup->Make(9)), Runs(same));
}

TEST(CatalogTest, EveryStrategyIsMadeFromItsNameAndFromWhatItSaysOfItself) {
  for (const CatalogEntry& entry : Catalog()) {
    const auto setup = StrategySetup::Parse(entry.name);
    ASSERT_TRUE(setup.ok()) << setup.status();
    EXPECT_EQ(StrategySetup::Parse(setup->text()).value(), *setup) << setup->text();
    EXPECT_EQ(Runs(*setup->Make(3)), Runs(*setup->Make(3))) << entry.name;
    EXPECT_EQ(Runs(*setup->Make(3)) != Runs(*setup->Make(4)), entry.draws) << entry.name;
    EXPECT_EQ(setup->finite(), entry.finite);
  }
}

TEST(CatalogTest, AFiniteStrategyComesToItsEndAndTheOthersGoOn) {
  for (const CatalogEntry& entry : Catalog()) {
    const std::unique_ptr<Search> search = StrategySetup::Parse(entry.name)->Make(1);
    int runs = 0;
    for (; runs < 10'000 && search->Next(); ++runs) Play(*search, {2, 2});
    EXPECT_EQ(runs < 10'000, entry.finite) << entry.name << " " << runs;
  }
}

TEST(CatalogTest, WithoutAWordItIsTheRandomWalk) {
  EXPECT_EQ(StrategySetup().description(), "random walk");
  EXPECT_EQ(StrategySetup("exhaustive:preemptions=0").description(), "exhaustive, 0 preemptions");
}

TEST(CatalogTest, ASeedInTheTextWinsOverTheCallers) {
  const StrategySetup with = "pct:seed=7,depth=2";
  EXPECT_EQ(with.text(), "pct:depth=2,seed=7");
  EXPECT_EQ(Runs(*with.Make(1)), Runs(*StrategySetup("pct:depth=2").Make(7)));
}

TEST(CatalogTest, ARefusalSaysWhatThereIs) {
  EXPECT_EQ(Refused("pcd"), "strategy \"pcd\": there is no \"pcd\", but random, pct, exhaustive");
  EXPECT_EQ(Refused(""), "strategy \"\": there is no \"\", but random, pct, exhaustive");
  EXPECT_EQ(Refused("pct:dept=3"), "strategy \"pct:dept=3\": pct has no option \"dept\", but depth, seed");
  EXPECT_EQ(Refused("exhaustive:seed=3"),
            "strategy \"exhaustive:seed=3\": exhaustive has no option \"seed\", but preemptions");
  EXPECT_EQ(Refused("pct:depth=0"),
            "strategy \"pct:depth=0\": expected depth= and a number from 1 to 1000, found \"0\"");
  EXPECT_THAT(Refused("pct:depth"), testing::EndsWith("found \"\""));
  EXPECT_THAT(Refused("pct:depth=-1"), testing::EndsWith("found \"-1\""));
  EXPECT_THAT(Refused("pct:depth=0x3"), testing::EndsWith("found \"0x3\""));
  EXPECT_THAT(Refused("pct:seed=18446744073709551616"), testing::EndsWith("found \"18446744073709551616\""));
  EXPECT_THAT(Refused("pct:"), testing::HasSubstr("has no option \"\""));
  EXPECT_THAT(Refused("pct:depth=3,"), testing::HasSubstr("has no option \"\""));
}

TEST(CatalogDeathTest, AMistakeInAProgramsOwnTextIsACheck) {
  EXPECT_DEATH(StrategySetup("pcd"), "there is no .pcd., but random, pct, exhaustive");
}

}  // namespace
}  // namespace reprise::strategy
