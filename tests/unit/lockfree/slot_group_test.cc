#include "lockfree/slot_group.h"

#include <cstdint>
#include <limits>
#include <memory>

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

using Shared = std::shared_ptr<int>;

TEST(SlotGroupTest, Example) {
  SlotGroup<int> group;
  const unsigned slot = group.FirstFree();
  const std::uint32_t generation = group.Insert(7);

  const SlotGroup<int> copy(group);
  group.Remove(slot);

  EXPECT_FALSE(group.Holds(slot, generation));
  EXPECT_TRUE(copy.Holds(slot, generation));
  EXPECT_EQ(copy.At(slot), 7);
}

TEST(SlotGroupTest, AFullGroupHasNoFreeSlot) {
  SlotGroup<int> group;
  for (int i = 0; i < 64; ++i) group.Insert(i);
  EXPECT_FALSE(group.HasFree());

  group.Remove(40);

  EXPECT_EQ(group.FirstFree(), 40U);
}

TEST(SlotGroupTest, NoGenerationFitsAnEmptySlot) {
  SlotGroup<int> group;
  group.Insert(1);
  group.Remove(0);

  for (const std::uint32_t generation : {0U, 1U, 2U, 3U}) EXPECT_FALSE(group.Holds(0, generation));
}

TEST(SlotGroupTest, ASlotWhoseGenerationsAreUsedUpIsNeverFreeAgain) {
  SlotGroup<int> group;
  group.SetGeneration(0, std::numeric_limits<std::uint32_t>::max() - 1);
  const std::uint32_t last = group.Insert(1);
  ASSERT_EQ(last, std::numeric_limits<std::uint32_t>::max());

  group.Remove(0);

  EXPECT_EQ(group.FirstFree(), 1U);
  EXPECT_FALSE(group.Holds(0, last));
  EXPECT_FALSE(group.Holds(0, 0));
}

TEST(SlotGroupTest, CopiesAndEndsItsValues) {
  const Shared watched = std::make_shared<int>(1);
  {
    SlotGroup<Shared> group;
    for (int i = 0; i < 64; ++i) group.Insert(watched);
    group.Remove(9);
    const SlotGroup<Shared> copy(group);
    EXPECT_EQ(watched.use_count(), 1 + 63 + 63);
  }
  EXPECT_EQ(watched.use_count(), 1);
}

}  // namespace
}  // namespace reprise::lockfree
