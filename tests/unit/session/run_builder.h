// Writes logs by hand: tasks, objects and ops as a test says, possible or not, and opens them.
//
//   RunBuilder run;
//   const ObjectId queue = run.Object({.kind = sched::ObjectKind::kMpsc, .name = "/queue", .capacity = 1});
//   const TaskId a = run.Task("a");
//   const OpIndex send = run.Do(a, OpKind::kSend, queue, {.ticket = 0});
//
// Tasks get the ids 2, 3, ... in the order they are made: a replay that may choose takes the least first, so
// an order that puts a later task in front proves a rule.
//
// Threads      thread-compatible.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "replay/log/log_file.h"
#include "replay/record/op_record.h"
#include "replay/session/canonical_order.h"
#include "replay/session/recorded_run.h"
#include "sched/tap.h"

namespace reprise::session {

class RunBuilder {
 public:
  struct How {
    sched::Branch branch = sched::Branch::kDone;
    std::uint64_t ticket = 0;
    std::uint64_t value = 0;
    bool message = true;  // False: the log has lost the message that the op carries.
  };

  RunBuilder();

  // A child of the root task, with the root's spawn of it.
  TaskId Task(const std::string& name);
  // A task that is defined, and that nobody spawned.
  TaskId Orphan(const std::string& name);
  // `info` lacks the id, which counts from 101; a type of int messages is assumed.
  ObjectId Object(sched::ObjectInfo info);

  // The task's next op; its place in the run.
  OpIndex Do(TaskId task, sched::OpKind kind, ObjectId object, const How& how);
  OpIndex Do(TaskId task, sched::OpKind kind, ObjectId object) { return Do(task, kind, object, How{}); }
  OpIndex End(TaskId task);
  OpIndex Join(TaskId joiner, TaskId joined);
  // The task's next op is lost.
  void Skip(TaskId task) { ++next_no_[task]; }
  // The task's next op has the number of the one before.
  void Repeat(TaskId task) { --next_no_[task]; }
  // An op as it lies in the file, whatever it means.
  void Raw(const record::OpRecord& op) { ops_.push_back(op); }

  // Every task that was made ends, the root last.
  void EndAll();

  [[nodiscard]] log::Bytes Bytes() const;
  [[nodiscard]] log::LogFile Log() const;
  // The log is kept with the run that was loaded from it.
  RecordedRun Load();

  // The ops on objects in the canonical order, as "a:send/queue0 b:receive/queue0"; branches other than done
  // as "a:send/queue!closed0".
  std::string Order();
  CanonicalOrder Canonical();

 private:
  struct Message {
    ObjectId object;
    std::uint32_t sequence;
    int payload;
  };

  std::vector<sched::TaskInfo> tasks_;
  std::vector<sched::ObjectInfo> objects_;
  std::vector<record::OpRecord> ops_;
  std::vector<Message> messages_;
  std::map<TaskId, std::uint32_t> next_no_;
  std::vector<log::LogFile> kept_;
};

}  // namespace reprise::session
