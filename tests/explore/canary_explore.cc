// The tool itself: each strategy must find four classic bugs, and pass their mended twins.
#include <array>
#include <cstdint>
#include <optional>

#include <gtest/gtest.h>

#include "lockfree/epoch.h"
#include "lockfree/sync.h"
#include "tests/explore/check.h"

namespace reprise::explore {
namespace {

constexpr std::memory_order kAny = std::memory_order_seq_cst;
using Number = ModelSync::Atomic<std::uint64_t>;

template <bool Mended>
void Counting(Scenario& scenario) {
  Number number;
  scenario.Crew(3, [&](unsigned) {
    if (Mended) {
      number.fetch_add(1, kAny);
    } else {
      number.store(number.load(kAny) + 1, kAny);
    }
  });
  scenario.Expect(number.load(kAny) == 3, "an addition was lost");
}

TEST(CanaryExplore, LostUpdate) { Fails(Counting<false>, FailureKind::kAssertion); }
TEST(CanaryExplore, CountingAtOnceHolds) { Holds(Counting<true>); }

// A stack of numbered nodes that come back. Without a tag, a head that is the same again is taken for an unchanged one.
template <bool Mended>
class Stack {
 public:
  void Push(std::uint64_t node) {
    std::uint64_t head = head_.load(kAny);
    do {
      next_[node].store(head % kTag, kAny);
    } while (!head_.compare_exchange_strong(head, Tagged(node, head), kAny, kAny));
  }
  std::optional<std::uint64_t> Pop() {
    std::uint64_t head = head_.load(kAny);
    for (;;) {
      const std::uint64_t node = head % kTag;
      if (node == 0) return std::nullopt;
      const std::uint64_t next = next_[node].load(kAny);
      if (head_.compare_exchange_strong(head, Tagged(next, head), kAny, kAny)) return node;
    }
  }

 private:
  static constexpr std::uint64_t kTag = 100;
  static std::uint64_t Tagged(std::uint64_t node, std::uint64_t old) {
    return node + (Mended ? old / kTag + 1 : 0) * kTag;
  }
  Number head_;
  std::array<Number, 4> next_;
};

template <bool Mended>
void StackWhoseNodesComeBack(Scenario& scenario) {
  Stack<Mended> stack;
  stack.Push(1);
  stack.Push(2);
  stack.Push(3);
  ModelRecorder<oracle::DequeSpec> history;
  for (const std::uint64_t node : {1, 2, 3})
    history.Record(oracle::DequeSpec::Push(node), [] { return oracle::QueueResult{}; });
  const auto pop = [&] {
    return history
        .Record(oracle::DequeSpec::Pop(),
                [&]() -> oracle::QueueResult {
                  const auto node = stack.Pop();
                  if (!node) return {oracle::QueueOutcome::kEmpty};
                  return {oracle::QueueOutcome::kDone, *node};
                })
        .value;
  };
  scenario.Run({pop, [&] {
                  const std::uint64_t node = pop();
                  pop();
                  if (node == 0) return;
                  history.Record(oracle::DequeSpec::Push(node), [&] {
                    stack.Push(node);
                    return oracle::QueueResult{};
                  });
                }});
  for (int rest = 0; rest < 4; ++rest) pop();
  scenario.Expect(CheckLinearizable(history.Join()));
}

TEST(CanaryExplore, AbaStack) { Fails(StackWhoseNodesComeBack<false>, FailureKind::kNotLinearizable); }
TEST(CanaryExplore, TaggedStackHolds) { Holds(StackWhoseNodesComeBack<true>); }

// Chase and Lev's deque on a few slots, with or without the compare-exchange for the last item.
template <bool Mended>
class Deque {
 public:
  void Push(std::uint64_t item) {
    const std::int64_t bottom = bottom_.load(kAny);
    slots_[static_cast<std::size_t>(bottom)].store(item, kAny);
    bottom_.store(bottom + 1, kAny);
  }
  oracle::QueueResult Pop() {
    const std::int64_t bottom = bottom_.load(kAny) - 1;
    bottom_.store(bottom, kAny);
    std::int64_t top = top_.load(kAny);
    if (top > bottom) {
      bottom_.store(bottom + 1, kAny);
      return {oracle::QueueOutcome::kEmpty};
    }
    const std::uint64_t item = slots_[static_cast<std::size_t>(bottom)].load(kAny);
    if (top < bottom) return {oracle::QueueOutcome::kDone, item};
    bool won = true;
    if (Mended) {
      won = top_.compare_exchange_strong(top, top + 1, kAny, kAny);
    } else {
      top_.store(top + 1, kAny);
    }
    bottom_.store(bottom + 1, kAny);
    return won ? oracle::QueueResult{oracle::QueueOutcome::kDone, item}
               : oracle::QueueResult{oracle::QueueOutcome::kEmpty};
  }
  oracle::QueueResult Steal() {
    std::int64_t top = top_.load(kAny);
    if (top >= bottom_.load(kAny)) return {oracle::QueueOutcome::kEmpty};
    const std::uint64_t item = slots_[static_cast<std::size_t>(top)].load(kAny);
    if (!top_.compare_exchange_strong(top, top + 1, kAny, kAny)) return {oracle::QueueOutcome::kRetry};
    return {oracle::QueueOutcome::kDone, item};
  }

