// A history: who called which op, when it was invoked, when it returned, and with which result.
//
// "When" is a counter that every event moves on, so two ops overlap unless one returned before the other was
// invoked. An op without a result is pending: it may have taken effect, or not.
//
//   History<FifoSpec> history;
//   const auto call = history.Invoke(thread, FifoSpec::Push(7));
//   queue.Push(7);
//   history.Return(call, std::nullopt);
//   EXPECT_TRUE(CheckLinearizable(history)) << ...   (linearizability.h)
//
// Use when     one OS thread runs everything: Relacy, the deterministic scheduler, a test that writes events down.
// Not when     real threads record: threaded_recorder.h, which ends in a History.
// Threads      thread-compatible. Standard library only, so that every kind of test program can include it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"

namespace reprise::oracle {

inline constexpr std::uint64_t kPending = std::numeric_limits<std::uint64_t>::max();

template <typename Spec>
struct Call {
  unsigned thread = 0;
  typename Spec::Op op{};
  std::optional<typename Spec::Result> result;
  std::uint64_t invoked = 0;
  std::uint64_t returned = kPending;

  [[nodiscard]] bool pending() const { return returned == kPending; }
  // Null when nobody saw it.
  [[nodiscard]] const typename Spec::Result* seen() const { return result ? &*result : nullptr; }
  [[nodiscard]] bool Before(const Call& other) const { return returned < other.invoked; }
};

template <typename Spec>
typename Spec::State InitialState(const Spec& spec) {
  if constexpr (requires { spec.Initial(); }) {
    return spec.Initial();
  } else {
    return {};
  }
}

template <typename Spec>
class History {
 public:
  using Op = typename Spec::Op;
  using Result = typename Spec::Result;

  // Returns the call's index. A thread does one op at a time.
  std::size_t Invoke(unsigned thread, Op op) {
    if (thread >= open_.size()) open_.resize(thread + 1, false);
    REPRISE_CHECK(!open_[thread]);
    open_[thread] = true;
    calls_.push_back({thread, std::move(op), std::nullopt, now_++, kPending});
    return calls_.size() - 1;
  }

  void Return(std::size_t index, Result result) {
    Call<Spec>& call = calls_.at(index);
    REPRISE_CHECK(call.pending());
    open_[call.thread] = false;
    call.result = std::move(result);
    call.returned = now_++;
  }

  // One whole op; `body` does it and returns the result.
  template <typename Body>
  Result Record(unsigned thread, Op op, Body body) {
    const std::size_t index = Invoke(thread, std::move(op));
    Result result = body();
    Return(index, result);
    return result;
  }

  // A call with stamps of the caller's own counter; in each thread's order.
  void Add(Call<Spec> call) {
    REPRISE_CHECK(call.pending() || (call.invoked < call.returned && call.result));
    calls_.push_back(std::move(call));
  }

  void Clear() { *this = {}; }

  [[nodiscard]] const std::vector<Call<Spec>>& calls() const { return calls_; }

 private:
  std::vector<Call<Spec>> calls_;
  std::vector<bool> open_;  // By thread.
  std::uint64_t now_ = 0;
};

}  // namespace reprise::oracle
