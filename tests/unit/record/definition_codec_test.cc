#include "replay/record/definition_codec.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::record {
namespace {

using Bytes = std::vector<std::byte>;

const sched::TaskInfo kTask = {
    .id = TaskId{UINT64_MAX}, .parent = TaskId{2}, .index = 3, .type = 4, .name = "match/bot/3"};
const sched::ObjectInfo kObject = {.id = ObjectId{UINT64_MAX},
                                   .kind = sched::ObjectKind::kOutside,
                                   .creator = TaskId{2},
                                   .index = 3,
                                   .name = "/match/path/requests",
                                   .capacity = UINT64_MAX,
                                   .partner = ObjectId{5}};

Bytes Copy(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

TEST(DefinitionCodecTest, ATaskComesBackAsItWas) {
  const absl::StatusOr<sched::TaskInfo> task = DecodeTask(EncodeTask(kTask));

  ASSERT_TRUE(task.ok()) << task.status();
  EXPECT_EQ(task->id, kTask.id);
  EXPECT_EQ(task->parent, kTask.parent);
  EXPECT_EQ(task->index, kTask.index);
  EXPECT_EQ(task->type, kTask.type);
  EXPECT_EQ(task->name, kTask.name);
}

TEST(DefinitionCodecTest, AnObjectComesBackAsItWas) {
  const absl::StatusOr<sched::ObjectInfo> object = DecodeObject(EncodeObject(kObject));

  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_EQ(object->id, kObject.id);
  EXPECT_EQ(object->kind, kObject.kind);
  EXPECT_EQ(object->creator, kObject.creator);
  EXPECT_EQ(object->index, kObject.index);
  EXPECT_EQ(object->name, kObject.name);
  EXPECT_EQ(object->capacity, kObject.capacity);
  EXPECT_EQ(object->partner, kObject.partner);
}

TEST(DefinitionCodecTest, AnUnknownKindOfObjectIsRefusedByName) {
  sched::ObjectInfo unknown = kObject;
  unknown.kind = static_cast<sched::ObjectKind>(sched::kObjectKindMax + 1);

  const absl::Status status = DecodeObject(EncodeObject(unknown)).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status.message(), "object /match/path/requests has kind 18, this build knows kinds up to 17");
}

TEST(DefinitionCodecTest, BytesThatAreNoDefinitionAreRefused) {
  EXPECT_EQ(DecodeTask({}).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeObject(Bytes(3)).status().message(), "3 bytes are no reprise.run.ObjectDefinition");
  EXPECT_EQ(DecodeObject(Bytes(100, std::byte{0xff})).status().code(), absl::StatusCode::kDataLoss);
}

// Every bytes that come of a definition by cutting it, moving it or flipping one bit.
void ForEachDamage(const Bytes& whole, const std::function<void(std::span<const std::byte>)>& read) {
  for (std::size_t size = 0; size < whole.size(); ++size) {
    read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
  }
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= std::byte{1} << (bit % 8);
    read(flipped);
  }
  Bytes moved = whole;
  moved.insert(moved.begin(), std::byte{0});
  read(std::span(moved).subspan(1));
}

TEST(DefinitionCodecTest, DamagedBytesGiveAValueOrAStatus) {
  int refused = 0;
  ForEachDamage(Copy(EncodeTask(kTask)), [&](auto bytes) { refused += DecodeTask(bytes).ok() ? 0 : 1; });
  ForEachDamage(Copy(EncodeObject(kObject)),
                [&](auto bytes) { refused += DecodeObject(bytes).ok() ? 0 : 1; });
  EXPECT_GT(refused, 100);
}

TEST(DefinitionCodecTest, BothSchemasAreThere) {
  EXPECT_FALSE(TaskSchema().empty());
  EXPECT_FALSE(ObjectSchema().empty());
}

}  // namespace
}  // namespace reprise::record
