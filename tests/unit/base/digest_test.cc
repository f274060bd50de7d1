#include "base/digest.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(DigestTest, Example) {
  Digest digest;
  digest.Add(7U).Add('x');

  EXPECT_EQ(digest.value(), Digest().Add(7U).Add('x').value());
}

TEST(DigestTest, TheOrderOfTheValuesCounts) {
  EXPECT_NE(Digest().Add(1).Add(2).value(), Digest().Add(2).Add(1).value());
}

TEST(DigestTest, ALeadingZeroCounts) { EXPECT_NE(Digest().Add(0).Add(1).value(), Digest().Add(1).value()); }

}  // namespace
}  // namespace reprise
