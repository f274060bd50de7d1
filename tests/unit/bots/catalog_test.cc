#include "bots/catalog.h"

#include <gtest/gtest.h>

#include <string>

#include "bots/random_bot.h"

namespace reprise::bots {
namespace {

TEST(CatalogTest, TheStandardBotsAreThere) {
  EXPECT_EQ(StandardCatalog().names(), (std::vector<std::string>{"baseline", "careful", "random"}));
}

TEST(CatalogTest, AnUnknownNameIsAnsweredWithTheKnownOnes) {
  const auto bot = StandardCatalog().Create("genius", {.seat = 2});

  EXPECT_EQ(bot.status().message(),
            "seat 2: there is no bot \"genius\": choose one of baseline, careful, random");
}

TEST(CatalogTest, AProgramAddsItsOwn) {
  Catalog catalog = StandardCatalog();

  catalog.Add("mine", [](const BotSetup&) { return std::make_unique<RandomBot>(); });

  EXPECT_TRUE(catalog.Contains("mine"));
  EXPECT_TRUE(catalog.Create("mine", {}).ok());
}

TEST(CatalogDeathTest, ASecondBotOfOneNameIsAMistake) {
  Catalog catalog = StandardCatalog();

  EXPECT_DEATH(catalog.Add("random", nullptr), "CHECK");
}

}  // namespace
}  // namespace reprise::bots
