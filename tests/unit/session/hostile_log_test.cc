// Logs that no recorder wrote: a Status or a verdict, never a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "channel/broadcast.h"
#include "channel/call.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "replay/log/mcap_writer.h"
#include "replay/record/channel_ids.h"
#include "replay/session/order_signature.h"
#include "replay/session/verify.h"
#include "runtime/runtime.h"
#include "state/snapshot_manager.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/log/log_fixture.h"
#include "tests/unit/session/run_builder.h"
#include "time/clock.h"

namespace reprise::session {
namespace {

using sched::Branch;
using sched::ObjectKind;
using sched::OpKind;
using testing::HasSubstr;

constexpr std::uint64_t kHuge = UINT64_MAX;

std::string LoadFailure(const record::OpRecord& op) {
  RunBuilder run;
  run.Raw(op);
  const log::LogFile log = run.Log();
  const absl::StatusOr<RecordedRun> loaded = RecordedRun::Load(log);
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kDataLoss);
  return log::MessageOf(loaded.status());
}

TEST(HostileLogTest, UnknownKindsAndOutcomesAreNamed) {
  EXPECT_THAT(LoadFailure({.kind = 200, .branch = 1}), HasSubstr("op kind 200, this build knows 1 to 25"));
  EXPECT_THAT(LoadFailure({.kind = 0, .branch = 1}), HasSubstr("op kind 0"));
  EXPECT_THAT(LoadFailure({.kind = 1, .branch = 7}), HasSubstr("op outcome 7, this build knows 1 to 6"));
  EXPECT_THAT(LoadFailure({.kind = 1, .branch = 0}), HasSubstr("op outcome 0"));
}

TEST(HostileLogTest, OutcomesThatAnOpCannotHaveAreNamed) {
  const auto failure = [](OpKind kind, Branch branch) {
    return LoadFailure(
        {.kind = static_cast<std::uint8_t>(kind), .branch = static_cast<std::uint8_t>(branch)});
  };
  EXPECT_THAT(failure(OpKind::kSend, Branch::kLagged), HasSubstr("send that came out lagged"));
  EXPECT_THAT(failure(OpKind::kReceive, Branch::kFailed), HasSubstr("receive that came out failed"));
  EXPECT_THAT(failure(OpKind::kPublish, Branch::kClosed), HasSubstr("publish that came out closed"));
}

// A chunk with the ops, in front of it one message on a topic that many objects share, with this sequence.
std::string SharedFailure(std::uint32_t sequence, const std::vector<record::OpRecord>& ops) {
  const log::ScratchFile file;
  auto writer = log::McapWriter::Create(file.path(), {.existing = log::Existing::kReplace});
  EXPECT_TRUE(writer.ok()) << writer.status();
  EXPECT_TRUE(writer->WriteMetadata(log::LogMetadata().ToRecord()).ok());
  EXPECT_TRUE(writer
                  ->AddChannel({.id = record::kFirstProgramChannel,
                                .topic = "/shared",
                                .metadata = {{log::kChannelObjectKey, log::kObjectOfOp}}})
                  .ok());
  EXPECT_TRUE(
      writer->AddChannel({.id = record::kFirstOpsChannel, .topic = absl::StrCat(log::kOpsTopicPrefix, 0)})
          .ok());
  EXPECT_TRUE(writer->WriteMessage({.channel_id = record::kFirstProgramChannel, .sequence = sequence}).ok());
  if (!ops.empty()) {
    const auto bytes = std::as_bytes(std::span(ops));
    EXPECT_TRUE(writer->WriteMessage({.channel_id = record::kFirstOpsChannel, .data = bytes}).ok());
  }
  EXPECT_TRUE(writer->Close().ok());
  const auto log = log::LogFile::Parse(file.Read(), log::ReadMode::kPrefix, "built");
  EXPECT_TRUE(log.ok()) << log.status();
  return log::MessageOf(RecordedRun::Load(*log).status());
}

TEST(HostileLogTest, AMessageOnASharedTopicNeedsItsOpInItsChunk) {
  const record::OpRecord send{.task = 1, .object = 7, .kind = 4, .branch = 1};
  const record::OpRecord receive{.task = 1, .object = 7, .kind = 6, .branch = 1};

  EXPECT_EQ(SharedFailure(1, {receive, send}), "");
  EXPECT_THAT(SharedFailure(0, {}), HasSubstr("belongs to op 0 of that chunk, which has 0"));
  EXPECT_THAT(SharedFailure(2, {receive, send}), HasSubstr("belongs to op 2 of that chunk, which has 2"));
  EXPECT_THAT(SharedFailure(0, {receive, send}),
              HasSubstr("(receive on object 7), which carries no message"));
}

TEST(HostileLogTest, OpsOnAnUnknownObjectAreNeverPlaced) {
  RunBuilder run;
  for (OpKind kind : {OpKind::kSend, OpKind::kReceive, OpKind::kClose, OpKind::kLoad}) {
    run.Do(run.Task("a"), kind, ObjectId{7});
  }
  run.Do(run.Task("a"), OpKind::kSend, ObjectId{7}, {.branch = Branch::kClosed});
  run.EndAll();

  EXPECT_EQ(run.Order(), "");
  EXPECT_TRUE(run.Canonical().incomplete.has_value());
}

TEST(HostileLogTest, ATaskThatNobodySpawnedIsNeverPlaced) {
  RunBuilder run;
  const ObjectId clock = run.Object({.kind = ObjectKind::kClock, .name = "/c"});
  run.Do(run.Orphan("orphan"), OpKind::kNow, clock);
  run.Do(TaskId{99}, OpKind::kNow, clock);
  run.EndAll();

  EXPECT_EQ(run.Order(), "");
}

TEST(HostileLogTest, ATaskThatSpawnsOrJoinsItselfIsACircle) {
  for (OpKind kind : {OpKind::kSpawn, OpKind::kJoin}) {
    RunBuilder run;
    const TaskId orphan = run.Orphan("orphan");
    run.Do(orphan, kind, ObjectId{Value(orphan)});
    run.EndAll();
    EXPECT_TRUE(run.Canonical().incomplete.has_value());
  }
}

TEST(HostileLogTest, HugeTicketsAreNeverPlaced) {
  for (int kind = 1; kind <= sched::kObjectKindMax; ++kind) {
    RunBuilder run;
    const ObjectId object = run.Object(
        {.kind = static_cast<ObjectKind>(kind), .name = "/o", .capacity = kHuge, .partner = ObjectId{101}});
    for (OpKind op : {OpKind::kSend, OpKind::kPublish}) {
      run.Do(run.Task("a"), op, object, {.ticket = kHuge, .value = kHuge});
    }
    EXPECT_EQ(run.Order(), "") << sched::Name(static_cast<ObjectKind>(kind));
  }
}

// The root task's first ops, on the objects that the program below makes: what a replay lets it do.
class HostileReplay {
 public:
  static void Program() {
    channel::Mpsc<int> queue({.name = "/queue", .capacity = 2});
    channel::Broadcast<int> events({.name = "/events", .capacity = 2});
    state::SnapshotManager<int> snapshots({.name = "/snapshots", .retain = 2});
    channel::Call<int, int> call({.name = "/call", .requests = 2, .replies = 2});
    sched::Clock clock("/clock");
    auto receiver = events.Subscribe();
    static_cast<void>(queue.Send(0));
    static_cast<void>(queue.TrySend(1));
    static_cast<void>(queue.Receive());
    static_cast<void>(queue.TryReceive());
    static_cast<void>(events.Send(0));
    static_cast<void>(receiver.Receive());
    static_cast<void>(receiver.TryReceive());
    snapshots.Publish(std::make_shared<int>(1));
    static_cast<void>(snapshots.Get(1));
    static_cast<void>(clock.Now());
    auto service = task::Spawn(task::TaskType::kPathfinding, "service", [&call] {
      if (const auto incoming = call.NextRequest(); incoming.ok()) call.Reply(*incoming, 1);
    });
    static_cast<void>(call.Ask(1));
    static_cast<void>(service.Join());
    queue.Close();
  }

