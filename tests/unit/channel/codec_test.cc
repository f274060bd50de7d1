#include "channel/codec.h"

#include <cstddef>

#include <gtest/gtest.h>

#include "channel/options.h"
#include "support/plain_codec.h"

namespace reprise::channel {
namespace {

TEST(CodecTest, Example) {
  const std::span<const std::byte> bytes = Codec<int>::Encode(7);

  EXPECT_EQ(*Codec<int>::Decode(bytes), 7);
  EXPECT_EQ(Codec<int>::ToJson(bytes), "7");
}

TEST(CodecTest, TheHarnessSeesATypeAsBytes) {
  const sched::PayloadType* type = PayloadTypeOf<int>();
  std::string again;

  EXPECT_STREQ(type->schema_name, "reprise.test.Int");
  EXPECT_TRUE(type->reencode(Codec<int>::Encode(7), &again));
  EXPECT_EQ(again.size(), sizeof(int));
  EXPECT_FALSE(type->reencode({}, &again));
  EXPECT_EQ(type->to_json({}), "null");
}

}  // namespace
}  // namespace reprise::channel
