// A log as a run: its tasks, its objects and every op with its outcome and message, checked for shape only.
// Whether the ops can have happened like this is canonical_order.h's question.
//
// Use when     a log is replayed or compared.
// Threads      immutable once loaded; the LogFile must outlive it.
// Errors       Load: DataLoss for records of another shape, in one sentence that names the place.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/log/log_file.h"
#include "replay/trace/trace.h"
#include "sched/tap.h"

namespace reprise::session {

using OpIndex = std::uint32_t;
inline constexpr OpIndex kNoOp = UINT32_MAX;

// A step without a site, which a log does not have.
using RecordedOp = trace::Step;

struct RecordedTask {
  sched::TaskInfo info;
  std::vector<OpIndex> ops;  // By number; where the log has holes, the number of an op is not its place.
};

struct RecordedObject {
  sched::ObjectInfo info;
  std::map<std::uint32_t, log::ByteSpan> messages;  // By sequence: a ticket's low 32 bits.
};

class RecordedRun {
 public:
  static absl::StatusOr<RecordedRun> Load(const log::LogFile& log);

  [[nodiscard]] const std::vector<RecordedOp>& ops() const { return ops_; }
  [[nodiscard]] const std::map<TaskId, RecordedTask>& tasks() const { return tasks_; }
  [[nodiscard]] const std::map<ObjectId, RecordedObject>& objects() const { return objects_; }

  // Null when the op carries none, or the log has lost it.
  [[nodiscard]] const log::ByteSpan* MessageOf(const RecordedOp& op) const;

  // A message that no op of the log sent: one sentence that names it.
  [[nodiscard]] std::optional<std::string> FindStrayMessage() const;

  // For people: "match/bot/3", "/match/ticks", "op 5 of match/bot/3 (send on /match/path/requests)".
  [[nodiscard]] std::string TaskName(TaskId task) const;
  [[nodiscard]] std::string ObjectName(ObjectId object) const;
  [[nodiscard]] std::string Describe(const RecordedOp& op) const;

 private:
  absl::Status LoadDefinitions(const log::LogFile& log);
  // Where the ops of a chunk lie among all.
  struct Block {
    OpIndex first = 0;
    OpIndex end = 0;
  };
  using Blocks = std::map<std::uint32_t, Block>;  // By chunk.

  absl::Status LoadOps(const log::LogChannel& channel, Blocks& blocks);
  absl::Status LoadMessages(const log::LogChannel& channel, const Blocks& blocks);
  // Of many objects on one topic.
  absl::Status LoadShared(const log::LogChannel& channel, const Blocks& blocks);
  absl::Status LoadMessage(const log::LogChannel& channel, const log::LogMessage& message, ObjectId object,
                           std::uint32_t sequence);

  std::vector<RecordedOp> ops_;
  std::map<TaskId, RecordedTask> tasks_;
  std::map<ObjectId, RecordedObject> objects_;
};

// Does an op of this kind and outcome carry a message?
bool CarriesMessage(sched::OpKind kind, sched::Branch branch);

using trace::NamesATask;

}  // namespace reprise::session
