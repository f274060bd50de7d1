#include "sched/failure_kind.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

TEST(FailureKindTest, EachHasANameOfItsOwn) {
  std::set<std::string> names;
  const int count = static_cast<int>(FailureKind::kTokenDoesNotFit) + 1;
  for (int kind = 0; kind < count; ++kind) names.insert(Name(static_cast<FailureKind>(kind)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(count));
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace reprise::sched
