#include "bots/row_set.h"

#include <gtest/gtest.h>

namespace reprise::bots {
namespace {

RowSet Of(int size, std::initializer_list<int> cells) {
  RowSet set(size);
  for (int cell : cells) set.Add(cell);
  return set;
}

TEST(RowSetTest, NeighborsAreTheFourCellsAround) { EXPECT_EQ(Of(3, {4}).Neighbors(), Of(3, {1, 3, 5, 7})); }

TEST(RowSetTest, NeighborsStayOnTheBoard) {
  EXPECT_EQ(Of(3, {0}).Neighbors(), Of(3, {1, 3}));
  EXPECT_EQ(Of(3, {8}).Neighbors(), Of(3, {5, 7}));
  EXPECT_EQ(Of(kWindowMax, {kWindowMax - 1}).Neighbors(),
            Of(kWindowMax, {kWindowMax - 2, 2 * kWindowMax - 1}));
}

TEST(RowSetTest, SetsAreJoinedAndTakenAway) {
  RowSet set = Of(3, {0, 1});

  set |= Of(3, {1, 2});
  set -= Of(3, {0});

  EXPECT_EQ(set, Of(3, {1, 2}));
  EXPECT_EQ(set.Count(), 2);
}

TEST(RowSetTest, ACellThatWasRemovedIsGone) {
  RowSet set = Of(5, {7});

  EXPECT_TRUE(set.Contains(7));
  set.Remove(7);

  EXPECT_FALSE(set.Contains(7));
  EXPECT_TRUE(set.empty());
}

}  // namespace
}  // namespace reprise::bots
