#include "channel/call.h"

#include <gtest/gtest.h>

#include "support/cancel.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::channel {
namespace {

using task::Spawn;
using task::TaskType;

TEST(CallTest, Example) {
  OnEveryScheduler([] {
    Call<int, int> doubles({.name = "/double"});
    auto service = Spawn(TaskType::kPathfinding, "service", [&] {
      for (;;) {
        const absl::StatusOr<Incoming<int>> incoming = doubles.NextRequest();
        if (!incoming.ok()) return;  // Closed.
        if (doubles.Wanted(*incoming)) doubles.Reply(*incoming, incoming->request * 2);
      }
    });

    EXPECT_EQ(*doubles.Ask(21), 42);

    doubles.Close();
    EXPECT_TRUE(service.Join().ok());
    EXPECT_EQ(doubles.undelivered(), 0U);
  });
}

// The replies come in the other order than the requests.
TEST(CallTest, RepliesMayOvertake) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/call", .requests = 2, .replies = 2});
    auto first = Spawn(TaskType::kBotDecision, "first", [&] { EXPECT_EQ(*call.Ask(1), 10); });
    auto second = Spawn(TaskType::kBotDecision, "second", [&] { EXPECT_EQ(*call.Ask(2), 20); });
    const auto one = call.NextRequest();
    const auto other = call.NextRequest();

    call.Reply(*other, other->request * 10);
    EXPECT_TRUE((other->request == 1 ? first : second).Join().ok());
    call.Reply(*one, one->request * 10);
    EXPECT_TRUE((one->request == 1 ? first : second).Join().ok());
  });
}

TEST(CallTest, AReplyToAnAskerThatGaveUpIsDroppedAndCounted) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/slow", .requests = 1, .replies = 1});
    EXPECT_EQ(call.AskUntil(1, 1).status().code(), absl::StatusCode::kDeadlineExceeded);
    const auto late = call.NextRequest();
    EXPECT_FALSE(call.Wanted(*late));
    auto asker = Spawn(TaskType::kBotDecision, "asker", [&] { EXPECT_EQ(*call.Ask(2), 20); });
    const auto next = call.NextRequest();

    call.Reply(*late, 10);
    EXPECT_TRUE(call.Wanted(*next));
    call.Reply(*next, 20);

    EXPECT_TRUE(asker.Join().ok());
    EXPECT_EQ(call.dropped_replies(), 1U);
    EXPECT_EQ(call.undelivered(), 0U);
  });
}

TEST(CallTest, ACancelledAskerGivesUpAndMakesRoom) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/call", .requests = 1, .replies = 1});
    TaskHandle asking;
    auto asker = Spawn(TaskType::kBotDecision, "asker", [&] {
      asking.IAm();
      EXPECT_EQ(call.Ask(1).status().code(), absl::StatusCode::kCancelled);
    });
    asking.Cancel();
    EXPECT_TRUE(asker.Join().ok());
    auto service = Spawn(TaskType::kPathfinding, "service", [&] {
      for (;;) {
        const auto incoming = call.NextRequest();
        if (!incoming.ok()) return;
        call.Reply(*incoming, incoming->request);
      }
    });

    EXPECT_EQ(*call.Ask(2), 2);

    call.Close();
    EXPECT_TRUE(service.Join().ok());
  });
}

TEST(CallTest, DeadlineAndCancellationEndTheWaitForARequest) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/call"});
    EXPECT_EQ(call.NextRequestUntil(1).status().code(), absl::StatusCode::kDeadlineExceeded);
    TaskHandle serving;
    auto service = Spawn(TaskType::kPathfinding, "service", [&] {
      serving.IAm();
      EXPECT_EQ(call.NextRequest().status().code(), absl::StatusCode::kCancelled);
    });

    serving.Cancel();

    EXPECT_TRUE(service.Join().ok());
  });
}

TEST(CallTest, EveryAskerGetsItsOwnReplyThoughRepliesOvertake) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/square"});
    std::vector<task::JoinHandle<task::Nothing>> services;
    for (int service = 0; service < 2; ++service) {
      services.push_back(Spawn(TaskType::kPathfinding, absl::StrCat("service/", service), [&call] {
        for (;;) {
          const absl::StatusOr<Incoming<int>> incoming = call.NextRequest();
          if (!incoming.ok()) return;
          sched::Yield();
          call.Reply(*incoming, incoming->request * incoming->request);
        }
      }));
    }
    std::vector<task::JoinHandle<task::Nothing>> askers;
    for (int asker = 0; asker < 5; ++asker) {
      askers.push_back(Spawn(TaskType::kBotDecision, absl::StrCat("asker/", asker), [&call, asker] {
        for (int n = asker; n < asker + 10; ++n) EXPECT_EQ(*call.Ask(n), n * n);
      }));
    }

    for (auto& asker : askers) EXPECT_TRUE(asker.Join().ok());
    call.Close();
    for (auto& service : services) EXPECT_TRUE(service.Join().ok());
    EXPECT_EQ(call.Ask(1).status().code(), absl::StatusCode::kFailedPrecondition);
  });
}

// The seed's pair of bounded channels deadlocks here: the service blocks on a full response channel while
// the clients block on a full request channel.
TEST(CallTest, BothSidesFullIsNoDeadlock) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/tight", .requests = 1, .replies = 1});
    auto service = Spawn(TaskType::kPathfinding, "service", [&call] {
      for (;;) {
        const absl::StatusOr<Incoming<int>> incoming = call.NextRequest();
        if (!incoming.ok()) return;
        call.Reply(*incoming, incoming->request + 1);
      }
    });
    std::vector<task::JoinHandle<task::Nothing>> askers;
    for (int asker = 0; asker < 4; ++asker) {
      askers.push_back(Spawn(TaskType::kBotDecision, absl::StrCat("asker/", asker), [&call] {
        for (int n = 0; n < 10; ++n) EXPECT_EQ(*call.Ask(n), n + 1);
      }));
    }

    for (auto& asker : askers) EXPECT_TRUE(asker.Join().ok());
    call.Close();
    EXPECT_TRUE(service.Join().ok());
  });
}

TEST(CallTest, AskerIsToldWhenTheServiceEndsWithoutAnAnswer) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/gone"});
    auto service = Spawn(TaskType::kPathfinding, "service", [&call] {
      EXPECT_TRUE(call.NextRequest().ok());
      call.Close();
      call.Abandon();
    });

    EXPECT_EQ(call.Ask(1).status().code(), absl::StatusCode::kUnavailable);
    EXPECT_TRUE(service.Join().ok());
  });
}

TEST(CallTest, ClosedCallTakesNoRequestAndIsDrained) {
  OnEveryScheduler([] {
    Call<int, int> call({.name = "/call"});
    auto asker = task::Spawn(task::TaskType::kBotDecision, "asker", [&] { EXPECT_EQ(*call.Ask(1), 10); });
    const auto incoming = call.NextRequest();
    call.Close();

    EXPECT_EQ(call.Ask(2).status().code(), absl::StatusCode::kFailedPrecondition);
    call.Reply(*incoming, 10);
    EXPECT_EQ(call.NextRequest().status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_TRUE(asker.Join().ok());
  });
}

}  // namespace
}  // namespace reprise::channel
