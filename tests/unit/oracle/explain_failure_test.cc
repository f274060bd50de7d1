#include "replay/oracle/explain_failure.h"

#include <gtest/gtest.h>

namespace reprise::oracle {
namespace {

using sched::Branch;
using sched::Op;
using sched::OpKind;

constexpr ObjectId kLeft{40};
constexpr ObjectId kRight{41};

Op Doing(OpKind kind, std::uint64_t task, ObjectId object, int line) {
  return {.kind = kind, .task = TaskId{task}, .object = object, .site = {"a.cc", line}};
}

struct ExplainFailureTest : testing::Test {
  ExplainFailureTest() {
    trace.tasks[TaskId{1}] = {.id = TaskId{1}, .name = "main"};
    trace.tasks[TaskId{2}] = {.id = TaskId{2}, .name = "main/other"};
    trace.objects[kLeft] = {.id = kLeft, .name = "/left"};
    trace.objects[kRight] = {.id = kRight, .name = "/right"};
  }
  void Did(const Op& op, std::uint64_t value = 0) {
    trace.steps.push_back(trace::StepOf(op, {.branch = Branch::kDone, .value = value}));
  }
  [[nodiscard]] Failure Blocked(const std::vector<Op>& ops) const {
    return Explain(MakeFailure(FailureKind::kDeadlock, "", ops), trace);
  }

  trace::Trace trace;
};

TEST_F(ExplainFailureTest, WhoWaitsForAMutexThatTheNextOneHoldsIsInACircle) {
  Did(Doing(OpKind::kLock, 1, kLeft, 1));
  Did(Doing(OpKind::kLock, 2, kRight, 2));
  const Failure failure = Blocked({Doing(OpKind::kLock, 1, kRight, 3), Doing(OpKind::kLock, 2, kLeft, 4)});

  EXPECT_EQ(failure.kind, FailureKind::kLockCycle);
  EXPECT_EQ(ToString(failure),
            "deadlock, locks in a circle: main waits in lock of /right at a.cc:3, which main/other holds; "
            "main/other "
            "waits in lock of /left at a.cc:4, which main holds");
}

TEST_F(ExplainFailureTest, AMutexThatWasGivenBackIsHeldByNobody) {
  Did(Doing(OpKind::kLock, 1, kLeft, 1));
  Did(Doing(OpKind::kLock, 2, kRight, 2));
  Did(Doing(OpKind::kUnlock, 2, kRight, 2));
  EXPECT_EQ(Blocked({Doing(OpKind::kLock, 1, kRight, 3), Doing(OpKind::kLock, 2, kLeft, 4)}).kind,
            FailureKind::kDeadlock);
}

TEST_F(ExplainFailureTest, ANotificationThatWokeNobodyIsLostToWhoWaitsNow) {
  Did(Doing(OpKind::kNotify, 2, kLeft, 7), /*value=*/0);
  const Failure failure = Blocked({Doing(OpKind::kWait, 1, kLeft, 8)});

  EXPECT_EQ(failure.kind, FailureKind::kLostWakeup);
  EXPECT_EQ(ToString(failure),
            "lost wake-up: main waits on /left at a.cc:8; the notification of main/other at a.cc:7 came "
            "before it and "
            "woke nobody");
}

TEST_F(ExplainFailureTest, ANotificationThatWokeSomebodyIsNotLost) {
  Did(Doing(OpKind::kNotify, 2, kLeft, 7), /*value=*/1);
  EXPECT_EQ(Blocked({Doing(OpKind::kWait, 1, kLeft, 8)}).kind, FailureKind::kDeadlock);
}

TEST_F(ExplainFailureTest, NamesAreTheTraces) {
  EXPECT_EQ(ToString(Blocked({Doing(OpKind::kReceive, 2, kLeft, 8)})),
            "deadlock: every task is blocked: main/other in receive at a.cc:8");
}

}  // namespace
}  // namespace reprise::oracle
