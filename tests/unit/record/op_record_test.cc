#include "replay/record/op_record.h"

#include <vector>

#include <gtest/gtest.h>

namespace reprise::record {
namespace {

constexpr OpRecord kSample = {.task = 0x0101010101010101,
                              .object = 0x0202020202020202,
                              .ticket = 0x0303030303030303,
                              .value = 0x0404040404040404,
                              .no = 0x05050505,
                              .kind = 6,
                              .branch = 3};

TEST(OpRecordTest, FieldsLieAtTheBytesThatTheFormatSays) {
  const auto bytes = std::as_bytes(std::span(&kSample, 1));
  std::vector<int> expected;
  for (int field : {1, 2, 3, 4}) expected.insert(expected.end(), 8, field);
  expected.insert(expected.end(), 4, 5);
  expected.insert(expected.end(), {6, 3, 0, 0});

  std::vector<int> found;
  for (std::byte byte : bytes) found.push_back(std::to_integer<int>(byte));

  EXPECT_EQ(found.size(), 40U);
  EXPECT_EQ(found, expected);
}

TEST(OpRecordTest, IsReadFromAnyAddress) {
  std::vector<std::byte> bytes(kOpRecordBytes + 1);
  std::memcpy(bytes.data() + 1, &kSample, sizeof kSample);

  const OpRecord read = ReadOpRecord(std::span(bytes).subspan(1));

  EXPECT_EQ(std::memcmp(&read, &kSample, sizeof read), 0);
}

TEST(OpRecordTest, KeepsAnOpAndItsOutcomeButTheStampAndTheSite) {
  const OpRecord record = ToRecord({.kind = sched::OpKind::kLoad,
                                    .task = TaskId{1},
                                    .no = 2,
                                    .object = ObjectId{3},
                                    .site = sched::Site::Here()},
                                   {.branch = sched::Branch::kFailed, .ticket = 4, .value = 5, .stamp = 6});

  EXPECT_EQ(record.task, 1U);
  EXPECT_EQ(record.no, 2U);
  EXPECT_EQ(record.object, 3U);
  EXPECT_EQ(record.ticket, 4U);
  EXPECT_EQ(record.value, 5U);
  EXPECT_EQ(record.kind, 11U);
  EXPECT_EQ(record.branch, 2U);
  EXPECT_EQ(record.reserved, 0U);
}

}  // namespace
}  // namespace reprise::record
