// Whatever bytes a log holds, a codec answers with a message or a Status. Damage that leaves a valid message
// is for the container's checksums.
#include "base/prng.h"
#include "tests/unit/wire/typed_messages.h"

namespace reprise::wire {
namespace {

template <typename T>
class HostileBytesTest : public ::testing::Test {};
TYPED_TEST_SUITE(HostileBytesTest, AllMessages);

template <typename T>
void ExpectAnAnswer(const std::string& bytes) {
  const auto decoded = channel::Codec<T>::Decode(Bytes(bytes));
  const std::string json = channel::Codec<T>::ToJson(Bytes(bytes));
  EXPECT_EQ(decoded.ok(), decoded.status().message().empty());
  EXPECT_EQ(decoded.ok(), json.rfind("{\"error\"", 0) != 0) << json;
}

TYPED_TEST(HostileBytesTest, EveryTruncationIsAnswered) {
  const std::string bytes = EncodedSample<TypeParam>();
  for (std::size_t size = 0; size < bytes.size(); ++size) ExpectAnAnswer<TypeParam>(bytes.substr(0, size));
  EXPECT_FALSE(channel::Codec<TypeParam>::Decode(Bytes(bytes.substr(0, 3))).ok());
}

TYPED_TEST(HostileBytesTest, EveryFlippedBitIsAnswered) {
  const std::string bytes = EncodedSample<TypeParam>();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    ExpectAnAnswer<TypeParam>(damaged);
  }
}

TYPED_TEST(HostileBytesTest, RandomDamageIsAnswered) {
  const std::string bytes = EncodedSample<TypeParam>();
  Prng draws(20);
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = bytes;
    for (std::uint64_t n = draws.Below(8) + 1; n > 0; --n) {
      damaged[draws.Below(damaged.size())] = static_cast<char>(draws.Below(256));
    }
    ExpectAnAnswer<TypeParam>(damaged);
  }
}

TYPED_TEST(HostileBytesTest, MoreBytesThanAnyMessageHasAreRefused) {
  std::string bytes = EncodedSample<TypeParam>();
  bytes.resize(kMessageBytesMax + 1);

  EXPECT_FALSE(channel::Codec<TypeParam>::Decode(Bytes(bytes)).ok());
}

}  // namespace
}  // namespace reprise::wire
