#include "channel/select.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "channel/broadcast.h"
#include "channel/call.h"
#include "channel/mpsc.h"
#include "channel/oneshot.h"
#include "channel/watch.h"
#include "support/cancel.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "support/scripted_runs.h"
#include "task/spawn.h"
#include "time/clock.h"

namespace reprise::channel {
namespace {

using absl::StatusCode;
using task::Spawn;
using task::TaskType;

TEST(SelectTest, Example) {
  OnEveryScheduler([] {
    Mpsc<int> jobs({.name = "/jobs"});
    Mpsc<int> stop({.name = "/stop"});
    auto worker = Spawn(TaskType::kPathfinding, "worker", [&] {
      Select select(Select::Order::kOrdered);
      const std::size_t job = select.Add(jobs);
      static_cast<void>(select.Add(stop));
      int sum = 0;
      while (*select.Wait() == job) sum += *jobs.Receive();
      return sum;
    });
    for (const int number : {1, 2, 3}) EXPECT_TRUE(jobs.Send(number).ok());
    EXPECT_TRUE(stop.Send(0).ok());
    EXPECT_EQ(*worker.Join(), 6);
  });
}

// Everything that can be received from, each with its sender; what came from each.
struct EverySource {
  Mpsc<int> queue{{.name = "/queue", .capacity = 2}};
  Broadcast<int> events{{.name = "/events", .capacity = 8}};
  Broadcast<int>::Receiver events_seen = events.Subscribe();
  Call<int, int> call{{.name = "/call"}};
  Watch<int> watch{{.name = "/watch"}, 0};
  Watch<int>::Receiver newest = watch.Subscribe();
  Oneshot<int> once{{.name = "/once"}};
  std::vector<int> received = std::vector<int>(5);

  auto SpawnSenders() {
    std::vector<task::JoinHandle<task::Nothing>> senders;
    const auto spawn = [&](const char* name, auto body) {
      senders.push_back(Spawn(TaskType::kEventProcessing, name, body));
    };
    spawn("queue", [this] {
      for (const int n : {1, 2, 3}) EXPECT_TRUE(queue.Send(n).ok());
      queue.Close();
    });
    spawn("events", [this] {
      for (const int n : {1, 2}) EXPECT_TRUE(events.Send(n).ok());
      events.Close();
    });
    spawn("call", [this] {
      EXPECT_EQ(*call.Ask(20), 21);
      call.Close();
    });
    spawn("watch", [this] {
      EXPECT_TRUE(watch.Send(1).ok());
      watch.Close();
    });
    spawn("once", [sender = std::make_shared<OneshotSender<int>>(std::move(once.sender))] {
      EXPECT_TRUE(sender->Send(5).ok());
    });
    return senders;
  }

