#include "sched/model/model_sync.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lockfree/sync.h"
#include "sched/model/model_scheduler.h"

namespace reprise::sched {
namespace {

using lockfree::Create;
using lockfree::Destroy;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StrEq;
constexpr std::memory_order kAny = std::memory_order_relaxed;
using Number = ModelSync::Atomic<std::uint64_t>;

// Goes on with the task that a script names at each choice, and with the first when the script is over.
class Scripted final : public Strategy {
 public:
  explicit Scripted(std::vector<unsigned> script = {}) : script_(std::move(script)) {}
  std::size_t Pick(std::span<const Op> ready) override {
    seen.emplace_back(ready.begin(), ready.end());
    if (next_ == script_.size()) return 0;
    const std::uint64_t wanted = script_[next_++] + 1;
    for (std::size_t index = 0; index < ready.size(); ++index)
      if (Value(ready[index].task) == wanted) return index;
    return kStop;
  }
  Outcome Decide(const Op&) override { return {}; }
  void Blocked(std::span<const Op> ops) override { blocked.assign(ops.begin(), ops.end()); }

  std::vector<std::vector<Op>> seen;
  std::vector<Op> blocked;

 private:
  std::vector<unsigned> script_;
  std::size_t next_ = 0;
};

struct ModelSyncTest : testing::Test {
  ModelScheduler scheduler;

