#include "replay/session/canonical_order.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/session/run_builder.h"

namespace reprise::session {
namespace {

using sched::ObjectKind;
using sched::OpKind;
using testing::AllOf;
using testing::HasSubstr;

std::size_t PlaceOf(const CanonicalOrder& order, OpIndex op) {
  return static_cast<std::size_t>(std::find(order.ops.begin(), order.ops.end(), op) - order.ops.begin());
}

TEST(CanonicalOrderTest, AWholeRunIsPlacedWhole) {
  RunBuilder run;
  const ObjectId queue = run.Object({.kind = ObjectKind::kMpsc, .name = "/q", .capacity = 1});
  const TaskId a = run.Task("a");
  run.Do(kRootTask, OpKind::kSend, queue, {.ticket = 0});
  run.Do(a, OpKind::kReceive, queue, {.ticket = 0});
  run.EndAll();

  const CanonicalOrder order = run.Canonical();

  EXPECT_EQ(order.ops.size(), 5U);
  EXPECT_EQ(order.unsound, std::nullopt);
  EXPECT_EQ(order.incomplete, std::nullopt);
}

TEST(CanonicalOrderTest, ATaskComesAfterItsSpawnAndAJoinAfterTheEnd) {
  RunBuilder run;
  const ObjectId journal = run.Object({.kind = ObjectKind::kJournal, .name = "/j"});
  const TaskId child = run.Orphan("child");
  const OpIndex childs = run.Do(child, OpKind::kAppend, journal);
  const OpIndex end = run.End(child);
  const TaskId parent = run.Task("parent");
  const OpIndex spawn = run.Do(parent, OpKind::kSpawn, ObjectId{Value(child)});
  const OpIndex join = run.Join(kRootTask, child);
  run.End(parent);
  run.End(kRootTask);

  const CanonicalOrder order = run.Canonical();

  EXPECT_EQ(order.incomplete, std::nullopt);
  EXPECT_LT(PlaceOf(order, spawn), PlaceOf(order, childs));
  EXPECT_LT(PlaceOf(order, end), PlaceOf(order, join));
}

TEST(CanonicalOrderTest, ACircleIsUnsoundAndNamesItsOps) {
  RunBuilder run;
  const ObjectId x = run.Object({.kind = ObjectKind::kMpsc, .name = "/x", .capacity = 9});
  const ObjectId y = run.Object({.kind = ObjectKind::kMpsc, .name = "/y", .capacity = 9});
  const TaskId a = run.Task("a");
  const TaskId b = run.Task("b");
  run.Do(a, OpKind::kReceive, x);
  run.Do(a, OpKind::kSend, y);
  run.Do(b, OpKind::kReceive, y);
  run.Do(b, OpKind::kSend, x);
  run.EndAll();

  const CanonicalOrder order = run.Canonical();

  ASSERT_TRUE(order.incomplete.has_value());
  EXPECT_THAT(*order.incomplete,
              AllOf(HasSubstr("unsound recording, the order is cyclic"),
                    HasSubstr("op 0 of test/a (receive on /x)"), HasSubstr("op 1 of test/a (send on /y)"),
                    HasSubstr("op 0 of test/b (receive on /y)"), HasSubstr("op 1 of test/b (send on /x)")));
  EXPECT_EQ(order.ops.size(), 3U);  // The root's; nothing that hangs on the circle.
}

TEST(CanonicalOrderTest, TwoOpsWithOneTicketAreNamed) {
  RunBuilder run;
  const ObjectId queue = run.Object({.kind = ObjectKind::kMpsc, .name = "/q", .capacity = 9});
  run.Do(run.Task("a"), OpKind::kSend, queue, {.ticket = 0});
  run.Do(run.Task("b"), OpKind::kTrySend, queue, {.ticket = 0, .message = false});
  run.EndAll();

  EXPECT_EQ(run.Canonical().unsound,
            "op 0 of test/a (send on /q) and op 0 of test/b (try_send on /q) claim the same ticket 0");
}

TEST(CanonicalOrderTest, TwoOpsWithOneNumberAreNamed) {
  RunBuilder run;
  const ObjectId journal = run.Object({.kind = ObjectKind::kJournal, .name = "/j"});
  const TaskId a = run.Task("a");
  run.Do(a, OpKind::kAppend, journal, {.ticket = 0});
  run.Repeat(a);
  run.Do(a, OpKind::kAppend, journal, {.ticket = 1});
  run.EndAll();

  EXPECT_EQ(run.Canonical().unsound,
            "op 0 of test/a (append on /j) and op 0 of test/a (append on /j) have the same number");
}

TEST(CanonicalOrderTest, AHoleInATasksOpsIsNamed) {
  RunBuilder run;
  const ObjectId clock = run.Object({.kind = ObjectKind::kClock, .name = "/c"});
  const TaskId a = run.Task("a");
  run.Do(a, OpKind::kNow, clock);
  run.Skip(a);
  const OpIndex behind = run.Do(a, OpKind::kNow, clock);
  run.EndAll();

  const CanonicalOrder order = run.Canonical();

  EXPECT_EQ(order.incomplete, "op 1 of test/a is missing: the log goes on with op 2 of test/a (now on /c)");
  EXPECT_EQ(PlaceOf(order, behind), order.ops.size());
}

TEST(CanonicalOrderTest, ATaskWithoutItsEndIsNamed) {
  RunBuilder run;
  run.Task("a");
  run.End(kRootTask);

  EXPECT_EQ(run.Canonical().incomplete, "op 0 of test/a is missing: the log ends before the task does");
}

TEST(CanonicalOrderTest, WhatHangsOnALostOpIsLeftOutAndTheRestIsPlaced) {
  RunBuilder run;
  const ObjectId queue = run.Object({.kind = ObjectKind::kMpsc, .name = "/q", .capacity = 9});
  const TaskId a = run.Task("a");
  const TaskId b = run.Task("b");
  run.Do(a, OpKind::kSend, queue, {.ticket = 0});
  run.Skip(a);  // Send 1.
  run.Do(a, OpKind::kSend, queue, {.ticket = 2});
  run.Do(b, OpKind::kReceive, queue, {.ticket = 0});
  run.Do(b, OpKind::kReceive, queue, {.ticket = 1});

  EXPECT_EQ(run.Order(), "a:send/q0 b:receive/q0");
}

TEST(CanonicalOrderTest, ASendWhoseMessageIsLostIsLeftOut) {
  RunBuilder run;
  const ObjectId queue = run.Object({.kind = ObjectKind::kMpsc, .name = "/q", .capacity = 9});
  run.Do(kRootTask, OpKind::kSend, queue, {.ticket = 0});
  run.Do(kRootTask, OpKind::kSend, queue, {.ticket = 1, .message = false});
  run.EndAll();

  EXPECT_EQ(run.Order(), "test:send/q0");
  EXPECT_EQ(run.Canonical().incomplete, "op 1 of test (send on /q) needs what the log does not have");
}

TEST(CanonicalOrderTest, ALogCutAnywhereGivesAClosedPrefix) {
  RunBuilder built;
  const ObjectId queue = built.Object({.kind = ObjectKind::kMpsc, .name = "/q", .capacity = 2});
  const TaskId sender = built.Task("sender");
  for (std::uint64_t n = 0; n < 6; ++n) {
    built.Do(sender, OpKind::kSend, queue, {.ticket = n});
    built.Do(kRootTask, OpKind::kReceive, queue, {.ticket = n});
  }
  built.EndAll();
  const log::Bytes whole = built.Bytes();

  std::size_t most = 0;
  for (std::size_t bytes = 0; bytes < whole.size(); bytes += 7) {
    const auto log = log::LogFile::Parse(log::ByteSpan(whole).first(bytes), log::ReadMode::kPrefix, "cut");
    if (!log.ok()) continue;
    const absl::StatusOr<RecordedRun> run = RecordedRun::Load(*log);
    ASSERT_TRUE(run.ok()) << run.status();
    const CanonicalOrder order = MakeCanonicalOrder(*run);
    most = std::max(most, order.ops.size());
    std::map<TaskId, std::uint32_t> next_no;
    std::uint64_t sent = 0;
    for (OpIndex index : order.ops) {
      const RecordedOp& op = run->ops()[index];
      EXPECT_EQ(op.no, next_no[op.task]++);
      if (op.kind == OpKind::kSend) {
        EXPECT_EQ(op.ticket, sent++);
      }
      if (op.kind == OpKind::kReceive) {
        EXPECT_LT(op.ticket, sent);
      }
    }
  }
  EXPECT_EQ(most, 15U);
}

}  // namespace
}  // namespace reprise::session
