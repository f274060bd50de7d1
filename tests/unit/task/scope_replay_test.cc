// Scopes whose tasks fail, are cancelled and run out of time on real threads, played again from their logs.
#include "task/scope.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/journal.h"
#include "support/plain_codec.h"
#include "support/replays_exactly.h"
#include "task/cancel.h"
#include "time/clock.h"

namespace reprise::task {
namespace {

constexpr TaskType kAny = TaskType::kPathfinding;

// Which round a task is in when the cancel arrives differs from run to run.
int RoundsUntilCancelled(int rounds_max) {
  for (int round = 0; round < rounds_max; ++round) {
    if (!CheckCancelled().ok()) return round;
    sched::Yield();
  }
  return rounds_max;
}

TEST(ScopeReplayTest, WhoFailedFirstAndHowFarTheOthersCameReplays) {
  ReplaysExactly([] {
    channel::Journal<int> journal({.name = "/journal"});
    Scope scope("search");
    std::vector<ScopedTask<int>> counts;
    for (int n = 0; n < 6; ++n) {
      counts.push_back(scope.Spawn(kAny, absl::StrCat(n), [n]() -> absl::StatusOr<int> {
        const int rounds = RoundsUntilCancelled(n < 3 ? 5 : 10'000);
        if (n < 3) return absl::NotFoundError(absl::StrCat(n));
        return rounds;
      }));
    }
    journal.Append(scope.Join().message()[0]);
    for (auto& count : counts) {
      const absl::StatusOr<int> rounds = count.Result();
      journal.Append(rounds.ok() ? *rounds : -1);
    }
  });
}

TEST(ScopeReplayTest, ACancelAndADeadlineThatRaceReplay) {
  ReplaysExactly([] {
    channel::Journal<int> journal({.name = "/journal"});
    sched::Clock clock("/clock");
    for (int round = 0; round < 5; ++round) {
      Scope scope(ScopeOptions{.name = absl::StrCat("search/", round)});
      for (int n = 0; n < 3; ++n) {
        scope.Spawn(kAny, absl::StrCat(n), [&, n] {
          Scope inner("inner");
          inner.Spawn(kAny, "counts", [&] { journal.Append(RoundsUntilCancelled(50 * n)); });
          return inner.Join();
        });
      }
      auto canceller = Spawn(kAny, absl::StrCat("canceller/", round), [&] {
        static_cast<void>(RoundsUntilCancelled(round * 3));
        scope.Cancel();
      });
      journal.Append(static_cast<int>(scope.JoinUntil(clock.Now() + 20'000).code()));
      EXPECT_TRUE(canceller.Join().ok());
    }
  });
}

TEST(ScopeReplayTest, WhoIsStillRunningReplays) {
  ReplaysExactly([] {
    channel::Journal<int> journal({.name = "/journal"});
    Scope scope(ScopeOptions{.name = "stream", .on_failure = OnFailure::kGoOn, .listed = true});
    auto watcher = Spawn(kAny, "watcher", [&] {
      for (int n = 0; n < 30; ++n) {
        for (const std::string& name : scope.Running()) journal.Append(name.back());
      }
    });
    for (int n = 0; n < 40; ++n) {
      EXPECT_TRUE(scope.Settle(3).ok());
      for (const std::string& name : scope.Running()) journal.Append(name.back());
      scope.Spawn(kAny, absl::StrCat(n), [n] {
        sched::Yield();
        return n % 4 == 0 ? absl::NotFoundError("no path") : absl::OkStatus();
      });
    }
    for (std::vector<std::string> names = scope.Running(); !names.empty(); names = scope.Running()) {
      journal.Append(static_cast<int>(names.size()));
      sched::Yield();
    }
    EXPECT_TRUE(scope.Join().ok());
    EXPECT_TRUE(watcher.Join().ok());
  });
}

}  // namespace
}  // namespace reprise::task
