#include "replay/record/definition_codec.h"

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/record/object_definition_bfbs_generated.h"
#include "replay/record/object_definition_generated.h"
#include "replay/record/task_definition_bfbs_generated.h"
#include "replay/record/task_definition_generated.h"

namespace reprise::record {
namespace {

flatbuffers::FlatBufferBuilder& Builder() {
  thread_local flatbuffers::FlatBufferBuilder builder;
  builder.Clear();
  return builder;
}

std::span<const std::byte> Finished(const flatbuffers::FlatBufferBuilder& builder) {
  return std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
}

// The root table, verified, of bytes that may lie at any address.
template <typename Table>
absl::StatusOr<const Table*> Verified(std::span<const std::byte> bytes, const char* schema_name,
                                      std::vector<std::uint64_t>& aligned) {
  aligned.resize((bytes.size() + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t));
  if (!bytes.empty()) std::memcpy(aligned.data(), bytes.data(), bytes.size());
  const auto* data = reinterpret_cast<const std::uint8_t*>(aligned.data());
  flatbuffers::Verifier verifier(data, bytes.size(), /*max_depth=*/4, /*max_tables=*/4);
  if (bytes.size() < sizeof(flatbuffers::uoffset_t) || !verifier.VerifyBuffer<Table>(nullptr)) {
    return absl::DataLossError(absl::StrCat(bytes.size(), " bytes are no ", schema_name));
  }
  return flatbuffers::GetRoot<Table>(data);
}

std::string NameOf(const flatbuffers::String* name) { return name == nullptr ? std::string() : name->str(); }

}  // namespace

std::span<const std::byte> TaskSchema() {
  return std::as_bytes(
      std::span(run::TaskDefinitionBinarySchema::data(), run::TaskDefinitionBinarySchema::size()));
}

std::span<const std::byte> ObjectSchema() {
  return std::as_bytes(
      std::span(run::ObjectDefinitionBinarySchema::data(), run::ObjectDefinitionBinarySchema::size()));
}

std::span<const std::byte> EncodeTask(const sched::TaskInfo& task) {
  flatbuffers::FlatBufferBuilder& builder = Builder();
  builder.Finish(run::CreateTaskDefinitionDirect(builder, Value(task.id), Value(task.parent), task.index,
                                                 task.type, task.name.c_str()));
  return Finished(builder);
}

std::span<const std::byte> EncodeObject(const sched::ObjectInfo& object) {
  flatbuffers::FlatBufferBuilder& builder = Builder();
  builder.Finish(run::CreateObjectDefinitionDirect(
      builder, Value(object.id), static_cast<std::uint8_t>(object.kind), Value(object.creator), object.index,
      object.name.c_str(), object.capacity, Value(object.partner)));
  return Finished(builder);
}

absl::StatusOr<sched::TaskInfo> DecodeTask(std::span<const std::byte> bytes) {
  std::vector<std::uint64_t> aligned;
  const auto table = Verified<run::TaskDefinition>(bytes, kTaskSchemaName, aligned);
  if (!table.ok()) return table.status();
  return sched::TaskInfo{.id = TaskId{(*table)->id()},
                         .parent = TaskId{(*table)->parent()},
                         .index = (*table)->index(),
                         .type = (*table)->type(),
                         .name = NameOf((*table)->name())};
}

absl::StatusOr<sched::ObjectInfo> DecodeObject(std::span<const std::byte> bytes) {
  std::vector<std::uint64_t> aligned;
  const auto table = Verified<run::ObjectDefinition>(bytes, kObjectSchemaName, aligned);
  if (!table.ok()) return table.status();
  if ((*table)->kind() > sched::kObjectKindMax) {
    return absl::DataLossError(absl::StrCat("object ", NameOf((*table)->name()), " has kind ",
                                            (*table)->kind(), ", this build knows kinds up to ",
                                            sched::kObjectKindMax));
  }
  return sched::ObjectInfo{.id = ObjectId{(*table)->id()},
                           .kind = static_cast<sched::ObjectKind>((*table)->kind()),
                           .creator = TaskId{(*table)->creator()},
                           .index = (*table)->index(),
                           .name = NameOf((*table)->name()),
                           .capacity = (*table)->capacity(),
                           .partner = ObjectId{(*table)->partner()}};
}

}  // namespace reprise::record