  HostileReplay() {
    const std::pair<ObjectKind, const char*> objects[] = {{ObjectKind::kMpsc, "/queue"},
                                                          {ObjectKind::kBroadcast, "/events"},
                                                          {ObjectKind::kSnapshots, "/snapshots"},
                                                          {ObjectKind::kReplies, "/call/replies"},
                                                          {ObjectKind::kRequests, "/call/requests"},
                                                          {ObjectKind::kClock, "/clock"}};
    for (const auto& [kind, name] : objects) {
      const auto index = static_cast<std::uint32_t>(objects_.size());
      objects_.push_back(
          run_.Object({.id = CreatedObjectId(kRootTask, index),
                       .kind = kind,
                       .name = name,
                       .capacity = kind == ObjectKind::kClock ? 0U : 2U,
                       .partner = kind == ObjectKind::kRequests ? objects_.back() : kNoObject}));
    }
  }

  // The program's ops with one of them, the nth, changed.
  void Write(std::size_t changed, const RunBuilder::How& how) {
    struct Step {
      OpKind kind;
      std::size_t object;
      RunBuilder::How how;
    };
    const std::vector<Step> steps = {
        {OpKind::kSubscribe, 1, {}},
        {OpKind::kSend, 0, {}},
        {OpKind::kTrySend, 0, {.ticket = 1}},
        {OpKind::kReceive, 0, {}},
        {OpKind::kTryReceive, 0, {.ticket = 1}},
        {OpKind::kSend, 1, {}},
        {OpKind::kReceive, 1, {}},
        {OpKind::kTryReceive, 1, {.branch = Branch::kFailed}},
        {OpKind::kPublish, 2, {.ticket = 1}},
        {OpKind::kLoad, 2, {.ticket = 1, .value = 1}},
        {OpKind::kNow, 5, {.value = 7}},
    };
    for (std::size_t n = 0; n < steps.size(); ++n) {
      run_.Do(kRootTask, steps[n].kind, objects_[steps[n].object], n == changed ? how : steps[n].how);
    }
  }
  static constexpr std::size_t kSteps = 11;

