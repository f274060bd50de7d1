// Which of several waiters is woken: a choice where docs/channels.md promises no order, the longest wait where
// docs/sync.md promises it.
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/call.h"
#include "channel/mpsc.h"
#include "replay/strategy/exhaustive.h"
#include "replay/strategy/recorded_schedule.h"
#include "replay/strategy/replay_token.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"
#include "sync/condition_variable.h"
#include "sync/mutex.h"
#include "sync/semaphore.h"
#include "task/spawn.h"

namespace reprise::channel {
namespace {

using task::Spawn;
using task::TaskType;
using testing::ElementsAre;

// Every task goes on until it waits, the one that was spawned first comes first; the values are these, then 0.
class FirstComesFirst final : public sched::Strategy {
 public:
  explicit FirstComesFirst(std::vector<std::uint64_t> values = {}) : values_(std::move(values)) {}

  std::size_t Pick(std::span<const sched::Op> ready) override {
    for (std::size_t index = 0; index < ready.size(); ++index)
      if (ready[index].task == current_) return index;
    current_ = ready[0].task;
    return 0;
  }
  sched::Outcome Decide(const sched::Op&) override { return {}; }
  std::uint64_t Choose(const sched::Op& op, std::uint64_t bound) override {
    asked.push_back(absl::StrCat(Name(op.kind), " of ", bound));
    return asked.size() <= values_.size() ? values_[asked.size() - 1] : 0;
  }
  void Blocked(std::span<const sched::Op>) override {}

  std::vector<std::string> asked;

 private:
  std::vector<std::uint64_t> values_;
  TaskId current_ = kNoTask;
};

void RunUnder(sched::Strategy& strategy, const std::function<void()>& program) {
  const absl::Status ended = sched::Runtime({.strategy = &strategy}).Run("test", program);
  EXPECT_TRUE(ended.ok()) << ended;
}

// Three senders wait for the one place; who came through, in order.
std::string ThreeSenders(sched::Strategy& strategy) {
  std::string received;
  RunUnder(strategy, [&] {
    Mpsc<int> channel({.name = "/full", .capacity = 1});
    EXPECT_TRUE(channel.Send(0).ok());
    std::vector<task::JoinHandle<task::Nothing>> senders;
    for (int sender = 1; sender <= 3; ++sender)
      senders.push_back(Spawn(TaskType::kBotDecision, "sender",
                              [&channel, sender] { EXPECT_TRUE(channel.Send(sender).ok()); }));
    Mpsc<int> never({.name = "/never", .capacity = 1});
    EXPECT_FALSE(never.ReceiveUntil(1).ok());  // Lets the senders come to their wait.
    for (int n = 0; n < 4; ++n) absl::StrAppend(&received, *channel.Receive());
    for (auto& sender : senders) EXPECT_TRUE(sender.Join().ok());
  });
  return received;
}

TEST(WokenTest, AReceiveWakesTheSenderThatTheStrategyChooses) {
  FirstComesFirst longest;
  EXPECT_EQ(ThreeSenders(longest), "0123");
  EXPECT_THAT(longest.asked, ElementsAre("receive of 3", "receive of 2"));

  FirstComesFirst last({2, 1});
  EXPECT_EQ(ThreeSenders(last), "0321");
}

// Two services wait; which of them gets the first request.
std::string TwoServices(sched::Strategy& strategy) {
  std::string who;
  RunUnder(strategy, [&] {
    Call<int, int> call({.name = "/call"});
    const auto serve = [&](char name) {
      return [&call, &who, name] {
        const auto request = call.NextRequest();
        if (!request.ok()) return;
        who += name;
        call.Reply(*request, 1);
      };
    };
    auto first = Spawn(TaskType::kPathfinding, "first", serve('a'));
    auto second = Spawn(TaskType::kPathfinding, "second", serve('b'));
    Mpsc<int> never({.name = "/never", .capacity = 1});
    EXPECT_FALSE(never.ReceiveUntil(1).ok());
    EXPECT_EQ(*call.Ask(1), 1);
    call.Close();
    EXPECT_TRUE(first.Join().ok());
    EXPECT_TRUE(second.Join().ok());
  });
  return who;
}

TEST(WokenTest, ARequestWakesTheServiceThatTheStrategyChooses) {
  FirstComesFirst longest;
  EXPECT_EQ(TwoServices(longest), "a");
  FirstComesFirst other({1});
  EXPECT_EQ(TwoServices(other), "b");
  EXPECT_THAT(other.asked, ElementsAre("send of 2"));
}

TEST(WokenTest, MutexSemaphoreAndConditionWakeTheLongestWaitAndNobodyIsAsked) {
  FirstComesFirst strategy({1, 1, 1});
  std::string locked;
  std::string permitted;
  std::string notified;
  RunUnder(strategy, [&] {
    sync::Mutex mutex("/mutex");
    sync::Mutex other("/other");
    sync::ConditionVariable changed("/changed");
    sync::Semaphore semaphore({.name = "/permits", .permits = 0});
    std::vector<task::JoinHandle<task::Nothing>> tasks;
    const auto spawn = [&tasks](auto body) { tasks.push_back(Spawn(TaskType::kBotDecision, "task", body)); };
    {
      const sync::Mutex::Held held = mutex.Lock();
      for (const char name : {'a', 'b', 'c'}) {
        spawn([&, name] {
          const sync::Mutex::Held mine = mutex.Lock();
          locked += name;
        });
        spawn([&, name] {
          const sync::Permits mine = semaphore.Acquire();
          permitted += name;
        });
        spawn([&, name] {
          sync::Mutex::Held mine = other.Lock();
          EXPECT_TRUE(changed.Wait(mine).ok());
          notified += name;
        });
      }
      Mpsc<int> never({.name = "/never", .capacity = 1});
      EXPECT_FALSE(never.ReceiveUntil(1).ok());  // Lets them come to their wait.
    }
    semaphore.Release();
    for (int n = 0; n < 3; ++n) changed.NotifyOne();
    for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
  });
  EXPECT_EQ(locked, "abc");
  EXPECT_EQ(permitted, "abc");
  EXPECT_EQ(notified, "abc");
  EXPECT_THAT(strategy.asked, testing::IsEmpty());
}

TEST(WokenTest, ASearchTriesEveryWaiterAndTheTokenSaysWhich) {
  strategy::Exhaustive search(0);
  strategy::RecordedSchedule recorded(search);
  std::set<std::string> orders;
  while (search.Next()) {
    recorded.Clear();
    const std::string order = ThreeSenders(recorded);
    orders.insert(order);
    strategy::ReplayToken replay(strategy::ParseToken(strategy::WriteToken(recorded.schedule())).value());
    replay.Next();
    EXPECT_EQ(ThreeSenders(replay), order);
    EXPECT_EQ(replay.misfit(), "");
  }
  EXPECT_THAT(orders, testing::IsSupersetOf({"0123", "0132", "0213", "0231", "0312", "0321"}));
}

}  // namespace
}  // namespace reprise::channel
