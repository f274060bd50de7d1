#include "replay/oracle/failure.h"

#include <gtest/gtest.h>

namespace reprise::oracle {
namespace {

using sched::Op;
using sched::OpKind;

Op Receive(std::uint64_t task, int line, std::uint64_t object = 3) {
  return {.kind = OpKind::kReceive,
          .task = TaskId{task},
          .object = ObjectId{object},
          .site = {"../src/a.cc", line}};
}

const Failure kStuck = MakeFailure(FailureKind::kDeadlock, "", {Receive(1, 10), Receive(2, 20)});

TEST(FailureTest, Example) {
  EXPECT_EQ(
      ToString(kStuck),
      "deadlock: every task is blocked: task 1 in receive at src/a.cc:10, task 2 in receive at src/a.cc:20");
}

TEST(FailureTest, TheSameBugHasTheSameKindAndLines) {
  EXPECT_TRUE(kStuck.SameAs(kStuck));
  EXPECT_FALSE(kStuck.SameAs(MakeFailure(FailureKind::kDeadlock, "", {Receive(1, 10), Receive(2, 21)})));
  EXPECT_FALSE(kStuck.SameAs(MakeFailure(FailureKind::kDeadlock, "", {Receive(1, 10)})));
  EXPECT_FALSE(kStuck.SameAs(MakeFailure(FailureKind::kLivelock, "", {Receive(1, 10), Receive(2, 20)})));
  Op send = Receive(2, 20);
  send.kind = OpKind::kSend;
  EXPECT_FALSE(kStuck.SameAs(MakeFailure(FailureKind::kDeadlock, "", {Receive(1, 10), send})));
}

TEST(FailureTest, WhichTaskOnWhichObjectInWhichOrderAndHowOftenIsNoOtherBug) {
  EXPECT_TRUE(kStuck.SameAs(MakeFailure(FailureKind::kDeadlock, "", {Receive(2, 20), Receive(1, 10)})));
  EXPECT_TRUE(kStuck.SameAs(MakeFailure(FailureKind::kDeadlock, "", {Receive(5, 10, 8), Receive(6, 20, 9)})));
  EXPECT_TRUE(kStuck.SameAs(
      MakeFailure(FailureKind::kDeadlock, "", {Receive(1, 10), Receive(2, 20), Receive(3, 20)})));
}

TEST(FailureTest, TheBuildFolderIsNoPartOfAPlaceAndTheTextNoneOfAFailure) {
  Op elsewhere = Receive(1, 10);
  elsewhere.site.file = "src/a.cc";
  EXPECT_TRUE(MakeFailure(FailureKind::kAssertion, "two", {elsewhere})
                  .SameAs(MakeFailure(FailureKind::kAssertion, "three", {Receive(1, 10)})));
}

TEST(FailureTest, EachKindHasItsSentence) {
  const auto text = [](FailureKind kind, const char* what) {
    return ToString(MakeFailure(kind, what, {Receive(1, 10)}));
  };
  EXPECT_EQ(text(FailureKind::kAssertion, "no"), "no (task 1 at src/a.cc:10)");
  EXPECT_EQ(ToString(MakeFailure(FailureKind::kAssertion, "no", {Receive(0, 10)})), "no (src/a.cc:10)");
  EXPECT_EQ(text(FailureKind::kException, "no"), "exception: no (task 1 at src/a.cc:10)");
  EXPECT_EQ(text(FailureKind::kLivelock, ""),
            "livelock: nobody is left to write what is waited for: task 1 at src/a.cc:10");
  EXPECT_EQ(text(FailureKind::kStarvation, ""),
            "starvation: able to go on, and never chosen: task 1 in receive at src/a.cc:10");
  EXPECT_EQ(text(FailureKind::kLeak, "8 bytes"), "leak: 8 bytes allocated at src/a.cc:10");
  EXPECT_EQ(text(FailureKind::kNoEnd, "after 9 steps"), "no end: after 9 steps task 1 is at src/a.cc:10");
  EXPECT_EQ(text(FailureKind::kWaitOutside, "in a future"),
            "wait outside the runtime: in a future (task 1 at src/a.cc:10)");
  EXPECT_EQ(ToString(MakeFailure(FailureKind::kNotDeterministic, "other steps")),
            "not deterministic: other steps");
}

}  // namespace
}  // namespace reprise::oracle
