// The work-stealing deque under weak memory: no item is lost, none is taken twice, and who takes one sees what its
// owner wrote before the push. Slots begin at two, so that rings grow.
#include "lockfree/work_stealing_deque.h"

#include <array>
#include <cstdint>

#include "lockfree/asymmetric_fence.h"
#include "lockfree/sync.h"
#include "replay/oracle/linearizability.h"
#include "replay/oracle/queue_specs.h"
#include "tests/relacy/simulate.h"

namespace reprise {
namespace {

using lockfree::StealResult;

struct Payload {
  RelacySync::Cell<int> number{-1};
};

// Thread 0 owns the deque and follows `Script`: '+' pushes the next number, '-' pops. The others steal so often.
template <const char* Script, unsigned Thieves, unsigned Steals, typename Deque>
struct OwnerAndThieves : rl::test_suite<OwnerAndThieves<Script, Thieves, Steals, Deque>,
                                        static_cast<rl::thread_id_t>(1 + Thieves)> {
  static constexpr int kItemsMax = 8;

  Deque deque;
  std::array<Payload, kItemsMax> payloads;
  std::array<int, kItemsMax> taken{};
  int pushed = 0;

  int Take(Payload* payload) {
    const int number = payload->number.Load();
    RL_ASSERT(number >= 0 && number < kItemsMax);
    RL_ASSERT(++taken[static_cast<std::size_t>(number)] == 1);
    return number;
  }

  void Own() {
    for (const char* step = Script; *step != '\0'; ++step) {
      if (*step == '+') {
        Payload& payload = payloads[static_cast<std::size_t>(pushed)];
        payload.number.Store(pushed++);
        deque.Push(&payload);
      } else if (Payload* popped = nullptr; deque.Pop(popped)) {
        Take(popped);
      }
    }
  }
  void Rob() {
    int last = -1;
    for (unsigned n = 0; n < Steals; ++n) {
      Payload* stolen = nullptr;
      if (deque.Steal(stolen) != StealResult::kTaken) continue;
      const int number = Take(stolen);
      RL_ASSERT(number > last);  // Oldest first: a later push is never at the top before an earlier one.
      last = number;
    }
  }
  void thread(unsigned index) {
    if (index == 0) {
      Own();
    } else {
      Rob();
    }
  }
  void after() {
    for (Payload* popped = nullptr; deque.Pop(popped);) Take(popped);
    for (int number = 0; number < pushed; ++number) RL_ASSERT(taken[static_cast<std::size_t>(number)] == 1);
    Payload* none = nullptr;
    RL_ASSERT(deque.Size() == 0 && deque.Steal(none) == StealResult::kEmpty);
  }
};

// The canary: Chase and Lev's deque as one writes it in a hurry, which takes the last item without asking for it.
template <typename T, typename Sync, std::size_t kSlots>
class TakesTheLastUnasked {
 public:
  void Push(T item) {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    slots_[static_cast<std::size_t>(bottom) % slots_.size()].store(item, std::memory_order_relaxed);
    bottom_.store(bottom + 1, std::memory_order_release);
  }
  bool Pop(T& item) {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed) - 1;
    bottom_.store(bottom, std::memory_order_seq_cst);
    if (top_.load(std::memory_order_seq_cst) <= bottom) {
      item = slots_[static_cast<std::size_t>(bottom) % slots_.size()].load(std::memory_order_relaxed);
      return true;
    }
    bottom_.store(bottom + 1, std::memory_order_relaxed);
    return false;
  }
  StealResult Steal(T& item) {
    std::int64_t top = top_.load(std::memory_order_seq_cst);
    if (top >= bottom_.load(std::memory_order_seq_cst)) return StealResult::kEmpty;
    item = slots_[static_cast<std::size_t>(top) % slots_.size()].load(std::memory_order_relaxed);
    return top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst, std::memory_order_relaxed)
               ? StealResult::kTaken
               : StealResult::kRetry;
  }
  std::size_t Size() const {
    return static_cast<std::size_t>(bottom_.load(std::memory_order_relaxed) -
                                    top_.load(std::memory_order_relaxed));
  }

 private:
  std::array<typename Sync::template Atomic<T>, 4 * kSlots> slots_;
  typename Sync::template Atomic<std::int64_t> bottom_{0};
  typename Sync::template Atomic<std::int64_t> top_{0};
};

inline constexpr char kTwo[] = "++--";
inline constexpr char kOneByOne[] = "+-+-";
inline constexpr char kReused[] = "++--++--";
inline constexpr char kGrowing[] = "++-+++-";
inline constexpr char kOne[] = "+-";
inline constexpr char kSome[] = "+++--";

