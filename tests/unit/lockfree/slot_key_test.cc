#include "lockfree/slot_key.h"

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

TEST(SlotKeyTest, Example) {
  const SlotKey first{.index = 4, .generation = 1};
  const SlotKey next{.index = 4, .generation = 3};  // The same slot, after the first had gone.

  EXPECT_NE(first, next);
  EXPECT_LT(first, next);
  EXPECT_NE(first, SlotKey{});  // Which names nothing.
}

}  // namespace
}  // namespace reprise::lockfree
