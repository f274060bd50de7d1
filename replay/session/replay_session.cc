#include "replay/session/replay_session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise::session {
namespace {

using sched::Branch;
using sched::OpKind;

constexpr std::size_t kLastOpsKept = 10;

constexpr char kProgramHint[] =
    "a value that was never set, a clock or a random source outside the runtime, an address or a hash order "
    "that "
    "decides, another version of the program";
constexpr char kOrderHint[] =
    "state that tasks share outside the runtime's objects, or another version of the program";

}  // namespace

ReplaySession::ReplaySession(const RecordedRun& run, const CanonicalOrder& order,
                             const ReplayOptions& options)
    : run_(run), order_(order), stop_at_(options.stop_at) {}

std::size_t ReplaySession::Pick(std::span<const sched::Op> ready) {
  if (divergence_.has_value()) return kStop;
  if (Done()) {
    // A whole log ends with every task's end: whoever still wants to do something does more than was recorded.
    const auto more = std::find_if(ready.begin(), ready.end(),
                                   [](const sched::Op& op) { return op.kind != OpKind::kStart; });
    if (more != ready.end() && position_ < stop_at_ && !order_.incomplete.has_value()) {
      Diverge(*more, "op", "the end of the run", NameOf(*more), kProgramHint);
    }
    return kStop;
  }
  const RecordedOp& next = Next();
  for (std::size_t n = 0; n < ready.size(); ++n) {
    const sched::Op& op = ready[n];
    if (op.task != next.task) continue;
    if (op.kind == OpKind::kStart) return n;
    if (op.kind == next.kind && op.object == next.object && op.no == next.no) {
      current_[op.task] = op;
      return n;
    }
    Diverge(op, "op", run_.Describe(next), NameOf(op), kProgramHint);
    return kStop;
  }
  DivergeNotReady(ready);
  return kStop;
}

sched::Outcome ReplaySession::Decide(const sched::Op&) {
  if (divergence_.has_value() || Done())
    return {.branch = Branch::kCancelled};  // A destructor, while unwinding.
  const RecordedOp& next = Next();
  return {.branch = next.branch, .ticket = next.ticket, .value = next.value};
}

void ReplaySession::Blocked(std::span<const sched::Op> blocked) {
  if (!divergence_.has_value() && !Done()) DivergeNotReady(blocked);
}

void ReplaySession::DefineTask(const sched::TaskInfo& task) {
  tasks_[task.id] = task.name;
  const auto found = run_.tasks().find(task.id);
  if (found == run_.tasks().end() || found->second.info.name.empty()) {
    if (!order_.incomplete.has_value()) {
      DivergeInDefinition({"definition", "none in the log", task.name}, task.id, task.name);
    }
    return;
  }
  const sched::TaskInfo& recorded = found->second.info;
  for (const FieldDifference& field :
       {FieldDifference{"name", recorded.name, task.name},
        FieldDifference{"parent", absl::StrCat(Value(recorded.parent)), absl::StrCat(Value(task.parent))},
        FieldDifference{"index", absl::StrCat(recorded.index), absl::StrCat(task.index)},
        FieldDifference{"type", absl::StrCat(recorded.type), absl::StrCat(task.type)}}) {
    if (field.expected != field.found) return DivergeInDefinition(field, task.id, task.name);
  }
}

void ReplaySession::DefineObject(const sched::ObjectInfo& object) {
  objects_[object.id] = object;
  const auto found = run_.objects().find(object.id);
  if (found == run_.objects().end() || found->second.info.id == kNoObject) {
    if (!order_.incomplete.has_value()) {
      DivergeInDefinition({"definition", "none in the log", object.name}, object.creator, object.name);
    }
    return;
  }
  const sched::ObjectInfo& recorded = found->second.info;
  for (const FieldDifference& field :
       {FieldDifference{"name", recorded.name, object.name},
        FieldDifference{"kind", sched::Name(recorded.kind), sched::Name(object.kind)},
        FieldDifference{"capacity", absl::StrCat(recorded.capacity), absl::StrCat(object.capacity)},
        FieldDifference{"partner", absl::StrCat(Value(recorded.partner)),
                        absl::StrCat(Value(object.partner))},
        FieldDifference{"creator", absl::StrCat(Value(recorded.creator)),
                        absl::StrCat(Value(object.creator))},
        FieldDifference{"index", absl::StrCat(recorded.index), absl::StrCat(object.index)}}) {
    if (field.expected != field.found) return DivergeInDefinition(field, object.creator, object.name);
  }
}

// What the ids of the log stand for is part of the run, too.
void ReplaySession::DivergeInDefinition(const FieldDifference& field, TaskId task, const std::string& name) {
  if (divergence_.has_value()) return;
  Diverge({.kind = sched::OpKind::kStart, .task = task}, absl::StrCat("definition.", field.field),
          field.expected, field.found, kProgramHint);
  divergence_->op = "definition";
  divergence_->channel = name;
}

