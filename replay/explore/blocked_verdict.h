// Keeps, beside a run, what explains why its tasks are blocked: who holds which mutex, and which notification found
// nobody.
//
// Threads      fiber-bound: told by the deterministic scheduler's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sched/tap.h"

namespace reprise::explore {

class BlockedVerdict final : public sched::Tap {
 public:
  void DefineTask(const sched::TaskInfo& task) override { tasks_[task.id] = task.name; }
  void DefineObject(const sched::ObjectInfo& object) override { objects_[object.id] = object.name; }
  void Prepare(const sched::Op&) override {}
  std::span<std::byte> Reserve(const sched::Op&, std::size_t bytes) override {
    message_.resize(bytes);
    return message_;
  }
  void Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept override;
  void Abandon() noexcept override {}

  // One sentence about tasks that are blocked in these ops, or "" when it knows no better than the scheduler.
  [[nodiscard]] std::string Explain(std::span<const sched::Op> blocked) const;

  // One line an op, the last ones.
  [[nodiscard]] std::string Steps() const;
  [[nodiscard]] std::uint64_t ops() const { return ops_.size(); }

 private:
  struct Step {
    sched::Op op;
    sched::Outcome outcome;
  };

  [[nodiscard]] std::string TaskName(TaskId task) const;
  [[nodiscard]] std::string ObjectName(ObjectId object) const;
  [[nodiscard]] std::string FindCircle(std::span<const sched::Op> blocked) const;
  [[nodiscard]] std::string FindLostWakeup(std::span<const sched::Op> blocked) const;

  std::map<TaskId, std::string> tasks_;
  std::map<ObjectId, std::string> objects_;
  std::map<ObjectId, TaskId> holders_;     // Of mutexes.
  std::map<ObjectId, sched::Op> unheard_;  // The last notification of a condition that woke nobody.
  std::vector<Step> ops_;
  std::vector<std::byte> message_;
};

}  // namespace reprise::explore
