#include "replay/session/recorded_run.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "replay/log/format.h"
#include "replay/record/definition_codec.h"
#include "replay/record/op_record.h"

namespace reprise::session {
namespace {

bool StartsWith(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

bool GaveUp(sched::Branch branch) {
  return branch == sched::Branch::kTimedOut || branch == sched::Branch::kCancelled;
}

// How an op of this kind can come out; whatever else a log says was never recorded.
bool CanComeOut(sched::OpKind kind, sched::Branch branch) {
  using sched::Branch;
  using sched::OpKind;
  if (branch == Branch::kDone) return true;
  switch (kind) {
    case OpKind::kSend:
      return branch == Branch::kClosed || branch == Branch::kTimedOut || branch == Branch::kCancelled;
    case OpKind::kTrySend: return branch == Branch::kClosed || branch == Branch::kFailed;
    case OpKind::kReceive:
      return branch == Branch::kClosed || branch == Branch::kTimedOut || branch == Branch::kCancelled ||
             branch == Branch::kLagged;
    case OpKind::kTryReceive:
      return branch == Branch::kClosed || branch == Branch::kFailed || branch == Branch::kLagged;
    case OpKind::kClose:
    case OpKind::kEnd:
    case OpKind::kJoin:
    case OpKind::kLoad: return branch == Branch::kFailed;
    case OpKind::kSleep:
    case OpKind::kPoll: return branch == Branch::kCancelled;
    case OpKind::kWait: return branch == Branch::kTimedOut || branch == Branch::kCancelled;
    case OpKind::kLock: return branch == Branch::kFailed || GaveUp(branch);
    case OpKind::kAcquire: return branch == Branch::kClosed || branch == Branch::kFailed || GaveUp(branch);
    case OpKind::kSelect: return branch == Branch::kClosed || branch == Branch::kFailed || GaveUp(branch);
    case OpKind::kRelease: return branch == Branch::kFailed;
    default: return false;
  }
}

absl::Status CheckShape(const record::OpRecord& op, const std::string& where) {
  if (op.kind == 0 || op.kind > sched::kOpKindMax) {
    return absl::DataLossError(
        absl::StrCat(where, ": op kind ", op.kind, ", this build knows 1 to ", sched::kOpKindMax));
  }
  if (op.branch == 0 || op.branch > sched::kBranchMax) {
    return absl::DataLossError(
        absl::StrCat(where, ": op outcome ", op.branch, ", this build knows 1 to ", sched::kBranchMax));
  }
  const auto kind = static_cast<sched::OpKind>(op.kind);
  const auto branch = static_cast<sched::Branch>(op.branch);
  if (!CanComeOut(kind, branch) || op.reserved != 0) {
    return absl::DataLossError(absl::StrCat(where, ": op ", op.no, " of task ", absl::Hex(op.task), " is a ",
                                            sched::Name(kind), " that came out ", sched::Name(branch),
                                            op.reserved != 0 ? " with reserved bits set" : "",
                                            ", which no recorder writes"));
  }
  return absl::OkStatus();
}

}  // namespace

bool CarriesMessage(sched::OpKind kind, sched::Branch branch) {
  return branch == sched::Branch::kDone &&
         (kind == sched::OpKind::kSend || kind == sched::OpKind::kTrySend || kind == sched::OpKind::kAppend);
}

absl::StatusOr<RecordedRun> RecordedRun::Load(const log::LogFile& log) {
  RecordedRun run;
  if (absl::Status status = run.LoadDefinitions(log); !status.ok()) return status;
  Blocks blocks;
  for (const auto& channel : log.channels()) {
    if (!StartsWith(channel->topic, log::kOpsTopicPrefix)) continue;
    if (absl::Status status = run.LoadOps(*channel, blocks); !status.ok()) return status;
  }
  for (const auto& channel : log.channels()) {
    if (StartsWith(channel->topic, log::kOpsTopicPrefix)) continue;
    if (absl::Status status = run.LoadMessages(*channel, blocks); !status.ok()) return status;
  }
  for (OpIndex index = 0; index < run.ops_.size(); ++index) {
    const RecordedOp& op = run.ops_[index];
    RecordedTask& task = run.tasks_[op.task];
    task.info.id = op.task;
    task.ops.push_back(index);
  }
  for (auto& [id, task] : run.tasks_) {
    std::stable_sort(task.ops.begin(), task.ops.end(),
                     [&](OpIndex a, OpIndex b) { return run.ops_[a].no < run.ops_[b].no; });
  }
  return run;
}

absl::Status RecordedRun::LoadDefinitions(const log::LogFile& log) {
  if (const log::LogChannel* channel = log.FindChannel(log::kTasksTopic)) {
    for (const log::LogMessage& message : channel->messages) {
      absl::StatusOr<sched::TaskInfo> task = record::DecodeTask(message.data);
      if (!task.ok()) return task.status();
      const TaskId id = task->id;
      tasks_[id].info = *std::move(task);
    }
  }
  if (const log::LogChannel* channel = log.FindChannel(log::kObjectsTopic)) {
    for (const log::LogMessage& message : channel->messages) {
      absl::StatusOr<sched::ObjectInfo> object = record::DecodeObject(message.data);
      if (!object.ok()) return object.status();
      const ObjectId id = object->id;
      objects_[id].info = *std::move(object);
    }
  }
  return absl::OkStatus();
}

absl::Status RecordedRun::LoadOps(const log::LogChannel& channel, Blocks& blocks) {
  for (const log::LogMessage& message : channel.messages) {
    const auto first = static_cast<OpIndex>(ops_.size());
    const std::string where = absl::StrCat("message ", message.sequence, " of ", channel.topic);
    if (message.data.size() % record::kOpRecordBytes != 0) {
      return absl::DataLossError(absl::StrCat(where, ": ", message.data.size(),
                                              " bytes are no whole number of ", record::kOpRecordBytes,
                                              "-byte records"));
    }
    for (std::size_t at = 0; at < message.data.size(); at += record::kOpRecordBytes) {
      const record::OpRecord op = record::ReadOpRecord(message.data.subspan(at));
      if (absl::Status status = CheckShape(op, where); !status.ok()) return status;
      ops_.push_back({.kind = static_cast<sched::OpKind>(op.kind),
                      .branch = static_cast<sched::Branch>(op.branch),
                      .no = op.no,
                      .task = TaskId{op.task},
                      .object = ObjectId{op.object},
                      .ticket = op.ticket,
                      .value = op.value});
    }
    const auto [block, only] =
        blocks.try_emplace(message.chunk, Block{first, static_cast<OpIndex>(ops_.size())});
    if (!only) block->second.end = block->second.first;  // Two blocks: no place in them is one op's.
  }
  return absl::OkStatus();
}

absl::Status RecordedRun::LoadMessages(const log::LogChannel& channel, const Blocks& blocks) {
  const auto key = std::find_if(channel.metadata.begin(), channel.metadata.end(),
                                [](const auto& entry) { return entry.first == log::kChannelObjectKey; });
  if (key == channel.metadata.end()) return absl::OkStatus();  // Not of an object: the harness's own.
  if (key->second == log::kObjectOfOp) return LoadShared(channel, blocks);
  std::uint64_t id = 0;
  if (!absl::SimpleAtoi(key->second, &id)) {
    return absl::DataLossError(
        absl::StrCat("channel ", channel.topic, ": its object is '", key->second, "', which is no number"));
  }
  objects_.try_emplace(ObjectId{id});
  for (const log::LogMessage& message : channel.messages) {
    absl::Status status = LoadMessage(channel, message, ObjectId{id}, message.sequence);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RecordedRun::LoadShared(const log::LogChannel& channel, const Blocks& blocks) {
  for (const log::LogMessage& message : channel.messages) {
    const auto block = blocks.find(message.chunk);
    const OpIndex count = block == blocks.end() ? 0 : block->second.end - block->second.first;
    const std::string where = absl::StrCat("channel ", channel.topic, ": a message of chunk ", message.chunk);
    if (message.sequence >= count) {
      return absl::DataLossError(
          absl::StrCat(where, " belongs to op ", message.sequence, " of that chunk, which has ", count));
    }
    const RecordedOp& op = ops_[block->second.first + message.sequence];
    if (!CarriesMessage(op.kind, op.branch)) {
      return absl::DataLossError(
          absl::StrCat(where, " belongs to ", Describe(op), ", which carries no message"));
    }
    absl::Status status = LoadMessage(channel, message, op.object, static_cast<std::uint32_t>(op.ticket));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RecordedRun::LoadMessage(const log::LogChannel& channel, const log::LogMessage& message,
                                      ObjectId object, std::uint32_t sequence) {
  if (objects_[object].messages.emplace(sequence, message.data).second) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("channel ", channel.topic, ": two messages have sequence ", sequence));
}

const log::ByteSpan* RecordedRun::MessageOf(const RecordedOp& op) const {
  if (!CarriesMessage(op.kind, op.branch)) return nullptr;
  const auto object = objects_.find(op.object);
  if (object == objects_.end()) return nullptr;
  const auto message = object->second.messages.find(static_cast<std::uint32_t>(op.ticket));
  return message == object->second.messages.end() ? nullptr : &message->second;
}

std::optional<std::string> RecordedRun::FindStrayMessage() const {
  std::map<ObjectId, std::map<std::uint32_t, bool>> sent;
  for (const RecordedOp& op : ops_) {
    if (CarriesMessage(op.kind, op.branch)) sent[op.object][static_cast<std::uint32_t>(op.ticket)] = true;
  }
  for (const auto& [id, object] : objects_) {
    for (const auto& [sequence, bytes] : object.messages) {
      if (sent[id].contains(sequence)) continue;
      return absl::StrCat("message ", sequence, " on ", ObjectName(id), " belongs to no op");
    }
  }
  return std::nullopt;
}

std::string RecordedRun::TaskName(TaskId task) const {
  const auto found = tasks_.find(task);
  if (found != tasks_.end() && !found->second.info.name.empty()) return found->second.info.name;
  return absl::StrCat("task ", absl::Hex(Value(task)));
}

std::string RecordedRun::ObjectName(ObjectId object) const {
  const auto found = objects_.find(object);
  if (found != objects_.end() && !found->second.info.name.empty()) return found->second.info.name;
  return absl::StrCat("object ", absl::Hex(Value(object)));
}

std::string RecordedRun::Describe(const RecordedOp& op) const {
  std::string what = absl::StrCat("op ", op.no, " of ", TaskName(op.task), " (", sched::Name(op.kind));
  if (NamesATask(op.kind)) {
    absl::StrAppend(&what, " of ", TaskName(TaskId{Value(op.object)}));
  } else if (op.object != kNoObject) {
    absl::StrAppend(&what, " on ", ObjectName(op.object));
  }
  return absl::StrCat(what, ")");
}

}  // namespace reprise::session
