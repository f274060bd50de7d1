#include "tests/unit/session/run_builder.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "replay/log/mcap_writer.h"
#include "replay/record/channel_ids.h"
#include "replay/record/definition_codec.h"
#include "tests/unit/log/log_fixture.h"

namespace reprise::session {
namespace {

using sched::OpKind;

void Write(log::McapWriter& writer, std::uint16_t channel, std::uint32_t sequence, log::ByteSpan data) {
  EXPECT_TRUE(writer.WriteMessage({.channel_id = channel, .sequence = sequence, .data = data}).ok());
}

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

RunBuilder::RunBuilder() { tasks_.push_back({.id = kRootTask, .name = "test"}); }

TaskId RunBuilder::Task(const std::string& name) {
  const TaskId id = Orphan(name);
  Do(kRootTask, OpKind::kSpawn, ObjectId{Value(id)}, {.value = tasks_.back().index});
  return id;
}

TaskId RunBuilder::Orphan(const std::string& name) {
  const auto index = static_cast<std::uint32_t>(tasks_.size()) - 1;
  tasks_.push_back(
      {.id = TaskId{index + 2}, .parent = kRootTask, .index = index, .name = absl::StrCat("test/", name)});
  return tasks_.back().id;
}

ObjectId RunBuilder::Object(sched::ObjectInfo info) {
  info.creator = kRootTask;
  info.index = static_cast<std::uint32_t>(objects_.size());
  if (info.id == kNoObject) info.id = ObjectId{101 + info.index};
  objects_.push_back(info);
  return info.id;
}

OpIndex RunBuilder::Do(TaskId task, OpKind kind, ObjectId object, const How& how) {
  const sched::Op op{.kind = kind, .task = task, .no = next_no_[task]++, .object = object};
  ops_.push_back(record::ToRecord(op, {.branch = how.branch, .ticket = how.ticket, .value = how.value}));
  if (how.message && CarriesMessage(kind, how.branch)) {
    messages_.push_back({object, static_cast<std::uint32_t>(how.ticket), static_cast<int>(how.ticket)});
  }
  return static_cast<OpIndex>(ops_.size() - 1);
}

OpIndex RunBuilder::End(TaskId task) { return Do(task, OpKind::kEnd, ObjectId{Value(task)}); }

OpIndex RunBuilder::Join(TaskId joiner, TaskId joined) {
  return Do(joiner, OpKind::kJoin, ObjectId{Value(joined)});
}

void RunBuilder::EndAll() {
  for (std::size_t n = tasks_.size(); n-- > 0;) End(tasks_[n].id);
}

log::Bytes RunBuilder::Bytes() const {
  const log::ScratchFile file;
  absl::StatusOr<log::McapWriter> writer =
      log::McapWriter::Create(file.path(), {.existing = log::Existing::kReplace});
  EXPECT_TRUE(writer.ok()) << writer.status();
  EXPECT_TRUE(writer->WriteMetadata(log::LogMetadata().ToRecord()).ok());
  EXPECT_TRUE(writer->AddChannel({.id = record::kTasksChannel, .topic = log::kTasksTopic}).ok());
  EXPECT_TRUE(writer->AddChannel({.id = record::kObjectsChannel, .topic = log::kObjectsTopic}).ok());
  EXPECT_TRUE(
      writer->AddChannel({.id = record::kFirstOpsChannel, .topic = absl::StrCat(log::kOpsTopicPrefix, 0)})
          .ok());
  std::map<ObjectId, std::uint16_t> channels;
  for (const sched::ObjectInfo& object : objects_) {
    const auto id = static_cast<std::uint16_t>(record::kFirstProgramChannel + channels.size());
    if (!channels.emplace(object.id, id).second) continue;
    EXPECT_TRUE(writer
                    ->AddChannel({.id = id,
                                  .topic = object.name,
                                  .metadata = {{log::kChannelObjectKey, absl::StrCat(Value(object.id))}}})
                    .ok());
  }
  std::uint32_t sequence = 0;
  for (const sched::TaskInfo& task : tasks_) {
    Write(*writer, record::kTasksChannel, sequence++, record::EncodeTask(task));
  }
  for (const sched::ObjectInfo& object : objects_) {
    Write(*writer, record::kObjectsChannel, sequence++, record::EncodeObject(object));
  }
  for (const Message& message : messages_) {
    const auto channel = channels.find(message.object);
    if (channel == channels.end()) continue;  // An object that the log does not know.
    Write(*writer, channel->second, message.sequence, std::as_bytes(std::span(&message.payload, 1)));
  }
  for (const record::OpRecord& op : ops_) {
    EXPECT_TRUE(writer->EndChunk().ok());
    Write(*writer, record::kFirstOpsChannel, sequence++, std::as_bytes(std::span(&op, 1)));
  }
  EXPECT_TRUE(writer->Close().ok());
  return file.Read();
}

log::LogFile RunBuilder::Log() const {
  absl::StatusOr<log::LogFile> log = log::LogFile::Parse(Bytes(), log::ReadMode::kPrefix, "built");
  EXPECT_TRUE(log.ok()) << log.status();
  return *std::move(log);
}

RecordedRun RunBuilder::Load() {
  kept_.push_back(Log());
  absl::StatusOr<RecordedRun> run = RecordedRun::Load(kept_.back());
  EXPECT_TRUE(run.ok()) << run.status();
  return *std::move(run);
}

CanonicalOrder RunBuilder::Canonical() { return MakeCanonicalOrder(Load()); }

std::string RunBuilder::Order() {
  const RecordedRun run = Load();
  std::string order;
  for (OpIndex index : MakeCanonicalOrder(run).ops) {
    const RecordedOp& op = run.ops()[index];
    if (NamesATask(op.kind)) continue;
    absl::StrAppend(&order, order.empty() ? "" : " ", LastPart(run.TaskName(op.task)), ":",
                    sched::Name(op.kind), run.ObjectName(op.object));
    if (op.branch != sched::Branch::kDone) absl::StrAppend(&order, "!", sched::Name(op.branch));
    absl::StrAppend(&order, op.ticket);
  }
  return order;
}

}  // namespace reprise::session
