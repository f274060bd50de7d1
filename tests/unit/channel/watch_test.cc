#include "channel/watch.h"

#include <gtest/gtest.h>

#include "support/cancel.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::channel {
namespace {

using absl::StatusCode;
using task::Spawn;
using task::TaskType;

TEST(WatchTest, Example) {
  OnEveryScheduler([] {
    Watch<int> level({.name = "/level"}, 1);
    auto reader = Spawn(TaskType::kEventProcessing, "reader", [receiver = level.Subscribe()]() mutable {
      int last = 1;
      for (absl::StatusOr<int> value = receiver.Receive(); value.ok(); value = receiver.Receive()) {
        EXPECT_GT(*value, last);  // Never an older one, never one twice.
        last = *value;
      }
      EXPECT_EQ(last, 30);
    });

    for (int value = 2; value <= 30; ++value) EXPECT_TRUE(level.Send(value).ok());
    level.Close();

    EXPECT_TRUE(reader.Join().ok());
    EXPECT_EQ(level.Load(), 30);
  });
}

TEST(WatchTest, ReceiverWaitsForWhatIsNewerThanItsSubscription) {
  OnEveryScheduler([] {
    Watch<int> watch({.name = "/watch"}, 1);
    EXPECT_TRUE(watch.Send(2).ok());
    auto receiver = watch.Subscribe();
    EXPECT_EQ(receiver.TryReceive(), std::nullopt);
    EXPECT_TRUE(watch.Send(3).ok());
    EXPECT_TRUE(watch.Send(4).ok());
    EXPECT_EQ(*receiver.Receive(), 4);
    EXPECT_EQ(receiver.TryReceive(), std::nullopt);
  });
}

TEST(WatchTest, ClosedWatchGivesItsLastValueThenSaysSo) {
  OnEveryScheduler([] {
    Watch<int> watch({.name = "/watch"}, 1);
    auto receiver = watch.Subscribe();
    EXPECT_TRUE(watch.Send(2).ok());
    watch.Close();
    watch.Close();

    EXPECT_EQ(watch.Send(3).code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(*receiver.Receive(), 2);
    EXPECT_EQ(receiver.Receive().status().code(), StatusCode::kOutOfRange);
    EXPECT_EQ(watch.Load(), 2);
  });
}

TEST(WatchTest, EveryWaitingReceiverIsWoken) {
  OnEveryScheduler([] {
    Watch<int> watch({.name = "/watch"}, 0);
    std::vector<task::JoinHandle<task::Nothing>> readers;
    for (int reader = 0; reader < 3; ++reader) {
      readers.push_back(
          Spawn(TaskType::kEventProcessing, absl::StrCat("reader/", reader),
                [receiver = watch.Subscribe()]() mutable { EXPECT_EQ(*receiver.Receive(), 7); }));
    }

    EXPECT_TRUE(watch.Send(7).ok());

    for (auto& reader : readers) EXPECT_TRUE(reader.Join().ok());
  });
}

TEST(WatchTest, DeadlineAndCancellationEndAWait) {
  OnEveryScheduler([] {
    Watch<int> watch({.name = "/watch"}, 0);
    auto receiver = watch.Subscribe();
    EXPECT_EQ(receiver.ReceiveUntil(1).status().code(), StatusCode::kDeadlineExceeded);
    TaskHandle waiting;
    auto reader = Spawn(TaskType::kEventProcessing, "reader", [&] {
      waiting.IAm();
      EXPECT_EQ(receiver.Receive().status().code(), StatusCode::kCancelled);
    });

    waiting.Cancel();

    EXPECT_TRUE(reader.Join().ok());
  });
}

}  // namespace
}  // namespace reprise::channel
