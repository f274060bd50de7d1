#include "channel/oneshot.h"

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "support/cancel.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::channel {

// A request that brings the way back of its answer along.
struct Question {
  int number = 0;
  OneshotSender<int> answer;
};

template <>
struct Codec<Question> {
  static constexpr const char* kSchemaName = "reprise.test.Question";
  static std::span<const std::byte> Schema() { return {}; }
  static std::span<const std::byte> Encode(const Question& question) {
    return Codec<int>::Encode(question.number);
  }
  static absl::StatusOr<Question> Decode(std::span<const std::byte> bytes) {
    const absl::StatusOr<int> number = Codec<int>::Decode(bytes);
    if (!number.ok()) return number.status();
    return Question{*number, {}};
  }
  static std::string ToJson(std::span<const std::byte> bytes) { return Codec<int>::ToJson(bytes); }
};

namespace {

using absl::StatusCode;
using task::Spawn;
using task::TaskType;

TEST(OneshotTest, Example) {
  OnEveryScheduler([] {
    Mpsc<Question> questions({.name = "/questions"});
    auto server = Spawn(TaskType::kPathfinding, "server", [&] {
      for (;;) {
        absl::StatusOr<Question> question = questions.Receive();
        if (!question.ok()) return;
        EXPECT_TRUE(question->answer.Send(question->number + 1).ok());
      }
    });

    for (int n = 0; n < 20; ++n) {
      Oneshot<int> answer({.name = "/answer"});
      EXPECT_TRUE(questions.Send({n, std::move(answer.sender)}).ok());
      EXPECT_EQ(*answer.receiver.Receive(), n + 1);
    }

    questions.Close();
    EXPECT_TRUE(server.Join().ok());
  });
}

TEST(OneshotTest, ReceiverLearnsThatTheSenderWentWithoutAValue) {
  OnEveryScheduler([] {
    Oneshot<int> answer;
    auto server = Spawn(TaskType::kPathfinding, "server",
                        [&answer] { const OneshotSender<int> dropped(std::move(answer.sender)); });

    EXPECT_EQ(answer.receiver.Receive().status().code(), StatusCode::kUnavailable);
    EXPECT_TRUE(server.Join().ok());
  });
}

TEST(OneshotTest, SenderLearnsThatTheReceiverIsGone) {
  OnEveryScheduler([] {
    Oneshot<int> answer;
    EXPECT_TRUE(answer.sender.Wanted());
    { const OneshotReceiver<int> dropped(std::move(answer.receiver)); }

    EXPECT_FALSE(answer.sender.Wanted());
    EXPECT_EQ(answer.sender.Send(1).code(), StatusCode::kFailedPrecondition);
  });
}

TEST(OneshotTest, ATryFindsTheValueOnceItIsThere) {
  OnEveryScheduler([] {
    Oneshot<int> answer;
    EXPECT_EQ(answer.receiver.TryReceive(), std::nullopt);
    EXPECT_TRUE(answer.sender.Send(4).ok());
    EXPECT_EQ(answer.receiver.TryReceive(), 4);
  });
}

TEST(OneshotTest, ADeadlineEndsTheWaitAndTheValueMayStillCome) {
  OnEveryScheduler([] {
    Oneshot<int> answer;
    EXPECT_EQ(answer.receiver.ReceiveUntil(1).status().code(), StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(answer.sender.Send(5).ok());
    EXPECT_EQ(*answer.receiver.ReceiveUntil(1), 5);
  });
}

TEST(OneshotTest, ACancelledReceiverDoesNotWait) {
  OnEveryScheduler([] {
    Oneshot<int> answer;
    TaskHandle waiting;
    auto receiver = Spawn(TaskType::kBotDecision, "receiver", [&] {
      waiting.IAm();
      EXPECT_EQ(answer.receiver.Receive().status().code(), StatusCode::kCancelled);
    });

    waiting.Cancel();

    EXPECT_TRUE(receiver.Join().ok());
  });
}

// With one worker the receiver sleeps already when its sender sends and cancels it.
TEST(OneshotTest, AValueGoesBeforeACancellationThatCameWithIt) {
  sched::Runtime runtime({.workers = 1});
  const absl::Status ran = runtime.Run("test", [] {
    Oneshot<int> answer;
    TaskHandle waiting;
    auto receiver = Spawn(TaskType::kBotDecision, "receiver", [&] {
      waiting.IAm();
      EXPECT_EQ(*answer.receiver.Receive(), 7);
    });
    sched::Yield();
    EXPECT_TRUE(answer.sender.Send(7).ok());
    waiting.Cancel();
    EXPECT_TRUE(receiver.Join().ok());
  });
  EXPECT_TRUE(ran.ok()) << ran;
}

// Both ends go at once, in every order: the state is freed once (AddressSanitizer looks).
TEST(OneshotTest, BothEndsMayGoAtTheSameTime) {
  OnEveryScheduler([] {
    for (int round = 0; round < 20; ++round) {
      Oneshot<int> answer;
      auto one = Spawn(TaskType::kBotDecision, "one",
                       [&answer] { const OneshotSender<int> last(std::move(answer.sender)); });
      auto other = Spawn(TaskType::kBotDecision, "other",
                         [&answer] { const OneshotReceiver<int> last(std::move(answer.receiver)); });
      EXPECT_TRUE(one.Join().ok());
      EXPECT_TRUE(other.Join().ok());
    }
  });
}

}  // namespace
}  // namespace reprise::channel
