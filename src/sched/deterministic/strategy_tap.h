// The tap of a deterministic run: it passes each call to the caller's tap, if there is one, and then tells
// the strategy of each committed op.
//
// So an op checks one thing, whether there is a tap; production pays nothing for what a strategy is told.
//
// Threads      fiber-bound: told by the deterministic scheduler's thread.
#pragma once

#include <cstddef>
#include <span>

#include "base/check.h"
#include "sched/strategy.h"
#include "sched/tap.h"

namespace reprise::sched {

class StrategyTap final : public Tap {
 public:
  // `tap` may be null. It may be the same object as `strategy`, as in a replay.
  StrategyTap(Strategy& strategy, Tap* tap) : strategy_(strategy), tap_(tap) {}

  void DefineTask(const TaskInfo& task) override {
    if (tap_ != nullptr) tap_->DefineTask(task);
  }
  void DefineObject(const ObjectInfo& object) override {
    if (tap_ != nullptr) tap_->DefineObject(object);
  }
  void Prepare(const Op& op) override {
    if (tap_ != nullptr) tap_->Prepare(op);
  }
  [[nodiscard]] bool WantsMessages() const override { return tap_ != nullptr && tap_->WantsMessages(); }
  std::span<std::byte> Reserve(const Op& op, std::size_t bytes) override {
    REPRISE_CHECK(tap_ != nullptr);
    return tap_->Reserve(op, bytes);
  }
  void Commit(const Op& op, const Outcome& outcome) noexcept override {
    if (tap_ != nullptr) tap_->Commit(op, outcome);
    strategy_.Committed(op, outcome);
  }
  void Abandon() noexcept override {
    if (tap_ != nullptr) tap_->Abandon();
  }

 private:
  Strategy& strategy_;
  Tap* const tap_;
};

}  // namespace reprise::sched
