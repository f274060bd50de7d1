#include "replay/record/recorder.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channel/journal.h"
#include "channel/mpsc.h"
#include "replay/log/log_file.h"
#include "replay/record/channel_ids.h"
#include "replay/record/definition_codec.h"
#include "replay/record/op_record.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/log/log_fixture.h"

namespace reprise::record {
namespace {

using sched::Branch;
using sched::OpKind;
using task::Spawn;
using task::TaskType;

log::LogFile Recorded(const RecorderOptions& options, const std::function<void()>& program) {
  const log::ScratchFile file;
  auto recorder = Recorder::Create(file.path(), options);
  EXPECT_TRUE(recorder.ok()) << recorder.status();
  sched::Runtime runtime({.workers = options.workers, .tap = recorder->get()});
  EXPECT_TRUE(runtime.Run("test", program).ok());
  EXPECT_FALSE((*recorder)->failed());
  EXPECT_TRUE((*recorder)->Finish({{"verdict", "done"}}).ok());
  absl::StatusOr<log::LogFile> log = log::LogFile::Open(file.path(), log::ReadMode::kStrict);
  EXPECT_TRUE(log.ok()) << log.status();
  return *std::move(log);
}

// All workers' ops, as "send done 0".
std::vector<std::string> Ops(const log::LogFile& log) {
  std::vector<std::string> ops;
  for (const auto& channel : log.channels()) {
    if (channel->topic.rfind(log::kOpsTopicPrefix, 0) != 0) continue;
    for (const log::LogMessage& message : channel->messages) {
      for (std::size_t at = 0; at < message.data.size(); at += kOpRecordBytes) {
        const OpRecord op = ReadOpRecord(message.data.subspan(at));
        ops.push_back(absl::StrCat(sched::Name(static_cast<OpKind>(op.kind)), " ",
                                   sched::Name(static_cast<Branch>(op.branch)), " ", op.ticket));
      }
    }
  }
  return ops;
}

std::vector<std::string> Payloads(const log::LogFile& log, const char* topic) {
  std::vector<std::string> payloads;
  const log::LogChannel* const channel = log.FindChannel(topic);
  if (channel == nullptr) return {"no such topic"};
  for (const log::LogMessage& message : channel->messages) {
    payloads.push_back(absl::StrCat(message.sequence, "=", channel::Codec<int>::ToJson(message.data)));
  }
  return payloads;
}

TEST(RecorderTest, MessagesAndOpsCanBeReadBack) {
  const log::LogFile log = Recorded({}, [] {
    channel::Mpsc<int> queue({.name = "/queue", .capacity = 5});
    EXPECT_TRUE(queue.Send(7).ok());
    EXPECT_TRUE(queue.TrySend(8).ok());
    EXPECT_EQ(*queue.Receive(), 7);
  });

  EXPECT_EQ(Payloads(log, "/queue"), (std::vector<std::string>{"0=7", "1=8"}));
  EXPECT_EQ(Ops(log),
            (std::vector<std::string>{"send done 0", "try_send done 1", "receive done 0", "end done 0"}));
  EXPECT_EQ(log.all_metadata().back().name, log::kEndMetadataName);
}

TEST(RecorderTest, TasksAndObjectsAreDefined) {
  const log::LogFile log = Recorded({}, [] {
    channel::Mpsc<int> queue({.name = "/queue", .capacity = 5});
    EXPECT_TRUE(Spawn(TaskType::kPathfinding, "child", [] {}).Join().ok());
  });

  const log::LogChannel& tasks = *log.FindChannel(log::kTasksTopic);
  ASSERT_EQ(tasks.messages.size(), 2U);
  EXPECT_EQ(DecodeTask(tasks.messages[0].data)->name, "test");
  EXPECT_EQ(DecodeTask(tasks.messages[1].data)->name, "test/child");
  const log::LogChannel& objects = *log.FindChannel(log::kObjectsTopic);
  ASSERT_EQ(objects.messages.size(), 1U);
  EXPECT_EQ(DecodeObject(objects.messages[0].data)->capacity, 5U);
  EXPECT_EQ(log.FindChannel("/queue")->metadata,
            (log::StringMap{{log::kChannelObjectKey, absl::StrCat(Value(CreatedObjectId(kRootTask, 0)))}}));
}

TEST(RecorderTest, NothingIsLostBetweenManyWorkersAndSmallChunks) {
  const log::LogFile log = Recorded({.workers = 4, .chunk_bytes = 512}, [] {
    channel::Mpsc<int> queue({.name = "/queue", .capacity = 4});
    std::vector<task::JoinHandle<task::Nothing>> senders;
    for (int sender = 0; sender < 4; ++sender) {
      senders.push_back(Spawn(TaskType::kBotDecision, absl::StrCat(sender), [&queue] {
        for (int n = 0; n < 100; ++n) EXPECT_TRUE(queue.Send(n).ok());
      }));
    }
    for (int n = 0; n < 400; ++n) EXPECT_TRUE(queue.Receive().ok());
    for (auto& sender : senders) EXPECT_TRUE(sender.Join().ok());
  });

  std::map<std::uint32_t, int> sequences;
  for (const log::LogMessage& message : log.FindChannel("/queue")->messages) ++sequences[message.sequence];
  EXPECT_EQ(sequences.size(), 400U);
  EXPECT_EQ(sequences.rbegin()->first, 399U);
  EXPECT_EQ(Ops(log).size(), 400U + 400U + 4 * 3 + 1);  // Sends, receives, spawns, ends and joins, the end.
  EXPECT_GT(log.chunk_count(), 10U);
}

TEST(RecorderTest, AnEntryThatStartsAChunkIsTheFirstMessageOfOne) {
  const log::LogFile log = Recorded({}, [] {
    channel::Journal<int> notes({.name = "/notes"});
    channel::Journal<int> keyframes({.name = "/keyframes", .starts_chunk = true});
    for (int n = 0; n < 3; ++n) {
      notes.Append(n);
      keyframes.Append(n);
    }
  });

  std::map<std::uint32_t, std::uint64_t> first_of_chunk;
  for (const auto& channel : log.channels()) {
    for (const log::LogMessage& message : channel->messages) {
      const auto [first, added] = first_of_chunk.emplace(message.chunk, message.position);
      if (!added) first->second = std::min(first->second, message.position);
    }
  }
  const log::LogChannel& keyframes = *log.FindChannel("/keyframes");
  ASSERT_EQ(keyframes.messages.size(), 3U);
  for (const log::LogMessage& message : keyframes.messages) {
    EXPECT_EQ(message.position, first_of_chunk.at(message.chunk));
  }
}

TEST(RecorderTest, ASendThatFailsLeavesItsOpButNoMessage) {
  const log::LogFile log = Recorded({}, [] {
    channel::Mpsc<int> queue({.name = "/queue", .capacity = 1});
    EXPECT_TRUE(queue.Send(1).ok());
    EXPECT_FALSE(queue.TrySend(2).ok());
    queue.Close();
    EXPECT_FALSE(queue.Send(3).ok());
  });

  EXPECT_EQ(Payloads(log, "/queue"), (std::vector<std::string>{"0=1"}));
  EXPECT_EQ(Ops(log), (std::vector<std::string>{"send done 0", "try_send failed 0", "close done 1",
                                                "send closed 0", "end done 0"}));
}

TEST(RecorderTest, ASendThatWaitedIsThereOnce) {
  const log::LogFile log = Recorded({}, [] {
    channel::Mpsc<int> queue({.name = "/queue", .capacity = 1});
    auto sender = Spawn(TaskType::kBotDecision, "sender", [&queue] {
      for (int n = 0; n < 5; ++n) EXPECT_TRUE(queue.Send(n).ok());
    });
    for (int n = 0; n < 5; ++n) EXPECT_EQ(*queue.Receive(), n);
    EXPECT_TRUE(sender.Join().ok());
  });

  EXPECT_EQ(Payloads(log, "/queue"), (std::vector<std::string>{"0=0", "1=1", "2=2", "3=3", "4=4"}));
}

TEST(RecorderTest, TooManyWorkersAreRefusedInOneSentence) {
  const log::ScratchFile file;
  const auto recorder = Recorder::Create(file.path(), {.workers = kWorkersMax + 1});
  EXPECT_EQ(recorder.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(log::MessageOf(recorder.status()),
            "a recording takes at most 256 workers, not 257: run with fewer workers");
}

TEST(RecorderTest, AFullDiskIsFoundBeforeTheRun) {
  const auto recorder = Recorder::Create("/dev/full", {.existing = log::Existing::kReplace});
  EXPECT_EQ(recorder.status().code(), absl::StatusCode::kResourceExhausted);
}

// While it lives, no file of this process grows beyond `bytes`: a disk that fills up during a run.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &before_), 0);
    const rlimit small = {bytes, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  }
  ~SmallDisk() {
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &before_), 0);
    std::signal(SIGXFSZ, handler_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST(RecorderTest, ADiskThatFillsUpEndsTheRecordingAndNotTheRun) {
  const log::ScratchFile file;
  {
    const SmallDisk disk(8192);
    auto recorder = Recorder::Create(file.path(), {.chunk_bytes = 1024});
    ASSERT_TRUE(recorder.ok()) << recorder.status();
    sched::Runtime runtime({.workers = 1, .tap = recorder->get()});

    const absl::Status ran = runtime.Run("test", [&recorder] {
      channel::Journal<int> notes({.name = "/notes"});
      while (!(*recorder)->failed()) notes.Append(1);
      notes.Append(2);
    });

    EXPECT_TRUE(ran.ok()) << ran;
    EXPECT_THAT(log::MessageOf((*recorder)->Finish({})), testing::HasSubstr("at byte 8192"));
  }
  const absl::StatusOr<log::LogFile> log = log::LogFile::Open(file.path(), log::ReadMode::kPrefix);
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_GT(log->message_count(), 0U);
}

}  // namespace
}  // namespace reprise::record
