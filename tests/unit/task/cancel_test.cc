#include "task/cancel.h"

#include <atomic>
#include <utility>

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "sched/object/announce.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/scope.h"

namespace reprise::task {
namespace {

constexpr TaskType kAny = TaskType::kPathfinding;

TEST(CancelTest, Example) {
  OnEveryScheduler([] {
    channel::Mpsc<int> farewells({.name = "/farewells", .capacity = 1});
    Scope scope("search");
    std::atomic<bool> computes{false};
    auto search = scope.Spawn(kAny, "left", [&]() -> absl::Status {
      for (;;) {
        computes = true;
        if (absl::Status asked = CheckCancelled(); !asked.ok()) {
          const Shield shield;
          EXPECT_TRUE(farewells.Send(1).ok());
          return asked;
        }
        sched::Yield();
      }
    });
    while (!computes) sched::Yield();
    scope.Cancel();

    EXPECT_TRUE(absl::IsCancelled(scope.Join()));
    EXPECT_EQ(search.Result().message(), "task test/left was cancelled");
    EXPECT_EQ(*farewells.Receive(), 1);
  });
}

TEST(CancelTest, ATaskThatNobodyCancelsGoesOn) {
  OnEveryScheduler([] {
    EXPECT_TRUE(CheckCancelled().ok());
    const Shield shield;
    EXPECT_TRUE(CheckCancelled().ok());
  });
}

// What waits under a shield waits as usual; the first op after the outermost comes out as cancelled.
TEST(CancelTest, ShieldsNestAndTheCancellationComesAfterTheLast) {
  OnEveryScheduler([] {
    channel::Mpsc<int> words({.name = "/words", .capacity = 1});
    Scope scope("search");
    std::atomic<bool> shielded{false};
    std::atomic<bool> cancelled{false};
    scope.Spawn(kAny, "left", [&] {
      {
        const Shield outer;
        {
          const Shield inner;
          shielded = true;
          while (!cancelled) sched::Yield();
          EXPECT_TRUE(CheckCancelled().ok());
        }
        EXPECT_TRUE(CheckCancelled().ok());
        EXPECT_EQ(words.Receive().value(), 7);
      }
      EXPECT_TRUE(absl::IsCancelled(CheckCancelled()));
      EXPECT_TRUE(absl::IsCancelled(words.Receive().status()));
    });
    while (!shielded) sched::Yield();
    scope.Cancel();
    cancelled = true;
    EXPECT_TRUE(words.Send(7).ok());
    EXPECT_TRUE(absl::IsCancelled(scope.Join()));
  });
}

}  // namespace
}  // namespace reprise::task
