#include "sched/op.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

template <typename Kind>
std::set<std::string> Names(std::uint8_t max) {
  std::set<std::string> names;
  for (int kind = 0; kind <= max; ++kind) names.insert(Name(static_cast<Kind>(kind)));
  return names;
}

TEST(OpTest, Example) {
  const Op op{.kind = OpKind::kSend, .task = kRootTask, .no = 3, .object = ObjectId{7}, .site = Site::Here()};

  EXPECT_STREQ(Name(op.kind), "send");
  EXPECT_NE(ToString(op.site).find("op_test.cc:"), std::string::npos);
}

TEST(OpTest, EveryKindHasANameOfItsOwn) {
  EXPECT_EQ(Names<OpKind>(kModelOpKindMax).size(), kModelOpKindMax + 1U);
  EXPECT_EQ(Names<Branch>(kBranchMax).size(), kBranchMax + 1U);
  EXPECT_EQ(Names<ObjectKind>(kObjectKindMax).size(), kObjectKindMax + 1U);
}

TEST(OpTest, NamesStandAtTheirNumbers) {
  EXPECT_STREQ(Name(OpKind::kStart), "start");
  EXPECT_STREQ(Name(OpKind::kTryReceive), "try_receive");
  EXPECT_STREQ(Name(OpKind::kYield), "yield");
  EXPECT_EQ(static_cast<std::uint8_t>(OpKind::kStats), kOpKindMax);
  EXPECT_STREQ(Name(Branch::kLagged), "lagged");
  EXPECT_EQ(static_cast<std::uint8_t>(Branch::kLagged), kBranchMax);
  EXPECT_STREQ(Name(ObjectKind::kOutside), "outside");
  EXPECT_EQ(static_cast<std::uint8_t>(ObjectKind::kStats), kObjectKindMax);
}

TEST(OpTest, ASiteIsShownFromTheSourceRoot) {
  EXPECT_EQ(ToString({"../src/match/bot_task.cc", 41}), "src/match/bot_task.cc:41");
  EXPECT_EQ(ToString({"bot_task.cc", 7}), "bot_task.cc:7");
}

TEST(OpTest, ASiteIsTheLineThatAsksForIt) {
  const Site site = Site::Here();
  EXPECT_EQ(site.line, __LINE__ - 1);
  EXPECT_STREQ(site.file, __FILE__);
}

}  // namespace
}  // namespace reprise::sched