void ReplaySession::Prepare(const sched::Op&) { has_message_ = false; }

std::span<std::byte> ReplaySession::Reserve(const sched::Op&, std::size_t bytes) {
  message_.resize(bytes);
  has_message_ = true;
  return message_;
}

void ReplaySession::Abandon() noexcept { has_message_ = false; }

void ReplaySession::Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept {
  if (divergence_.has_value() || Done()) return;
  Compare(op, outcome);
  std::deque<std::string>& last = last_ops_[op.task];
  last.push_back(absl::StrCat(op.no, " ", NameOf(op)));
  if (last.size() > kLastOpsKept) last.pop_front();
  if (divergence_.has_value()) return;
  ++position_;
}

void ReplaySession::Compare(const sched::Op& op, const sched::Outcome& outcome) {
  const RecordedOp& recorded = Next();
  if (has_message_ && CarriesMessage(recorded.kind, recorded.branch)) CompareMessage(op, recorded);
  if (divergence_.has_value()) return;
  if (outcome.branch != recorded.branch) {
    Diverge(op, "outcome", sched::Name(recorded.branch), sched::Name(outcome.branch), kOrderHint);
  } else if (outcome.ticket != recorded.ticket) {
    Diverge(op, "ticket", absl::StrCat(recorded.ticket), absl::StrCat(outcome.ticket), kOrderHint);
  } else if (outcome.value != recorded.value) {
    Diverge(op, "value", absl::StrCat(recorded.value), absl::StrCat(outcome.value), kOrderHint);
  }
}

void ReplaySession::CompareMessage(const sched::Op& op, const RecordedOp& recorded) {
  ++messages_;
  const log::ByteSpan expected = *run_.MessageOf(recorded);
  if (std::equal(expected.begin(), expected.end(), message_.begin(), message_.end())) return;
  // Another build may lay the same values out differently: write the recorded ones again with this one.
  const sched::PayloadType& type = *objects_.at(op.object).payload;
  std::string again;
  if (!type.reencode(expected, &again)) {
    Diverge(op, "message", "a message that this build can read", "damaged or unknown bytes",
            "a log that was changed by hand, or of another schema");
    return;
  }
  const log::ByteSpan canonical = log::AsBytes(again);
  if (std::equal(canonical.begin(), canonical.end(), message_.begin(), message_.end())) return;
  const FieldDifference difference = FirstDifference(type.to_json(canonical), type.to_json(message_));
  Diverge(op, difference.field, difference.expected, difference.found, kProgramHint);
}

void ReplaySession::DivergeNotReady(std::span<const sched::Op> ready) {
  const RecordedOp& next = Next();
  sched::Op op{.kind = next.kind, .task = next.task, .no = next.no, .object = next.object};
  const auto known = current_.find(next.task);
  std::string found = tasks_.contains(next.task) ? "the task has ended" : "the task was not spawned";
  if (known != current_.end() && known->second.no == next.no) {
    op.site = known->second.site;
    found = "the op blocks";
  }
  absl::StrAppend(&found, "; ready are: ");
  if (ready.empty()) absl::StrAppend(&found, "none");
  for (const sched::Op& other : ready)
    absl::StrAppend(&found, &other == ready.data() ? "" : ", ", NameOf(other));
  Diverge(op, "op", run_.Describe(next), found, kOrderHint);
}

void ReplaySession::Diverge(const sched::Op& op, const std::string& field, const std::string& expected,
                            const std::string& found, const std::string& hint) {
  const auto task = tasks_.find(op.task);
  const auto object = objects_.find(op.object);
  Divergence divergence;
  divergence.position = position_;
  divergence.task = task != tasks_.end() ? task->second : run_.TaskName(op.task);
  divergence.op_no = op.no;
  divergence.op = sched::Name(op.kind);
  if (object != objects_.end()) {
    divergence.channel = object->second.name;
  } else if (NamesATask(op.kind)) {
    divergence.channel = run_.TaskName(TaskId{Value(op.object)});
  }
  if (op.site.line != 0) divergence.site = sched::ToString(op.site);
  divergence.field = field;
  divergence.expected = expected;
  divergence.found = found;
  divergence.last.assign(last_ops_[op.task].begin(), last_ops_[op.task].end());
  divergence.hint = hint;
  divergence_ = std::move(divergence);
}

std::string ReplaySession::NameOf(const sched::Op& op) const {
  std::string name = sched::Name(op.kind);
  if (NamesATask(op.kind)) return absl::StrCat(name, " ", run_.TaskName(TaskId{Value(op.object)}));
  const auto object = objects_.find(op.object);
  if (object == objects_.end()) return name;
  return absl::StrCat(name, " ",
                      object->second.name.empty() ? run_.ObjectName(op.object) : object->second.name);
}

}  // namespace reprise::session
