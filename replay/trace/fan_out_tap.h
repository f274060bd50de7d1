// One tap that tells several.
//
//   FanOutTap both({&trace_tap, recorder.get()});
//   sched::Runtime runtime({.strategy = &schedule, .tap = &both});
//
// A message is written once and copied to each of them when its op takes effect; of one that was abandoned they hear
// nothing.
//
// Use when     a run on one thread is both kept and recorded.
// Not when     the run is parallel: a message waits here for its op, and there is room for one.
// Threads      fiber-bound (the run's one thread).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "sched/tap.h"

namespace reprise::trace {

class FanOutTap final : public sched::Tap {
 public:
  explicit FanOutTap(std::vector<sched::Tap*> taps) : taps_(std::move(taps)) {}

  void DefineTask(const sched::TaskInfo& task) override {
    for (sched::Tap* tap : taps_) tap->DefineTask(task);
  }
  void DefineObject(const sched::ObjectInfo& object) override {
    for (sched::Tap* tap : taps_) tap->DefineObject(object);
  }
  void Prepare(const sched::Op& op) override {
    for (sched::Tap* tap : taps_) tap->Prepare(op);
  }
  [[nodiscard]] bool WantsMessages() const override {
    return std::any_of(taps_.begin(), taps_.end(),
                       [](const sched::Tap* tap) { return tap->WantsMessages(); });
  }
  std::span<std::byte> Reserve(const sched::Op&, std::size_t bytes) override {
    has_message_ = true;
    message_.resize(bytes);
    return message_;
  }
  void Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept override {
    const bool with_message = std::exchange(has_message_, false);
    for (sched::Tap* tap : taps_) {
      if (with_message && tap->WantsMessages()) {
        const std::span<std::byte> room = tap->Reserve(op, message_.size());
        if (!message_.empty()) std::memcpy(room.data(), message_.data(), message_.size());
      }
      tap->Commit(op, outcome);
    }
  }
  void Abandon() noexcept override { has_message_ = false; }

 private:
  const std::vector<sched::Tap*> taps_;
  std::vector<std::byte> message_;  // Of the op that has not taken effect.
  bool has_message_ = false;
};

}  // namespace reprise::trace
