#include "replay/session/order_signature.h"

#include <gtest/gtest.h>

#include "tests/unit/session/run_builder.h"

namespace reprise::session {
namespace {

using sched::ObjectKind;
using sched::OpKind;

// Two senders: who came first, in the lane and in the file.
std::uint64_t SignatureOf(bool first_wins, bool first_is_written_first) {
  RunBuilder run;
  const ObjectId queue = run.Object({.kind = ObjectKind::kMpsc, .name = "/q", .capacity = 9});
  const TaskId first = run.Task("first");
  const TaskId second = run.Task("second");
  const auto send = [&](TaskId task, std::uint64_t ticket) {
    run.Do(task, OpKind::kSend, queue, {.ticket = ticket});
  };
  if (first_is_written_first) send(first, first_wins ? 0 : 1);
  send(second, first_wins ? 1 : 0);
  if (!first_is_written_first) send(first, first_wins ? 0 : 1);
  run.EndAll();
  return OrderSignature(run.Load());
}

TEST(OrderSignatureTest, EqualOrdersHaveEqualSignaturesHoweverTheyWereWritten) {
  EXPECT_EQ(SignatureOf(true, true), SignatureOf(true, false));
  EXPECT_EQ(SignatureOf(false, true), SignatureOf(false, false));
}

TEST(OrderSignatureTest, AnotherWinnerIsAnotherOrder) {
  EXPECT_NE(SignatureOf(true, true), SignatureOf(false, true));
}

TEST(OrderSignatureTest, AnotherReceiverOrCloserIsAnotherOrder) {
  const auto signature = [](OpKind kind, bool root) {
    RunBuilder run;
    const ObjectId queue = run.Object({.kind = ObjectKind::kMpsc, .name = "/q", .capacity = 9});
    const TaskId task = run.Task("task");
    run.Do(root ? kRootTask : task, kind, queue);
    return OrderSignature(run.Load());
  };
  for (OpKind kind : {OpKind::kReceive, OpKind::kClose}) {
    EXPECT_NE(signature(kind, true), signature(kind, false));
  }
}

}  // namespace
}  // namespace reprise::session