template <const char* Script, unsigned Thieves, unsigned Steals>
using Right = OwnerAndThieves<Script, Thieves, Steals, lockfree::WorkStealingDeque<Payload*, RelacySync, 2>>;

// What a Sync promises of its two fences and no more: a pair of exchanges, as where the kernel has no membarrier.
struct ExchangesForFences : RelacySync {
  static inline lockfree::ExchangeFence<RelacySync::Atomic>* fence = nullptr;  // The test's.

  static void LightFence(Site = Site::Here()) { fence->Pass(); }
  static void HeavyFence(Site = Site::Here()) { fence->Pass(); }
};

template <const char* Script, unsigned Thieves, unsigned Steals>
struct WithExchanges
    : OwnerAndThieves<Script, Thieves, Steals, lockfree::WorkStealingDeque<Payload*, ExchangesForFences, 2>> {
  lockfree::ExchangeFence<RelacySync::Atomic> fence;
  void before() { ExchangesForFences::fence = &fence; }
};

// Pushes, pops and steals have an order that is right for a deque, in which each thread's own ops keep theirs. (By the
// clock a push may return before others can see it.)
template <const char* Script, unsigned Thieves, unsigned Steals>
struct HaveAnOrder
    : rl::test_suite<HaveAnOrder<Script, Thieves, Steals>, static_cast<rl::thread_id_t>(1 + Thieves)> {
  using Spec = oracle::DequeSpec;
  using Result = oracle::QueueResult;
  using Outcome = oracle::QueueOutcome;
  lockfree::WorkStealingDeque<std::uint64_t, RelacySync, 2> deque;
  oracle::History<Spec> history;

  void before() { history.Clear(); }
  void thread(unsigned index) {
    if (index != 0) {
      for (unsigned n = 0; n < Steals; ++n) Steal(index);
      return;
    }
    std::uint64_t next = 1;
    for (const char* step = Script; *step != '\0'; ++step) {
      if (*step == '+') {
        history.Record(0, Spec::Push(next), [&] {
          deque.Push(next);
          return Result{};
        });
        ++next;
      } else {
        Pop();
      }
    }
  }
  void after() {
    while (Pop().outcome == Outcome::kDone) {
    }
    RL_ASSERT(oracle::CheckLinearizable(history, {}, {.precedence = oracle::Precedence::kThread}));
  }

 private:
  Result Pop() {
    return history.Record(0, Spec::Pop(), [&]() -> Result {
      std::uint64_t item = 0;
      if (!deque.Pop(item)) return {Outcome::kEmpty};
      return {Outcome::kDone, item};
    });
  }
  void Steal(unsigned thread) {
    history.Record(thread, Spec::Steal(), [&]() -> Result {
      std::uint64_t item = 0;
      const StealResult result = deque.Steal(item);
      return {result == StealResult::kTaken   ? Outcome::kDone
              : result == StealResult::kEmpty ? Outcome::kEmpty
                                              : Outcome::kRetry,
              item};
    });
  }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<Right<kTwo, 1, 2>>("2 pushes, 2 pops | 2 steals", {.random = 100'000, .bound = 3});
  simulation.Run<Right<kOneByOne, 1, 2>>("push and pop, twice | 2 steals", {.random = 100'000, .bound = 3});
  simulation.Run<Right<kReused, 1, 3>>("emptied and filled again | 3 steals",
                                       {.random = 100'000, .bound = 2});
  simulation.Run<Right<kGrowing, 1, 3>>("ring grows | 3 steals", {.random = 100'000, .bound = 2});
  simulation.Run<Right<kOne, 2, 1>>("the last item | 2 thieves", {.random = 100'000, .bound = 2});
  simulation.Run<Right<kSome, 2, 2>>("3 items | 2 thieves, 2 steals each", {.random = 200'000});
  simulation.Run<Right<kSome, 2, 2>>("3 items | 2 thieves, 2 steals each", {.bound = 2});
  simulation.Run<WithExchanges<kTwo, 2, 2>>("exchanges for fences | 2 thieves", {.random = 100'000});
  simulation.Run<HaveAnOrder<kReused, 1, 3>>("ops have an order | 3 steals", {.random = 30'000});
  simulation.Run<HaveAnOrder<kSome, 2, 2>>("ops have an order | 2 thieves", {.random = 30'000});
  simulation.Fails<OwnerAndThieves<kTwo, 1, 2, TakesTheLastUnasked<Payload*, RelacySync, 2>>>(
      "canary: the last item taken unasked", {.random = 20'000, .bound = 3});
  return simulation.ExitCode();
}