  // "leak: 8 bytes (task 0)"; empty: it did not fail.
  static std::string Text(const ModelScheduler::Result& result) {
    if (!result.failure) return "";
    std::string text = std::string(Name(result.failure->kind)) + ": " + result.failure->text;
    for (const Op& op : result.failure->ops)
      if (op.task != kNoTask) text += " (task " + std::to_string(Value(op.task) - 1) + ")";
    return text;
  }
  std::string Run(const std::vector<unsigned>& script, const std::function<void()>& body) {
    Scripted strategy(script);
    return Text(scheduler.Run(strategy, body));
  }
  void Tasks(std::vector<std::function<void()>> bodies) { scheduler.RunTasks(std::move(bodies)); }
};

// Adds by a load and a store, which two tasks can do at the same time.
void LoseAnUpdate(Number& number) { number.store(number.load(kAny) + 1, kAny); }

TEST_F(ModelSyncTest, Example) {
  const auto body = [&] {
    Number number;
    Tasks({[&] { LoseAnUpdate(number); }, [&] { LoseAnUpdate(number); }});
    if (number.load(kAny) != 2) scheduler.Fail(FailureKind::kAssertion, "an addition was lost");
  };

  EXPECT_THAT(Run({1, 1, 1, 2, 2, 2}, body), IsEmpty());
  EXPECT_THAT(Run({1, 1, 2, 2, 2, 1}, body), StrEq("assertion: an addition was lost (task 0)"));
}

TEST_F(ModelSyncTest, AChoiceShowsEveryTaskWithItsPendingOp) {
  Scripted strategy({1, 2, 2});
  scheduler.Run(strategy, [&] {
    Number number;
    Tasks({[&] { number.store(1, kAny); }, [&] { number.fetch_add(1, kAny); }});
  });
  ASSERT_EQ(strategy.seen.size(), 4U);
  EXPECT_EQ(strategy.seen[0][0].kind, OpKind::kStart);
  const Op store = strategy.seen[2][0], add = strategy.seen[2][1];
  EXPECT_EQ(store.kind, OpKind::kAtomicStore);
  EXPECT_EQ(add.kind, OpKind::kAtomicRmw);
  EXPECT_EQ(store.object, add.object);
  EXPECT_THAT(ToString(add.site), HasSubstr("model_sync_test.cc:"));
}

TEST_F(ModelSyncTest, EveryOpDoesWhatAnAtomicDoes) {
  EXPECT_THAT(Run({},
                  [&] {
                    Number number(6);
                    std::uint64_t expected = 5;
                    EXPECT_FALSE(number.compare_exchange_strong(expected, 9, kAny, kAny));
                    EXPECT_EQ(expected, 6U);
                    EXPECT_TRUE(number.compare_exchange_weak(expected, 9, kAny, kAny));
                    EXPECT_EQ(number.exchange(12, kAny), 9U);
                    EXPECT_EQ(number.fetch_sub(2, kAny), 12U);
                    EXPECT_EQ(number.fetch_or(5, kAny), 10U);
                    EXPECT_EQ(number.fetch_and(6, kAny), 15U);
                    EXPECT_EQ(number.load(kAny), 6U);
                    ModelSync::LightFence();
                  }),
              IsEmpty());
}

TEST(ModelTaskSetTest, EachTaskIsAddedOnce) {
  ModelTaskSet set;
  for (unsigned task = 0; task < ModelScheduler::kTasksMax; ++task) EXPECT_TRUE(set.Add(task)) << task;
  for (unsigned task = 0; task < ModelScheduler::kTasksMax; ++task) EXPECT_FALSE(set.Add(task)) << task;
  set.Clear();
  EXPECT_TRUE(set.Add(ModelScheduler::kTasksMax - 1));
  set.AddAll();
  EXPECT_FALSE(set.Add(0));
}

TEST_F(ModelSyncTest, ASpinnerSleepsUntilItsLocationIsWritten) {
  const auto body = [&] {
    ModelSync::Atomic<bool> ready{false};
    Tasks({[&] {
             ModelSync::Spin spin;
             while (!ready.load(kAny)) spin.Wait(ready);
           },
           [&] { ready.store(true, kAny); }});
  };
  EXPECT_THAT(Run({1, 1, 2, 2, 1, 1}, body), IsEmpty());
  EXPECT_THAT(Run({1, 2, 2, 1}, body), IsEmpty());
}

TEST_F(ModelSyncTest, AWriteBetweenTheLookAndTheWaitIsNotMissed) {
  EXPECT_THAT(Run({1, 2, 1, 2, 1},
                  [&] {
                    Number number, other;
                    Tasks({[&] {
                             ModelSync::Spin spin;
                             while (number.load(kAny) == 0) {
                               other.load(kAny);
                               spin.Wait(number);
                             }
                           },
                           [&] { number.store(1, kAny); }});
                  }),
              IsEmpty());
}

// The condition hangs on two locations, and the one that is waited for is not the one that was written.
TEST_F(ModelSyncTest, ASpinnerLooksAgainWhenNobodyElseCanGoOn) {
  EXPECT_THAT(Run({1, 1, 2, 2, 1},
                  [&] {
                    Number number, other;
                    Tasks({[&] {
                             ModelSync::Spin spin;
                             while (other.load(kAny) == 0) {
                               number.load(kAny);
                               spin.Wait(number);
                             }
                           },
                           [&] { other.store(1, kAny); }});
                  }),
              IsEmpty());
}

TEST_F(ModelSyncTest, WhenAllSpinThatIsALivelock) {
  Scripted strategy;
  const ModelScheduler::Result result = scheduler.Run(strategy, [&] {
    Number a, b;
    Tasks({[&] {
             ModelSync::Spin spin;
             while (a.load(kAny) == 0) spin.Wait(a);
           },
           [&] {
             ModelSync::Spin spin;
             while (b.load(kAny) == 0) spin.Wait(b);
           }});
  });
  EXPECT_THAT(Text(result), StrEq("livelock:  (task 1) (task 2)"));
  EXPECT_EQ(result.failure->ops.at(0).kind, OpKind::kSpin);
  EXPECT_NE(result.failure->ops.at(0).site.line, result.failure->ops.at(1).site.line);
  EXPECT_EQ(strategy.blocked.size(), 2U);
}

TEST_F(ModelSyncTest, ALoopWithoutAnEndIsStopped) {
  ModelScheduler strict({.steps_max = 100});
  Scripted strategy;
  const auto result = strict.Run(strategy, [] {
    Number number;
    while (number.load(kAny) == 0) {
    }
  });
  EXPECT_THAT(Text(result), StrEq("no end: after 100 steps (task 0)"));
}

struct Node {
  Number number{7};
};

TEST_F(ModelSyncTest, UseAfterFreeIsSeen) {
  EXPECT_THAT(Run({},
                  [&] {
                    Node* const node = Create<Node, ModelSync>();
                    Destroy<ModelSync>(node);
                    node->number.load(kAny);
                  }),
              HasSubstr("use of an object that was freed or destroyed"));
}

TEST_F(ModelSyncTest, FreeWhileAnotherTaskIsAboutToReadIsSeen) {
  EXPECT_THAT(Run({2, 1, 2},
                  [&] {
                    Node* const node = Create<Node, ModelSync>();
                    Tasks({[&] { Destroy<ModelSync>(node); }, [&] { node->number.load(kAny); }});
                  }),
              HasSubstr("use of an object"));
}

TEST_F(ModelSyncTest, LeaksAndDoubleFreesAreSeen) {
  EXPECT_THAT(Run({}, [&] { Create<Node, ModelSync>(); }), HasSubstr("leak: "));
  EXPECT_THAT(Run({},
                  [&] {
                    void* const memory = ModelSync::Allocate(8, 8);
                    ModelSync::Free(memory, 8, 8);
                    ModelSync::Free(memory, 8, 8);
                  }),
              HasSubstr("freed twice"));
}

TEST_F(ModelSyncTest, ASlotIsReadOnlyWhenFilledAndFilledOnlyWhenEmpty) {
  EXPECT_THAT(Run({},
                  [&] {
                    ModelSync::Storage<int> slot;
                    slot.Construct(Site::Here(), 1);
                    EXPECT_EQ(slot.Take(), 1);
                    slot.Take();
                  }),
              HasSubstr("use of a value that is not there"));
  EXPECT_THAT(Run({},
                  [&] {
                    ModelSync::Storage<int> slot;
                    slot.Construct(Site::Here(), 1);
                    slot.Construct(Site::Here(), 2);
                  }),
              HasSubstr("construction over a value"));
}

TEST_F(ModelSyncTest, AnExceptionFailsTheRun) {
  EXPECT_THAT(Run({}, [&] { Tasks({[] { throw std::runtime_error("no luck"); }}); }),
              "exception: no luck (task 1)");
}

TEST_F(ModelSyncTest, ExceptionsInFlightStayWithTheirTasks) {
  std::vector<std::string> caught;
  const auto body = [&](const char* name, Number& number) {
    try {
      throw std::runtime_error(name);
    } catch (const std::exception&) {
      number.load(kAny);
      try {
        throw;
      } catch (const std::exception& again) {
        caught.push_back(again.what());
      }
    }
  };
  EXPECT_THAT(Run({1, 2, 1, 2},
                  [&] {
                    Number number;
                    Tasks({[&] { body("a", number); }, [&] { body("b", number); }});
                  }),
              IsEmpty());
  EXPECT_EQ(caught, (std::vector<std::string>{"a", "b"}));
}

TEST_F(ModelSyncTest, AFailedRunLeavesTheNextOneAlone) {
  EXPECT_THAT(
      Run({},
          [&] {
            Number number;
            Tasks({[&] { scheduler.Fail(FailureKind::kAssertion, "here"); }, [&] { number.load(kAny); }});
          }),
      HasSubstr("here (task 1"));
  EXPECT_THAT(Run({}, [&] { Tasks({[] {}, [] {}}); }), IsEmpty());
}

TEST_F(ModelSyncTest, AStrategyMayStopARun) {
  Scripted strategy({7});
  const auto result = scheduler.Run(strategy, [&] { Tasks({[] {}, [] {}}); });
  EXPECT_TRUE(result.stopped);
  EXPECT_FALSE(result.failure);
}

TEST_F(ModelSyncTest, AStampIsTakenWhenTheNextOpTakesEffect) {
  std::uint64_t first = 0, second = 0;
  EXPECT_THAT(Run({1, 2, 2, 1},
                  [&] {
                    Number number;
                    Tasks({[&] {
                             scheduler.StampNextOp(&first);
                             number.load(kAny);
                           },
                           [&] {
                             scheduler.StampNextOp(&second);
                             number.load(kAny);
                           }});
                  }),
              IsEmpty());
  EXPECT_LT(second, first);
}

TEST_F(ModelSyncTest, OutsideOfARunOpsJustHappen) {
  Number number(1);
  EXPECT_EQ(number.fetch_add(1, kAny), 1U);
  EXPECT_EQ(number.load(kAny), 2U);
}

}  // namespace
}  // namespace reprise::sched
