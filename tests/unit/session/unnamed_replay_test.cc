// Objects without a name, which programs make by the million: recorded on one topic, and told apart in a replay.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "channel/oneshot.h"
#include "replay/record/channel_ids.h"
#include "replay/session/program_log.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/session/record_and_replay.h"

namespace reprise::session {
namespace {

using task::Spawn;
using task::TaskType;
using Tasks = std::vector<task::JoinHandle<task::Nothing>>;

// Each round has a queue of its own, and each question in it a way back of its own; whose question is first is a race.
void AskInRounds(int rounds) {
  constexpr int kAskers = 3;
  channel::Journal<int> answers({.name = "/answers"});
  for (int round = 0; round < rounds; ++round) {
    channel::Mpsc<int> questions({.name = "", .capacity = 2});
    std::vector<channel::Oneshot<int>> ways_back(kAskers);
    Tasks tasks;
    tasks.push_back(Spawn(TaskType::kPathfinding, "server", [&] {
      for (int n = 0; n < kAskers; ++n) {
        const int asker = questions.Receive().value();
        EXPECT_TRUE(ways_back[static_cast<std::size_t>(asker)].sender.Send(round * 10 + n).ok());
      }
    }));
    for (int asker = 0; asker < kAskers; ++asker) {
      tasks.push_back(Spawn(TaskType::kBotDecision, "asker", [&, asker] {
        EXPECT_TRUE(questions.Send(asker).ok());
        answers.Append(ways_back[static_cast<std::size_t>(asker)].receiver.Receive().value());
      }));
    }
    for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
  }
}

void AskFiveTimes() { AskInRounds(5); }

std::vector<std::string> ProgramTopics(const log::LogFile& log) {
  std::vector<std::string> topics;
  for (const auto& channel : log.channels()) {
    if (channel->id >= record::kFirstProgramChannel)
      topics.push_back(absl::StrCat(channel->topic, " ", channel->messages.size()));
  }
  return topics;
}

TEST(UnnamedReplayTest, ObjectsWithoutANameReplayExactly) { ExpectExact(AskFiveTimes); }

TEST(UnnamedReplayTest, ThoseOfOneKindAndSchemaShareATopic) {
  EXPECT_EQ(ProgramTopics(Record(2, AskFiveTimes)),
            (std::vector<std::string>{"/answers 15", "/reprise/unnamed/mpsc/reprise.test.Int 15",
                                      "/reprise/unnamed/oneshot/reprise.test.Int 15"}));
}

TEST(UnnamedReplayTest, ANameThatIsUsedAgainAndAgainHasTwoChannels) {
  const auto program = [] {
    for (int n = 0; n < 50; ++n) {
      channel::Oneshot<int> answer({.name = "/answer"});
      EXPECT_TRUE(answer.sender.Send(n).ok());
      EXPECT_EQ(answer.receiver.Receive().value(), n);
    }
  };
  const log::LogFile log = Record(1, program);
  EXPECT_EQ(ProgramTopics(log), (std::vector<std::string>{"/answer 1", "/answer 49"}));
  EXPECT_EQ(Verify(log, program).verdict, ReplayVerdict::kExact);
}

TEST(UnnamedReplayTest, MoreNamesThanAFileHasChannelsAreNoLimit) {
  const auto program = [] {
    for (int n = 0; n < 66'000; ++n) {
      channel::Oneshot<int> answer({.name = absl::StrCat("/answer/", n)});
      EXPECT_TRUE(answer.sender.Send(n).ok());
    }
  };
  const log::LogFile log = Record(1, program);
  const log::LogChannel* const shared = log.FindChannel("/reprise/unnamed/oneshot/reprise.test.Int");
  ASSERT_NE(shared, nullptr);
  EXPECT_EQ(shared->messages.size(), 6'000U);
  EXPECT_EQ(Verify(log, program).verdict, ReplayVerdict::kExact);
}

// Each name has a channel for its first object and one for all others.
TEST(UnnamedReplayTest, NamesThatAreAllUsedAgainAreNoLimit) {
  const auto program = [] {
    for (int n = 0; n < 66'000; ++n) {
      channel::Oneshot<int> answer({.name = absl::StrCat("/answer/", n % 33'000)});
      EXPECT_TRUE(answer.sender.Send(n).ok());
    }
  };
  const log::LogFile log = Record(1, program);
  const log::LogChannel* const shared = log.FindChannel("/reprise/unnamed/oneshot/reprise.test.Int");
  ASSERT_NE(shared, nullptr);
  EXPECT_EQ(shared->messages.size(), 6'000U);
  EXPECT_EQ(Verify(log, program).verdict, ReplayVerdict::kExact);
}

// Two tasks that make them, and a way from one to the other.
void AHundredThousandOneshots() {
  channel::Mpsc<int> taken({.name = "/taken", .capacity = 8});
  Tasks tasks;
  for (int half = 0; half < 2; ++half) {
    tasks.push_back(Spawn(TaskType::kPathfinding, "half", [&taken, half] {
      for (int n = 0; n < 50'000; ++n) {
        channel::Oneshot<int> answer;
        EXPECT_TRUE(answer.sender.Send(half * 50'000 + n).ok());
        const int value = answer.receiver.Receive().value();
        if (value % 100 == 0) {
          EXPECT_TRUE(taken.Send(value).ok());
        }
      }
    }));
  }
  for (int n = 0; n < 1'000; ++n) EXPECT_TRUE(taken.Receive().ok());
  for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
}

TEST(UnnamedReplayTest, AHundredThousandOneshotsFitInALogAndReplayExactly) {
  const log::LogFile log = Record(2, AHundredThousandOneshots);
  const VerifyResult result = Verify(log, AHundredThousandOneshots);
  EXPECT_EQ(result.verdict, ReplayVerdict::kExact) << result.where;
  EXPECT_EQ(result.messages, 101'000U);
}

// Version 1 gave each object a channel of its own.
TEST(UnnamedReplayTest, LogsOfEveryVersionReplayExactly) {
  for (const char* version : {"v1", "v2"}) {
    const std::string path = absl::StrCat(REPRISE_LOGS, "/", version, "/programs/unnamed-objects.mcap");
    const absl::StatusOr<VerifyResult> result =
        ReplayProgram(path, {.name = "ask", .body = [](const Settings&) { AskFiveTimes(); }});
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->verdict, ReplayVerdict::kExact) << result->where;
    EXPECT_EQ(result->messages, 45U);
  }
}

}  // namespace
}  // namespace reprise::session