  // False: that arm has come to its end.
  bool ReceiveFrom(std::size_t arm) {
    bool more = false;
    if (arm == 0) more = queue.Receive().ok();
    if (arm == 1) more = !events_seen.Receive().closed();
    if (arm == 2) {
      const absl::StatusOr<Incoming<int>> incoming = call.NextRequest();
      more = incoming.ok();
      if (more) static_cast<void>(call.Reply(*incoming, incoming->request + 1));
    }
    if (arm == 3) more = newest.Receive().ok();
    if (arm == 4) {
      EXPECT_EQ(*once.receiver.Receive(), 5);
    }
    received[arm] += more || arm == 4 ? 1 : 0;
    return more;
  }
};

TEST(SelectTest, WaitsForEveryKindOfReceiverUntilAllHaveEnded) {
  for (const Select::Order order : {Select::Order::kFair, Select::Order::kOrdered}) {
    OnEveryScheduler([order] {
      EverySource sources;
      auto senders = sources.SpawnSenders();
      Select select(order);
      select.Add(sources.queue);
      select.Add(sources.events_seen);
      select.Add(sources.call);
      select.Add(sources.newest);
      select.Add(sources.once.receiver);
      for (;;) {
        const absl::StatusOr<std::size_t> arm = select.Wait();
        if (!arm.ok()) {
          EXPECT_EQ(arm.status().code(), StatusCode::kOutOfRange);
          break;
        }
        if (!sources.ReceiveFrom(*arm)) select.Disable(*arm);
      }
      EXPECT_EQ(sources.received, (std::vector{3, 2, 1, 1, 1}));
      for (auto& sender : senders) EXPECT_TRUE(sender.Join().ok());
    });
  }
}

// Which arms are chosen while both have three messages.
std::string Chosen(Select::Order order) {
  Mpsc<int> left({.name = "/left"});
  Mpsc<int> right({.name = "/right"});
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(left.Send(n).ok() && right.Send(n).ok());
  Select select(order);
  select.Add(left);
  select.Add(right);
  std::string chosen;
  for (int n = 0; n < 6; ++n) {
    const std::size_t arm = *select.Wait();
    EXPECT_TRUE((arm == 0 ? left : right).TryReceive().has_value());
    chosen += std::to_string(arm);
  }
  return chosen;
}

TEST(SelectTest, AFairOneTakesTurnsAndAnOrderedOnePrefersTheFirst) {
  OnEveryScheduler([] {
    EXPECT_EQ(Chosen(Select::Order::kFair), "010101");
    EXPECT_EQ(Chosen(Select::Order::kOrdered), "000111");
  });
}

TEST(SelectTest, ATryAndADeadlineDoNotWaitForEver) {
  OnEveryScheduler([] {
    Mpsc<int> queue({.name = "/queue"});
    sched::Clock clock("/clock");
    Select select;
    select.Add(queue);
    EXPECT_EQ(select.Try().status().code(), StatusCode::kUnavailable);
    EXPECT_EQ(select.WaitUntil(clock.Now() + 10).status().code(), StatusCode::kDeadlineExceeded);

    EXPECT_TRUE(queue.Send(1).ok());
    EXPECT_EQ(*select.Try(), 0U);
    EXPECT_EQ(*select.WaitUntil(0), 0U);
    select.Disable(0);
    EXPECT_EQ(select.Try().status().code(), StatusCode::kOutOfRange);
    select.Enable(0);
    EXPECT_EQ(*select.Wait(), 0U);
  });
}

TEST(SelectTest, ACancelledTaskStopsWaitingAndDoesNotBegin) {
  OnEveryScheduler([] {
    Mpsc<int> queue({.name = "/queue"});
    TaskHandle waiting;
    auto task = Spawn(TaskType::kPathfinding, "task", [&] {
      Select select;
      select.Add(queue);
      waiting.IAm();
      EXPECT_EQ(select.Wait().status().code(), StatusCode::kCancelled);
      EXPECT_TRUE(queue.TrySend(1).ok());
      EXPECT_EQ(select.Wait().status().code(), StatusCode::kCancelled);
      EXPECT_EQ(*select.Try(), 0U);
    });
    waiting.Cancel();
    EXPECT_TRUE(task.Join().ok());
  });
}

// Who is woken for a request and then takes something else passes the wake on.
TEST(SelectTest, ARequestThatSeveralServicesCouldTakeIsTakenByOne) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/call"});
    Mpsc<int> other({.name = "/other"});
    auto choosy = Spawn(TaskType::kPathfinding, "choosy", [&] {
      Select select(Select::Order::kOrdered);
      select.Add(other);
      select.Add(call);
      while (*select.Wait() != 0) {
        // Not its business: the plain service is there for that.
        sched::Yield();
        select.Disable(1);
      }
    });
    auto plain = Spawn(TaskType::kPathfinding, "plain", [&] {
      const absl::StatusOr<Incoming<int>> incoming = call.NextRequest();
      static_cast<void>(call.Reply(*incoming, 1));
    });
    auto sender = Spawn(TaskType::kPathfinding, "sender", [&] { EXPECT_TRUE(other.Send(1).ok()); });
    EXPECT_EQ(*call.Ask(0), 1);
    EXPECT_TRUE(choosy.Join().ok());
    EXPECT_TRUE(plain.Join().ok());
    EXPECT_TRUE(sender.Join().ok());
  });
}

TEST(SelectTest, ARunMayEndAnywhere) {
  EndAnywhere([] {
    Mpsc<int> left({.name = "/left"});
    Mpsc<int> right({.name = "/right"});
    auto sender = Spawn(TaskType::kPathfinding, "sender", [&] {
      EXPECT_TRUE(right.Send(1).ok());
      EXPECT_TRUE(left.Send(1).ok());
    });
    Select select;
    select.Add(left);
    select.Add(right);
    for (int n = 0; n < 2; ++n) {
      EXPECT_TRUE((*select.Wait() == 0 ? left : right).Receive().ok());
    }
    EXPECT_TRUE(sender.Join().ok());
  });
}

TEST(SelectTest, WhatIsDecidedComesOutLikeThat) {
  const auto decided_as = [](sched::Branch branch, bool is_try) {
    StatusCode code = StatusCode::kUnknown;
    RunDecidedAs(branch, [&] {
      Mpsc<int> queue({.name = "/queue"});
      Select select;
      select.Add(queue);
      queue.Close();  // Ready, however sends are decided.
      code = (is_try ? select.Try() : select.WaitUntil(sched::kNever - 1)).status().code();
    });
    return code;
  };
  EXPECT_EQ(decided_as(sched::Branch::kFailed, true), StatusCode::kUnavailable);
  EXPECT_EQ(decided_as(sched::Branch::kFailed, false), StatusCode::kOk);
  EXPECT_EQ(decided_as(sched::Branch::kTimedOut, false), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(decided_as(sched::Branch::kTimedOut, true), StatusCode::kOk);
  EXPECT_EQ(decided_as(sched::Branch::kCancelled, false), StatusCode::kCancelled);
  EXPECT_EQ(decided_as(sched::Branch::kDone, false), StatusCode::kOk);
}

}  // namespace
}  // namespace reprise::channel
