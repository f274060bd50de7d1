#include "replay/games/message_json.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "replay/log/format.h"
#include "replay/record/definition_codec.h"
#include "replay/record/op_record.h"
#include "wire/registry.h"

namespace reprise::games {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownBytesMax = 32;  // Of a message that nobody here can read.

std::string IdText(std::uint64_t id) { return absl::StrCat(absl::Hex(id, absl::kZeroPad16)); }

Json ErrorJson(const absl::Status& status) {
  return {{"error", std::string(status.message().data(), status.message().size())}};
}

Json TaskJson(log::ByteSpan bytes) {
  const absl::StatusOr<sched::TaskInfo> task = record::DecodeTask(bytes);
  if (!task.ok()) return ErrorJson(task.status());
  return {{"id", IdText(Value(task->id))},
          {"name", task->name},
          {"parent", IdText(Value(task->parent))},
          {"index", task->index},
          {"type", task->type}};
}

Json ObjectJson(log::ByteSpan bytes) {
  const absl::StatusOr<sched::ObjectInfo> object = record::DecodeObject(bytes);
  if (!object.ok()) return ErrorJson(object.status());
  return {{"id", IdText(Value(object->id))},
          {"name", object->name},
          {"kind", sched::Name(object->kind)},
          {"creator", IdText(Value(object->creator))},
          {"index", object->index},
          {"capacity", object->capacity}};
}

Json UnknownJson(log::ByteSpan bytes) {
  std::string hex;
  for (const std::byte byte : bytes.first(std::min(bytes.size(), kShownBytesMax))) {
    absl::StrAppend(&hex, absl::Hex(static_cast<unsigned>(byte), absl::kZeroPad2));
  }
  return {{"size", bytes.size()}, {"hex", hex}};
}

// Names of values that a later build may have more of.
template <typename Kind>
Json NameOrNumber(std::uint8_t value, std::uint8_t max) {
  if (value <= max) return sched::Name(Kind{value});
  return value;
}

}  // namespace

MessageJson::MessageJson(const log::LogFile& log) {
  if (const log::LogChannel* tasks = log.FindChannel(log::kTasksTopic)) {
    for (const log::LogMessage& message : tasks->messages) {
      if (const auto task = record::DecodeTask(message.data); task.ok()) names_[Value(task->id)] = task->name;
    }
  }
  if (const log::LogChannel* objects = log.FindChannel(log::kObjectsTopic)) {
    for (const log::LogMessage& message : objects->messages) {
      if (const auto object = record::DecodeObject(message.data); object.ok()) {
        names_[Value(object->id)] = object->name;
      }
    }
  }
  for (const auto& channel : log.channels()) {
    if (!IsOpsChannel(*channel)) continue;
    for (const log::LogMessage& message : channel->messages) blocks_.emplace(message.chunk, message.data);
  }
}

bool IsOpsChannel(const log::LogChannel& channel) {
  return channel.topic.rfind(log::kOpsTopicPrefix, 0) == 0;
}

std::string MessageJson::NameOf(std::uint64_t id) const {
  const auto name = names_.find(id);
  return name == names_.end() || name->second.empty() ? IdText(id) : name->second;
}

Json MessageJson::Ops(log::ByteSpan records) const {
  Json ops = Json::array();
  for (std::size_t at = 0; at + record::kOpRecordBytes <= records.size(); at += record::kOpRecordBytes) {
    const record::OpRecord op = record::ReadOpRecord(records.subspan(at));
    ops.push_back({{"task", NameOf(op.task)},
                   {"no", op.no},
                   {"op", NameOrNumber<sched::OpKind>(op.kind, sched::kOpKindMax)},
                   {"object", NameOf(op.object)},
                   {"branch", NameOrNumber<sched::Branch>(op.branch, sched::kBranchMax)},
                   {"ticket", op.ticket},
                   {"value", op.value}});
  }
  return {{"ops", ops}};
}

std::string MessageJson::ObjectOf(const log::LogChannel& channel, const log::LogMessage& message) const {
  const auto shared = std::pair<std::string, std::string>(log::kChannelObjectKey, log::kObjectOfOp);
  if (std::find(channel.metadata.begin(), channel.metadata.end(), shared) == channel.metadata.end())
    return "";
  const auto block = blocks_.find(message.chunk);
  const std::uint64_t count = block == blocks_.end() ? 0 : block->second.size() / record::kOpRecordBytes;
  if (message.sequence >= count) return "an op that the log does not have";
  const std::size_t at = std::size_t{message.sequence} * record::kOpRecordBytes;
  return NameOf(record::ReadOpRecord(block->second.subspan(at)).object);
}

Json MessageJson::Of(const log::LogChannel& channel, const log::LogMessage& message) const {
  if (IsOpsChannel(channel)) return Ops(message.data);
  const std::string schema = channel.schema == nullptr ? "" : channel.schema->name;
  if (schema == record::kTaskSchemaName) return TaskJson(message.data);
  if (schema == record::kObjectSchemaName) return ObjectJson(message.data);
  const sched::PayloadType* payload = wire::FindPayload(schema);
  if (payload == nullptr) return UnknownJson(message.data);
  const Json json = Json::parse(payload->to_json(message.data), nullptr, /*allow_exceptions=*/false);
  return json.is_discarded() ? UnknownJson(message.data) : json;
}

}  // namespace reprise::games