 private:
  ModelSync::Atomic<std::int64_t> top_, bottom_;
  std::array<Number, 8> slots_;
};

template <bool Mended>
void OwnerAgainstThief(Scenario& scenario) {
  using oracle::DequeSpec;
  Deque<Mended> deque;
  ModelRecorder<DequeSpec> history;
  scenario.Run({[&] {
                  for (const std::uint64_t item : {7, 8}) {
                    history.Record(DequeSpec::Push(item), [&] {
                      deque.Push(item);
                      return oracle::QueueResult{};
                    });
                    history.Record(DequeSpec::Pop(), [&] { return deque.Pop(); });
                  }
                },
                [&] {
                  for (int times = 0; times < 2; ++times)
                    history.Record(DequeSpec::Steal(), [&] { return deque.Steal(); });
                }});
  scenario.Expect(CheckLinearizable(history.Join()));
}

// Three switches at the right places: the thief looks, the owner looks, the thief takes, the owner takes too.
TEST(CanaryExplore, DequeWithoutItsLastCompareExchange) {
  Fails(OwnerAgainstThief<false>, FailureKind::kNotLinearizable, {.depth = 4, .preemptions = 3});
}
TEST(CanaryExplore, ChaseLevDequeHolds) { Holds(OwnerAgainstThief<true>, {.depth = 4, .preemptions = 4}); }

using Domain = lockfree::EpochDomain<ModelSync, 2>;
struct Node {
  Number number{7};
};

// A reader looks at what a writer replaces and retires.
template <bool Pinned>
void ReaderAgainstReclamation(Scenario& scenario) {
  Domain domain;
  ModelSync::Atomic<Node*> shared{lockfree::Create<Node, ModelSync>()};
  scenario.Run({[&] {
                  Domain::Participant me(domain, "reader");
                  std::optional<Domain::Guard> guard;
                  if (Pinned) guard.emplace(me.reader());
                  scenario.Expect(shared.load(kAny)->number.load(kAny) == 7, "read something else");
                },
                [&] {
                  Domain::Participant me(domain, "writer");
                  me.Retire(shared.exchange(lockfree::Create<Node, ModelSync>(), kAny));
                  me.Flush();
                }});
  lockfree::Destroy<ModelSync>(shared.load(kAny));
}

// The random walk hardly ever lets a task do forty steps between two of another one's: PCT does.
TEST(CanaryExplore, UseAfterReclamationWithoutAPin) {
  Fails(ReaderAgainstReclamation<false>, FailureKind::kUseAfterReclamation, {.random = 0});
}
TEST(CanaryExplore, UnderAPinItHolds) { Holds(ReaderAgainstReclamation<true>); }

}  // namespace
}  // namespace reprise::explore
