#include "wire/registry.h"

#include <algorithm>

#include "tests/unit/wire/typed_messages.h"

namespace reprise::wire {
namespace {

template <typename T>
class RegistryTest : public ::testing::Test {};
TYPED_TEST_SUITE(RegistryTest, AllMessages);

TYPED_TEST(RegistryTest, MessageIsFoundByItsSchemaName) {
  const sched::PayloadType* payload = FindPayload(channel::Codec<TypeParam>::kSchemaName);

  ASSERT_NE(payload, nullptr);
  std::string again;
  EXPECT_TRUE(payload->reencode(Bytes(EncodedSample<TypeParam>()), &again));
  EXPECT_EQ(again, EncodedSample<TypeParam>());
}

TYPED_TEST(RegistryTest, SchemaIsABinarySchemaThatNamesTheMessage) {
  const auto schema = channel::Codec<TypeParam>::Schema();
  const std::string bytes(reinterpret_cast<const char*>(schema.data()), schema.size());

  EXPECT_EQ(bytes.substr(4, 4), "BFBS");
  EXPECT_NE(bytes.find(channel::Codec<TypeParam>::kSchemaName), std::string::npos);
}

TEST(MatchPayloadsTest, StrangerIsNotFound) { EXPECT_EQ(FindPayload("reprise.match.Nothing"), nullptr); }

TEST(MatchPayloadsTest, AllAreListedByName) {
  const auto payloads = MatchPayloads();

  EXPECT_EQ(payloads.size(), 9U);
  EXPECT_TRUE(std::is_sorted(payloads.begin(), payloads.end(), [](const auto* a, const auto* b) {
    return std::string(a->schema_name) < b->schema_name;
  }));
}

TEST(MatchPayloadsTest, GarbageIsNotReencoded) {
  std::string out;
  for (const sched::PayloadType* payload : MatchPayloads())
    EXPECT_FALSE(payload->reencode(Bytes("garbage"), &out));
}

}  // namespace
}  // namespace reprise::wire
