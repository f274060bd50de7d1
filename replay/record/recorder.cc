#include "replay/record/recorder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "replay/record/definition_codec.h"
#include "sched/fiber/worker.h"

namespace reprise::record {
namespace {

log::Bytes Copy(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

ChannelDefinition HarnessChannel(std::uint16_t id, const char* topic, const char* schema_name,
                                 std::span<const std::byte> schema) {
  return {.channel = {.id = id, .topic = topic, .message_encoding = "flatbuffer"},
          .schema_name = schema_name,
          .schema = Copy(schema)};
}

}  // namespace

absl::StatusOr<std::unique_ptr<Recorder>> Recorder::Create(const std::string& path,
                                                           const RecorderOptions& options) {
  if (options.workers > kWorkersMax) {
    return absl::InvalidArgumentError(absl::StrCat("a recording takes at most ", kWorkersMax,
                                                   " workers, not ", options.workers,
                                                   ": run with fewer workers"));
  }
  log::McapWriterOptions writer_options;
  writer_options.existing = options.existing;
  absl::StatusOr<log::McapWriter> writer = log::McapWriter::Create(path, writer_options);
  if (!writer.ok()) return writer.status();
  if (absl::Status status = writer->WriteMetadata(options.metadata.ToRecord()); !status.ok()) return status;
  return std::unique_ptr<Recorder>(new Recorder(*std::move(writer), options));
}

Recorder::Recorder(log::McapWriter writer, const RecorderOptions& options)
    : seal_(std::move(writer)), channels_(seal_) {
  DefineHarnessChannels(options.workers);
  for (unsigned worker = 0; worker < options.workers; ++worker) {
    logs_.push_back(std::make_unique<WorkerLog>(worker, options.chunk_bytes, channels_, seal_));
  }
}

void Recorder::DefineHarnessChannels(unsigned workers) {
  seal_.Define(HarnessChannel(kTasksChannel, log::kTasksTopic, kTaskSchemaName, TaskSchema()));
  seal_.Define(HarnessChannel(kObjectsChannel, log::kObjectsTopic, kObjectSchemaName, ObjectSchema()));
  for (unsigned worker = 0; worker < workers; ++worker) {
    seal_.Define({.channel = {.id = static_cast<std::uint16_t>(kFirstOpsChannel + worker),
                              .topic = absl::StrCat(log::kOpsTopicPrefix, worker),
                              .message_encoding = "reprise-ops"}});
  }
}

absl::Status Recorder::Finish(const log::StringMap& end) {
  for (auto& log : logs_) log->HandOver();
  return seal_.Finish({.name = log::kEndMetadataName, .metadata = end});
}

absl::Status Recorder::FinishCut(const log::StringMap& end) {
  for (auto& log : logs_) log->HandOver();
  return seal_.FinishCut({.name = log::kEndMetadataName, .metadata = end});
}

void Recorder::DefineTask(const sched::TaskInfo& task) { CurrentLog().Note(kTasksChannel, EncodeTask(task)); }

void Recorder::DefineObject(const sched::ObjectInfo& object) {
  if (object.payload != nullptr) channels_.Add(object);
  CurrentLog().Note(kObjectsChannel, EncodeObject(object));
}

void Recorder::Prepare(const sched::Op&) { CurrentLog().MakeRoom(); }

std::span<std::byte> Recorder::Reserve(const sched::Op& op, std::size_t bytes) {
  return CurrentLog().Reserve(op.object, bytes);
}

void Recorder::Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept {
  CurrentLog().Commit(op, outcome);
}

void Recorder::Abandon() noexcept { CurrentLog().Abandon(); }

WorkerLog& Recorder::CurrentLog() {
  const unsigned worker = sched::CurrentWorkerIndex();
  REPRISE_CHECK(worker < logs_.size());  // The runtime has no more workers than its recorder.
  return *logs_[worker];
}

}  // namespace reprise::record
