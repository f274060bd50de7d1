// Each rule that ties an object's lanes has one run here that only that rule puts into its order.
#include "replay/session/lane_rules.h"

#include <gtest/gtest.h>

#include "tests/unit/session/run_builder.h"
#include "tests/unit/session/two_task_run.h"

namespace reprise::session {
namespace {

using sched::Branch;
using sched::ObjectKind;
using sched::OpKind;

class LaneRulesTest : public TwoTaskRun {};

TEST_F(LaneRulesTest, SendsComeInTheOrderOfTheirTickets) {
  for (ObjectKind kind : {ObjectKind::kMpsc, ObjectKind::kBroadcast, ObjectKind::kRequests}) {
    RunBuilder run;
    const ObjectId queue = run.Object({.kind = kind, .name = "/q", .capacity = 9});
    run.Do(run.Task("early"), OpKind::kSend, queue, {.ticket = 1});
    run.Do(run.Task("late"), OpKind::kTrySend, queue, {.ticket = 0});
    EXPECT_EQ(run.Order(), "late:try_send/q0 early:send/q1") << sched::Name(kind);
  }
}

TEST_F(LaneRulesTest, AppendsComeInTheOrderOfTheirTickets) {
  const ObjectId journal = Make(ObjectKind::kJournal, "/j", 0);
  Early(OpKind::kAppend, journal, {.ticket = 1});
  Late(OpKind::kAppend, journal, {.ticket = 0});
  EXPECT_EQ(Order(), "late:append/j0 early:append/j1");
}

TEST_F(LaneRulesTest, ReceiveWaitsForItsSend) {
  const ObjectId queue = Make(ObjectKind::kMpsc, "/q", 9);
  Early(OpKind::kReceive, queue, {.ticket = 0});
  Late(OpKind::kSend, queue, {.ticket = 0});
  EXPECT_EQ(Order(), "late:send/q0 early:receive/q0");
}

TEST_F(LaneRulesTest, ReceivesOfOneQueueComeInTheOrderOfTheirTickets) {
  const ObjectId queue = Make(ObjectKind::kRequests, "/q", 9);
  Early(OpKind::kReceive, queue, {.ticket = 1});
  Late(OpKind::kSend, queue, {.ticket = 0});
  Late(OpKind::kSend, queue, {.ticket = 1});
  Late(OpKind::kReceive, queue, {.ticket = 0});
  EXPECT_EQ(Order(), "late:send/q0 late:send/q1 late:receive/q0 early:receive/q1");
}

TEST_F(LaneRulesTest, SendWaitsForTheReceiveThatMadeRoom) {
  const ObjectId queue = Make(ObjectKind::kMpsc, "/q", 1);
  Early(OpKind::kSend, queue, {.ticket = 0});
  Early(OpKind::kSend, queue, {.ticket = 1});
  Late(OpKind::kReceive, queue, {.ticket = 0});
  Late(OpKind::kTryReceive, queue, {.ticket = 1});
  EXPECT_EQ(Order(), "early:send/q0 late:receive/q0 early:send/q1 late:try_receive/q1");
}

TEST_F(LaneRulesTest, CloseWaitsForTheSendsThatItCounted) {
  const ObjectId queue = Make(ObjectKind::kMpsc, "/q", 9);
  Early(OpKind::kClose, queue, {.ticket = 1});
  Late(OpKind::kSend, queue, {.ticket = 0});
  EXPECT_EQ(Order(), "late:send/q0 early:close/q1");
}

TEST_F(LaneRulesTest, ASecondCloseComesAfterTheFirst) {
  const ObjectId queue = Make(ObjectKind::kMpsc, "/q", 9);
  Early(OpKind::kClose, queue, {.value = 1});
  Late(OpKind::kClose, queue, {.value = 0});
  Late(OpKind::kSend, queue, {.branch = Branch::kClosed});
  EXPECT_EQ(Order(), "late:close/q0 early:close/q0 late:send/q!closed0");
}

TEST_F(LaneRulesTest, NoSendGoesThroughAfterAClose) {
  const ObjectId queue = Make(ObjectKind::kMpsc, "/q", 9);
  Early(OpKind::kClose, queue, {.ticket = 0});
  Late(OpKind::kSend, queue, {.ticket = 0});
  EXPECT_EQ(Order(), "early:close/q0");
  EXPECT_TRUE(run_.Canonical().incomplete.has_value());
}

TEST_F(LaneRulesTest, ASenderThatIsDroppedClosesNothingWhileOthersAreLeft) {
  const ObjectId queue = Make(ObjectKind::kMpsc, "/q", 9);
  Early(OpKind::kReceive, queue, {.branch = Branch::kClosed});
  Late(OpKind::kClose, queue, {.branch = Branch::kFailed, .ticket = 0, .value = 0});
  Late(OpKind::kSend, queue, {.ticket = 0});
  Late(OpKind::kReceive, queue, {.ticket = 0});
  Late(OpKind::kClose, queue, {.ticket = 1, .value = 1});
  EXPECT_EQ(Order(),
            "late:close/q!failed0 late:send/q0 late:receive/q0 late:close/q1 early:receive/q!closed0");
}

TEST_F(LaneRulesTest, AOneshotsReceiveWaitsForItsSendAndTheEndForItsClose) {
  const ObjectId sent = Make(ObjectKind::kOneshot, "/s", 1);
  Early(OpKind::kReceive, sent, {.ticket = 0});
  Late(OpKind::kSend, sent, {.ticket = 0});
  EXPECT_EQ(Order(), "late:send/s0 early:receive/s0");
  RunBuilder run;
  const ObjectId dropped = run.Object({.kind = ObjectKind::kOneshot, .name = "/d", .capacity = 1});
  run.Do(run.Task("early"), OpKind::kReceive, dropped, {.branch = Branch::kClosed});
  run.Do(run.Task("late"), OpKind::kClose, dropped, {});
  EXPECT_EQ(run.Order(), "late:close/d0 early:receive/d!closed0");
}

TEST_F(LaneRulesTest, AWatchersVersionLiesBetweenTwoSends) {
  const ObjectId watch = Make(ObjectKind::kWatch, "/w", 1);
  Early(OpKind::kSend, watch, {.ticket = 0});
  Late(OpKind::kReceive, watch, {.ticket = 1});
  Early(OpKind::kReceive, watch, {.ticket = 2});
  Late(OpKind::kSend, watch, {.ticket = 1});
  EXPECT_EQ(Order(), "early:send/w0 late:receive/w1 late:send/w1 early:receive/w2");
}

TEST_F(LaneRulesTest, AWatchersLoadComesBeforeTheSendThatReplacesWhatItGot) {
  const ObjectId watch = Make(ObjectKind::kWatch, "/w", 1);
  Early(OpKind::kSend, watch, {.ticket = 0});
  Late(OpKind::kLoad, watch, {.ticket = 0});
  Late(OpKind::kSubscribe, watch, {.ticket = 0});
  Late(OpKind::kClose, watch, {.ticket = 1});
  Early(OpKind::kReceive, watch, {.branch = Branch::kClosed});
  EXPECT_EQ(Order(), "late:load/w0 late:subscribe/w0 early:send/w0 late:close/w1 early:receive/w!closed0");
}

TEST_F(LaneRulesTest, WhoFindsAnObjectClosedComesAfterItsClose) {
  const ObjectId queue = Make(ObjectKind::kMpsc, "/q", 9);
  Early(OpKind::kSend, queue, {.branch = Branch::kClosed});
  Late(OpKind::kClose, queue, {});
  EXPECT_EQ(Order(), "late:close/q0 early:send/q!closed0");
}

TEST_F(LaneRulesTest, ReceiverFindsAClosedQueueOnlyWhenItIsDrained) {
  const ObjectId queue = Make(ObjectKind::kMpsc, "/q", 9);
  Early(OpKind::kReceive, queue, {.branch = Branch::kClosed});
  Late(OpKind::kSend, queue, {.ticket = 0});
  Late(OpKind::kClose, queue, {.ticket = 1});
  Late(OpKind::kReceive, queue, {.ticket = 0});
  EXPECT_EQ(Order(), "late:send/q0 late:close/q1 late:receive/q0 early:receive/q!closed0");
}

TEST_F(LaneRulesTest, BroadcastReceiveComesBeforeTheSendThatOverwrites) {
  const ObjectId events = Make(ObjectKind::kBroadcast, "/e", 1);
  Early(OpKind::kSend, events, {.ticket = 0});
  Early(OpKind::kSend, events, {.ticket = 1});
  Late(OpKind::kReceive, events, {.ticket = 0});
  EXPECT_EQ(Order(), "early:send/e0 late:receive/e0 early:send/e1");
}

TEST_F(LaneRulesTest, BroadcastReceiveWaitsForItsSend) {
  const ObjectId events = Make(ObjectKind::kBroadcast, "/e", 9);
  Early(OpKind::kReceive, events, {.ticket = 0});
  Late(OpKind::kSend, events, {.ticket = 0});
  EXPECT_EQ(Order(), "late:send/e0 early:receive/e0");
}

TEST_F(LaneRulesTest, LaggedReceiverFoundExactlyCapacityMessages) {
  const ObjectId events = Make(ObjectKind::kBroadcast, "/e", 2);
  Early(OpKind::kReceive, events, {.branch = Branch::kLagged, .ticket = 1, .value = 1});
  for (std::uint64_t ticket : {0U, 1U, 2U, 3U}) Late(OpKind::kSend, events, {.ticket = ticket});
  EXPECT_EQ(Order(), "late:send/e0 late:send/e1 late:send/e2 early:receive/e!lagged1 late:send/e3");
}

TEST_F(LaneRulesTest, LaggedReceiverComesBeforeTheNextSend) {
  const ObjectId events = Make(ObjectKind::kBroadcast, "/e", 1);
  for (std::uint64_t ticket : {0U, 1U, 2U}) Early(OpKind::kSend, events, {.ticket = ticket});
  Late(OpKind::kTryReceive, events, {.branch = Branch::kLagged, .ticket = 1, .value = 1});
  EXPECT_EQ(Order(), "early:send/e0 early:send/e1 late:try_receive/e!lagged1 early:send/e2");
}

TEST_F(LaneRulesTest, SubscriptionLiesBetweenTwoSends) {
  const ObjectId events = Make(ObjectKind::kBroadcast, "/e", 9);
  Early(OpKind::kSubscribe, events, {.ticket = 1});
  Late(OpKind::kSend, events, {.ticket = 0});
  Late(OpKind::kSubscribe, events, {.ticket = 1});
  Early(OpKind::kSend, events, {.ticket = 1});
  EXPECT_EQ(Order(), "late:send/e0 early:subscribe/e1 late:subscribe/e1 early:send/e1");
}

TEST_F(LaneRulesTest, LoadLiesBetweenItsVersionAndTheNext) {
  const ObjectId snapshots = Make(ObjectKind::kSnapshots, "/s", 9);
  Early(OpKind::kPublish, snapshots, {.ticket = 1});
  Early(OpKind::kPublish, snapshots, {.ticket = 2});
  Early(OpKind::kLoad, snapshots, {.ticket = 3});
  Late(OpKind::kLoad, snapshots, {.ticket = 1});
  Late(OpKind::kPublish, snapshots, {.ticket = 3});
  EXPECT_EQ(Order(), "early:publish/s1 late:load/s1 early:publish/s2 late:publish/s3 early:load/s3");
}

TEST_F(LaneRulesTest, LoadThatFoundNothingYetComesBeforeTheFirstVersion) {
  const ObjectId snapshots = Make(ObjectKind::kSnapshots, "/s", 9);
  Early(OpKind::kPublish, snapshots, {.ticket = 1});
  Late(OpKind::kLoad, snapshots, {.branch = Branch::kFailed, .ticket = 0, .value = 7});
  EXPECT_EQ(Order(), "late:load/s!failed0 early:publish/s1");
}

TEST_F(LaneRulesTest, AViewOfEntitiesLiesBetweenItsVersionAndTheNext) {
  const ObjectId entities = Make(ObjectKind::kEntities, "/n", 0);
  Early(OpKind::kPublish, entities, {.ticket = 1});
  Early(OpKind::kPublish, entities, {.ticket = 2});
  Late(OpKind::kLoad, entities, {.ticket = 0});
  Late(OpKind::kLoad, entities, {.ticket = 1});
  EXPECT_EQ(Order(), "late:load/n0 early:publish/n1 late:load/n1 early:publish/n2");
}

TEST_F(LaneRulesTest, AnEventIsPoppedAfterItsPushAndAfterThePopBefore) {
  const ObjectId events = Make(ObjectKind::kEvents, "/e", 0);
  Early(OpKind::kTryReceive, events, {.ticket = 1});
  Late(OpKind::kSend, events, {.ticket = 0});
  Late(OpKind::kSend, events, {.ticket = 1});
  Late(OpKind::kTryReceive, events, {.ticket = 0});
  EXPECT_EQ(Order(), "late:send/e0 late:send/e1 late:try_receive/e0 early:try_receive/e1");
}

TEST_F(LaneRulesTest, AskerTakesItsReplyAfterItWasGiven) {
  const ObjectId replies = Make(ObjectKind::kReplies, "/r", 9);
  Early(OpKind::kReceive, replies, {.ticket = 0, .value = 0});
  Late(OpKind::kSend, replies, {.ticket = 0});
  EXPECT_EQ(Order(), "late:send/r0 early:receive/r0");
}

TEST_F(LaneRulesTest, RepliesAreTakenInTheOrderOfTheirValues) {
  const ObjectId replies = Make(ObjectKind::kReplies, "/r", 9);
  Early(OpKind::kReceive, replies, {.ticket = 0, .value = 1});
  Late(OpKind::kSend, replies, {.ticket = 0});
  Late(OpKind::kSend, replies, {.ticket = 1});
  Late(OpKind::kReceive, replies, {.ticket = 1, .value = 0});
  EXPECT_EQ(Order(), "late:send/r0 late:send/r1 late:receive/r1 early:receive/r0");
}

TEST_F(LaneRulesTest, RequestWaitsForTheTakeThatMadeRoomForItsReply) {
  const ObjectId replies = Make(ObjectKind::kReplies, "/r", 1);
  const ObjectId requests =
      run_.Object({.kind = ObjectKind::kRequests, .name = "/q", .capacity = 9, .partner = replies});
  Early(OpKind::kSend, requests, {.ticket = 0});
  Early(OpKind::kSend, requests, {.ticket = 1});
  Late(OpKind::kReceive, requests, {.ticket = 0});
  Late(OpKind::kSend, replies, {.ticket = 0});
  Late(OpKind::kReceive, replies, {.ticket = 0, .value = 0});
  EXPECT_EQ(Order(), "early:send/q0 late:receive/q0 late:send/r0 late:receive/r0 early:send/q1");
}

TEST_F(LaneRulesTest, RequestWaitsForTheAskerThatGaveItsPlaceUp) {
  const ObjectId replies = Make(ObjectKind::kReplies, "/r", 1);
  const ObjectId requests =
      run_.Object({.kind = ObjectKind::kRequests, .name = "/q", .capacity = 9, .partner = replies});
  Early(OpKind::kSend, requests, {.ticket = 1});
  Late(OpKind::kSend, requests, {.ticket = 0});
  Late(OpKind::kReceive, replies, {.branch = Branch::kTimedOut, .value = 0});
  EXPECT_EQ(Order(), "late:send/q0 late:receive/r!timed_out0 early:send/q1");
}

TEST_F(LaneRulesTest, AnswersMayStillComeAfterTheServiceWasAbandoned) {
  const ObjectId replies = Make(ObjectKind::kReplies, "/r", 9);
  Early(OpKind::kClose, replies, {.ticket = 0});
  Late(OpKind::kSend, replies, {.ticket = 0});
  EXPECT_EQ(Order(), "early:close/r0 late:send/r0");
}

}  // namespace
}  // namespace reprise::session
