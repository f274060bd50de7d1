// Plays a recorded run again: as the strategy it lets each task go on only when its next op is the next of the
// canonical order, and as the tap it compares every op and every message with the log.
//
// Use when     a log is verified, or a run is to be looked at again.
// Threads      fiber-bound: everything is called from the deterministic scheduler's thread.
// Memory       the log's, and the last message.
// Errors       the first difference ends the run and is kept.
// Source       design of Reprise; reads-from and lane order as in docs/log-format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "replay/session/canonical_order.h"
#include "replay/session/divergence.h"
#include "replay/session/recorded_run.h"
#include "sched/strategy.h"
#include "sched/tap.h"

namespace reprise::session {

struct ReplayOptions {
  std::uint64_t stop_at = std::numeric_limits<std::uint64_t>::max();  // When so many ops were done again.
};

class ReplaySession final : public sched::Strategy, public sched::Tap {
 public:
  ReplaySession(const RecordedRun& run, const CanonicalOrder& order, const ReplayOptions& options);

  std::size_t Pick(std::span<const sched::Op> ready) override;
  sched::Outcome Decide(const sched::Op& op) override;
  void Blocked(std::span<const sched::Op> blocked) override;

  void DefineTask(const sched::TaskInfo& task) override;
  void DefineObject(const sched::ObjectInfo& object) override;
  void Prepare(const sched::Op& op) override;
  std::span<std::byte> Reserve(const sched::Op& op, std::size_t bytes) override;
  void Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept override;
  void Abandon() noexcept override;

  [[nodiscard]] const std::optional<Divergence>& divergence() const { return divergence_; }
  // How many ops of the order were done again, from 0: where the replay is.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::uint64_t messages_compared() const { return messages_; }
  // Every op of the order was done again.
  [[nodiscard]] bool complete() const { return position_ == order_.ops.size(); }

 private:
  [[nodiscard]] const RecordedOp& Next() const { return run_.ops()[order_.ops[position_]]; }
  [[nodiscard]] bool Done() const { return complete() || position_ >= stop_at_; }

  void Compare(const sched::Op& op, const sched::Outcome& outcome);
  void CompareMessage(const sched::Op& op, const RecordedOp& recorded);
  void DivergeInDefinition(const FieldDifference& field, TaskId task, const std::string& name);
  void DivergeNotReady(std::span<const sched::Op> ready);
  void Diverge(const sched::Op& op, const std::string& field, const std::string& expected,
               const std::string& found, const std::string& hint);
  std::string NameOf(const sched::Op& op) const;

  const RecordedRun& run_;
  const CanonicalOrder& order_;
  const std::uint64_t stop_at_;
  std::size_t position_ = 0;
  std::uint64_t messages_ = 0;
  std::vector<std::byte> message_;
  bool has_message_ = false;
  std::map<ObjectId, sched::ObjectInfo> objects_;  // As this run defines them.
  std::map<TaskId, std::string> tasks_;
  std::map<TaskId, std::deque<std::string>> last_ops_;
  std::map<TaskId, sched::Op> current_;  // The op that a task was let go on with.
  std::optional<Divergence> divergence_;
};

}  // namespace reprise::session
