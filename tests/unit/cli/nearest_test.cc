#include "replay/cli/nearest.h"

#include <gtest/gtest.h>

namespace reprise::cli {
namespace {

TEST(NearestTest, OneWrongLetterFindsTheWord) {
  EXPECT_EQ(Nearest("verifi", {"play", "verify", "replay"}), "verify");
}

TEST(NearestTest, TheClosestOfSeveralWinsWhereverItStands) {
  EXPECT_EQ(Nearest("replai", {"replay", "replays"}), "replay");
  EXPECT_EQ(Nearest("replai", {"replays", "replay"}), "replay");
}

TEST(NearestTest, NothingSimilarGivesNothing) { EXPECT_EQ(Nearest("xyz", {"play", "verify"}), ""); }

}  // namespace
}  // namespace reprise::cli
