// Models of what things are put into and taken out of: a FIFO queue, a bounded one that can be full and closed, and
// a work-stealing deque (which is a stack when nobody steals).
//
// Use when     a history of a queue is checked (linearizability.h). Values that are all different make a FIFO check
//              take n log n steps (fifo_patterns.h).
// Threads      immutable values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/prng.h"
#include "replay/oracle/fifo_patterns.h"
#include "replay/oracle/history.h"
#include "replay/oracle/history_check.h"

namespace reprise::oracle {

inline std::uint64_t DigestItems(const std::deque<std::uint64_t>& items) {
  std::uint64_t digest = items.size();
  for (const std::uint64_t item : items) digest = SplitMix64(digest ^ item);
  return digest;
}

// push, try_pop. The result of a pop is the value, or nothing when the queue was empty; of a push always nothing.
struct FifoSpec {
  struct Op {
    bool push = false;
    std::uint64_t value = 0;
  };
  using Result = std::optional<std::uint64_t>;
  using State = std::deque<std::uint64_t>;

  static Op Push(std::uint64_t value) { return {true, value}; }
  static Op TryPop() { return {}; }

  bool Apply(State& items, const Op& op, const Result* seen) const {
    if (op.push) {
      items.push_back(op.value);
      return true;
    }
    if (items.empty()) return seen == nullptr || !*seen;
    if (seen != nullptr && *seen != items.front()) return false;
    items.pop_front();
    return true;
  }
  std::uint64_t Digest(const State& items) const { return DigestItems(items); }
  std::string Text(const Op& op, const Result* seen) const {
    if (op.push) return "push(" + std::to_string(op.value) + ")";
    if (seen == nullptr) return "pop";
    return *seen ? "pop -> " + std::to_string(**seen) : "pop -> empty";
  }
  std::optional<HistoryCheck> QuickCheck(const std::vector<Call<FifoSpec>>& calls) const {
    return CheckFifoPatterns(*this, calls);
  }
};

enum class QueueOutcome : std::uint8_t { kDone, kEmpty, kFull, kClosed, kRetry };

struct QueueResult {
  QueueOutcome outcome = QueueOutcome::kDone;
  std::uint64_t value = 0;
};

inline std::string ToString(const QueueResult& result) {
  switch (result.outcome) {
    case QueueOutcome::kDone: return std::to_string(result.value);
    case QueueOutcome::kEmpty: return "empty";
    case QueueOutcome::kFull: return "full";
    case QueueOutcome::kClosed: return "closed";
    case QueueOutcome::kRetry: return "retry";
  }
  return "?";
}

// try_push, try_pop, close. A pop from a closed queue gets what is left and then `closed`.
struct BoundedFifoSpec {
  enum class Kind : std::uint8_t { kTryPush, kTryPop, kClose };
  struct Op {
    Kind kind = Kind::kTryPop;
    std::uint64_t value = 0;
  };
  using Result = QueueResult;
  struct State {
    std::deque<std::uint64_t> items;
    bool closed = false;
    bool operator==(const State&) const = default;
  };

  std::size_t capacity = 0;
  // A ring whose slots are claimed first and filled or cleared later may say `full` or `empty` while somebody else
  // is in between; true asks for the exact answer all the same.
  bool exact_full = true;
  bool exact_empty = true;

  static Op TryPush(std::uint64_t value) { return {Kind::kTryPush, value}; }
  static Op TryPop() { return {Kind::kTryPop, 0}; }
  static Op Close() { return {Kind::kClose, 0}; }

  bool Apply(State& state, const Op& op, const Result* seen) const {
    if (op.kind == Kind::kClose) {
      state.closed = true;
      return true;
    }
    return op.kind == Kind::kTryPush ? Push(state, op.value, seen) : Pop(state, seen);
  }
  std::uint64_t Digest(const State& state) const { return DigestItems(state.items) ^ (state.closed ? 1 : 0); }
  std::string Text(const Op& op, const Result* seen) const {
    const std::string result = seen == nullptr ? "" : " -> " + ToString(*seen);
    switch (op.kind) {
      case Kind::kClose: return "close";
      case Kind::kTryPop: return "pop" + result;
      case Kind::kTryPush: break;
    }
    return "push(" + std::to_string(op.value) + ")" +
           (seen == nullptr || seen->outcome == QueueOutcome::kDone ? "" : result);
  }

 private:
  bool Push(State& state, std::uint64_t value, const Result* seen) const {
    const QueueOutcome outcome = state.closed                     ? QueueOutcome::kClosed
                                 : state.items.size() >= capacity ? QueueOutcome::kFull
                                                                  : QueueOutcome::kDone;
    if (seen != nullptr && seen->outcome == QueueOutcome::kFull && !exact_full) return !state.closed;
    if (seen != nullptr && seen->outcome != outcome) return false;
    if (outcome == QueueOutcome::kDone) state.items.push_back(value);
    return true;
  }
  bool Pop(State& state, const Result* seen) const {
    if (seen != nullptr && seen->outcome == QueueOutcome::kEmpty && !exact_empty) return true;
    if (state.items.empty())
      return seen == nullptr ||
             seen->outcome == (state.closed ? QueueOutcome::kClosed : QueueOutcome::kEmpty);
    if (seen != nullptr && (seen->outcome != QueueOutcome::kDone || seen->value != state.items.front()))
      return false;
    state.items.pop_front();
    return true;
  }
};

// The owner pushes and pops at one end, thieves steal at the other. A steal (or pop) that says `retry` lost a race and
// changed nothing. Push and Pop alone, from any thread, are a stack.
struct DequeSpec {
  enum class Kind : std::uint8_t { kPush, kPop, kSteal };
  struct Op {
    Kind kind = Kind::kPop;
    std::uint64_t value = 0;
  };
  using Result = QueueResult;
  using State = std::deque<std::uint64_t>;

  static Op Push(std::uint64_t value) { return {Kind::kPush, value}; }
  static Op Pop() { return {Kind::kPop, 0}; }
  static Op Steal() { return {Kind::kSteal, 0}; }

  bool Apply(State& items, const Op& op, const Result* seen) const {
    if (op.kind == Kind::kPush) {
      items.push_back(op.value);
      return true;
    }
    if (seen != nullptr && seen->outcome == QueueOutcome::kRetry) return true;
    if (items.empty()) return seen == nullptr || seen->outcome == QueueOutcome::kEmpty;
    const std::uint64_t value = op.kind == Kind::kPop ? items.back() : items.front();
    if (seen != nullptr && (seen->outcome != QueueOutcome::kDone || seen->value != value)) return false;
    op.kind == Kind::kPop ? items.pop_back() : items.pop_front();
    return true;
  }
  std::uint64_t Digest(const State& items) const { return DigestItems(items); }
  std::string Text(const Op& op, const Result* seen) const {
    if (op.kind == Kind::kPush) return "push(" + std::to_string(op.value) + ")";
    return std::string(op.kind == Kind::kPop ? "pop" : "steal") +
           (seen == nullptr ? "" : " -> " + ToString(*seen));
  }
};

}  // namespace reprise::oracle