  // An op of any task and kind, on anything.
  void WriteAny(Prng& prng) {
    const std::uint64_t numbers[] = {0, 1, 2, 3, 255, kHuge - 1, kHuge};
    const TaskId tasks[] = {kRootTask, ChildTaskId(kRootTask, 0), TaskId{2}};
    record::OpRecord op{
        .task = Value(tasks[prng.Below(3)]),
        .object = prng.Below(9) == 0 ? prng.Next() : Value(objects_[prng.Below(objects_.size())]),
        .ticket = numbers[prng.Below(7)],
        .value = numbers[prng.Below(7)],
        .no = static_cast<std::uint32_t>(prng.Below(12)),
        .kind = static_cast<std::uint8_t>(1 + prng.Below(sched::kOpKindMax)),
        .branch = static_cast<std::uint8_t>(prng.Below(30) == 0 ? 1 + prng.Below(sched::kBranchMax) : 1)};
    if (prng.Below(3) == 0) op.object = Value(tasks[prng.Below(3)]);
    run_.Raw(op);
  }

  // What a replay says.
  absl::StatusOr<VerifyResult> Verdict() {
    const log::LogFile log = run_.Log();
    if (const auto loaded = RecordedRun::Load(log); loaded.ok()) static_cast<void>(OrderSignature(*loaded));
    return Replay(log, {}, "test", Program);
  }
  // The same, though the recording is not whole: true when its placed ops were done again.
  bool PrefixReplays() {
    const log::LogFile log = run_.Log();
    const absl::StatusOr<RecordedRun> run = RecordedRun::Load(log);
    if (!run.ok()) return false;
    const CanonicalOrder order = MakeCanonicalOrder(*run);
    if (order.ops.empty()) return false;
    ReplaySession session(*run, order, {});
    sched::Runtime runtime({.strategy = &session, .tap = &session});
    static_cast<void>(runtime.Run("test", Program));
    return !session.divergence().has_value();
  }

 private:
  RunBuilder run_;
  std::vector<ObjectId> objects_;
};

TEST(HostileLogTest, AnUnchangedRunReplaysAsFarAsItGoes) {
  HostileReplay hostile;
  hostile.Write(HostileReplay::kSteps, {});
  EXPECT_TRUE(hostile.PrefixReplays());
}

TEST(HostileLogTest, AChangedOutcomeOfAnyOpNeverCrashesTheReplay) {
  for (std::size_t step = 0; step < HostileReplay::kSteps; ++step) {
    for (int branch = 1; branch <= sched::kBranchMax; ++branch) {
      HostileReplay hostile;
      hostile.Write(step, {.branch = static_cast<Branch>(branch), .ticket = step, .value = 9});
      static_cast<void>(hostile.PrefixReplays());
    }
  }
}

TEST(HostileLogTest, AnyOpsWhateverGiveAStatusOrAVerdict) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    Prng prng(seed);
    HostileReplay hostile;
    if (prng.Below(2) == 0) hostile.Write(HostileReplay::kSteps, {});
    for (int n = 0; n < 20; ++n) hostile.WriteAny(prng);
    const absl::StatusOr<VerifyResult> result = hostile.Verdict();
    if (result.ok()) {
      EXPECT_NE(result->verdict, ReplayVerdict::kExact);
    }
    static_cast<void>(hostile.PrefixReplays());
  }
}

TEST(HostileLogTest, AWholeLogWithoutAnOpIsNoRun) {
  const absl::StatusOr<VerifyResult> result = Replay(RunBuilder().Log(), {}, "test", [] {});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict, ReplayVerdict::kDiverged);
  EXPECT_EQ(result->where, "op 0 of test is missing: the log ends before the task does");
}

}  // namespace
}  // namespace reprise::session
