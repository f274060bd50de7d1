#include "base/build_info.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(BuildInfoTest, Example) {
  const BuildInfo info = GetBuildInfo();

  EXPECT_FALSE(info.version.empty());
  EXPECT_FALSE(info.commit.empty());
  EXPECT_FALSE(info.compiler.empty());
}

TEST(BuildInfoTest, TheBuildIdIsThisProgramsAndStaysTheSame) {
  EXPECT_EQ(GetBuildInfo().build_id.size(), 16U);
  EXPECT_EQ(GetBuildInfo().build_id, GetBuildInfo().build_id);
}

}  // namespace
}  // namespace reprise
