// A log of an older build must stay readable: structs never change, fields keep their places.
#include "absl/strings/escaping.h"
#include "tests/unit/wire/first_version.h"
#include "tests/unit/wire/typed_messages.h"
#include "wire/game_events_generated.h"
#include "wire/keyframe_generated.h"
#include "wire/standings_generated.h"

namespace reprise::wire {
namespace {

TEST(EvolutionTest, StructsNeverChangeSize) {
  EXPECT_EQ(sizeof(match::Cell), 2U);
  EXPECT_EQ(sizeof(match::Event), 12U);
  EXPECT_EQ(sizeof(match::Agent), 6U);
  EXPECT_EQ(sizeof(match::Bomb), 6U);
  EXPECT_EQ(sizeof(match::Flame), 3U);
  EXPECT_EQ(sizeof(match::Standing), 10U);
}

template <typename T>
class FirstVersionTest : public ::testing::Test {};
TYPED_TEST_SUITE(FirstVersionTest, AllMessages);

TYPED_TEST(FirstVersionTest, StillDecodes) {
  const std::string bytes = absl::HexStringToBytes(FirstVersion<TypeParam>());

  const auto decoded = channel::Codec<TypeParam>::Decode(Bytes(bytes));

  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, Sample<TypeParam>());
}

}  // namespace
}  // namespace reprise::wire
