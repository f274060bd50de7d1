// Records a history on model atomics. An op counts as invoked when its first step takes effect, so what others did
// while its task had to wait for its turn comes before it: no interval is wider than it must be.
//
// Threads      fiber-bound (the tasks of one run).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "base/check.h"
#include "replay/oracle/history.h"
#include "sched/model/model_scheduler.h"

namespace reprise::explore {

template <typename Spec>
class ModelRecorder {
 public:
  using Result = typename Spec::Result;

  // One whole op; `body` does it and returns the result.
  template <typename Body>
  Result Record(typename Spec::Op op, Body body) {
    sched::ModelScheduler* const scheduler = sched::ModelScheduler::Current();
    REPRISE_CHECK(scheduler != nullptr);
    oracle::Call<Spec>& call = calls_.emplace_back(
        oracle::Call<Spec>{scheduler->task(), std::move(op), std::nullopt, 0, oracle::kPending});
    scheduler->StampNextOp(&call.invoked);
    Result result = body();
    scheduler->FlushStamp();
    call.result = result;
    call.returned = scheduler->Tick();
    return result;
  }

  [[nodiscard]] oracle::History<Spec> Join() const {
    oracle::History<Spec> history;
    for (const oracle::Call<Spec>& call : calls_) history.Add(call);
    return history;
  }

 private:
  std::deque<oracle::Call<Spec>> calls_;  // They stay where they are.
};

}  // namespace reprise::explore
