#include "base/site.h"

#include <gtest/gtest.h>

#include <string>

namespace reprise {
namespace {

int LineOfCaller(Site site = Site::Here()) { return site.line; }

TEST(SiteTest, Example) { EXPECT_EQ(LineOfCaller(), __LINE__); }

TEST(SiteTest, ItIsInTheFileThatAsks) {
  EXPECT_NE(std::string(Site::Here().file).find("site_test.cc"), std::string::npos);
}

}  // namespace
}  // namespace reprise
