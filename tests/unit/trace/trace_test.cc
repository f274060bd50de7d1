#include "replay/trace/trace.h"

#include <gtest/gtest.h>

namespace reprise::trace {
namespace {

using sched::Branch;
using sched::ObjectKind;
using sched::OpKind;

constexpr TaskId kMe{7};
constexpr ObjectId kLeft{40};
constexpr ObjectId kNameless{41};

Trace SmallTrace() {
  Trace trace;
  trace.tasks[kMe] = {.id = kMe, .name = "match"};
  trace.objects[kLeft] = {.id = kLeft, .kind = ObjectKind::kMutex, .name = "/left"};
  trace.objects[kNameless] = {.id = kNameless, .kind = ObjectKind::kMpsc, .creator = kMe, .index = 2};
  trace.steps = {
      {.kind = OpKind::kLock,
       .branch = Branch::kDone,
       .task = kMe,
       .object = kLeft,
       .site = {"../src/a.cc", 3}},
      {.kind = OpKind::kTrySend, .branch = Branch::kFailed, .no = 1, .task = kMe, .object = kNameless},
      {.kind = OpKind::kJoin, .branch = Branch::kDone, .no = 2, .task = kMe, .object = ObjectId{Value(kMe)}},
      {.kind = OpKind::kAtomicStore,
       .branch = Branch::kDone,
       .task = TaskId{0x1f},
       .object = ObjectId{4},
       .value = 9},
  };
  return trace;
}

TEST(TraceTest, EachStepIsALineWithNamesAndWithItsOutcomeWhenThatIsNotTheUsual) {
  EXPECT_EQ(ToString(SmallTrace()),
            "  0  match  lock /left  src/a.cc:3\n"
            "  1  match  try_send mpsc 2 of match failed\n"
            "  2  match  join match\n"
            "  3  task 1f  atomic_store #4 = 9\n");
}

TEST(TraceTest, OnlyTheLastStepsAreShown) {
  EXPECT_EQ(ToString(SmallTrace(), 1), "  3  task 1f  atomic_store #4 = 9\n");
}

TEST(TraceTest, TheFirstDifferenceIsAStepAMessageOrAnEnd) {
  const Trace trace = SmallTrace();
  Trace other = trace;
  EXPECT_EQ(FirstDifference(trace, other), kNoDifference);

  other.steps[2].value = 1;
  EXPECT_EQ(FirstDifference(trace, other), 2U);

  other = trace;
  other.messages[1] = {std::byte{5}};
  EXPECT_EQ(FirstDifference(trace, other), 1U);

  other = trace;
  other.steps.pop_back();
  EXPECT_EQ(FirstDifference(trace, other), 3U);
}

TEST(TraceTest, LinesAreComparedWhereBothAreKnown) {
  const Step step = SmallTrace().steps[0];
  Step other = step;
  other.site.line = 4;
  EXPECT_FALSE(Same(step, other));
  other.site = {};
  EXPECT_TRUE(Same(step, other));
}

}  // namespace
}  // namespace reprise::trace
