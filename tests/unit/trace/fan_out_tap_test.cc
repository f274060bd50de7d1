#include "replay/trace/fan_out_tap.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "replay/trace/trace_tap.h"

namespace reprise::trace {
namespace {

constexpr sched::Op kSend{.kind = sched::OpKind::kSend, .task = kRootTask, .object = ObjectId{3}};

void Write(sched::Tap& tap, std::byte message) {
  const std::span<std::byte> room = tap.Reserve(kSend, 1);
  room[0] = message;
}

TEST(FanOutTapTest, EachOfThemHearsTheOpAndGetsTheMessage) {
  TraceTap a, b;
  FanOutTap both({&a, &b});
  both.DefineTask({.id = kRootTask, .name = "program"});
  both.DefineObject({.id = ObjectId{3}, .name = "/numbers"});

  both.Prepare(kSend);
  Write(both, std::byte{9});
  both.Commit(kSend, {.branch = sched::Branch::kDone});

  for (const TraceTap* tap : {&a, &b}) {
    EXPECT_EQ(ToString(tap->trace()), "  0  program  send /numbers\n");
    EXPECT_EQ(tap->trace().messages.at(0), std::vector<std::byte>{std::byte{9}});
  }
}

TEST(FanOutTapTest, OfAMessageThatWasAbandonedNobodyHears) {
  TraceTap tap;
  FanOutTap one({&tap});
  one.Prepare(kSend);
  Write(one, std::byte{9});
  one.Abandon();
  one.Commit(kSend, {.branch = sched::Branch::kClosed});

  EXPECT_EQ(tap.trace().steps.size(), 1U);
  EXPECT_TRUE(tap.trace().messages.empty());
}

// Takes no messages.
class Deaf final : public sched::Tap {
 public:
  void DefineTask(const sched::TaskInfo&) override {}
  void DefineObject(const sched::ObjectInfo&) override {}
  void Prepare(const sched::Op&) override {}
  [[nodiscard]] bool WantsMessages() const override { return false; }
  std::span<std::byte> Reserve(const sched::Op&, std::size_t) override {
    ADD_FAILURE() << "it wants none";
    return {};
  }
  void Commit(const sched::Op&, const sched::Outcome&) noexcept override { ++ops; }
  void Abandon() noexcept override {}
  int ops = 0;
};

TEST(FanOutTapTest, WhoWantsNoMessagesGetsNone) {
  Deaf deaf;
  TraceTap tap;
  EXPECT_FALSE(FanOutTap({&deaf}).WantsMessages());
  FanOutTap both({&deaf, &tap});
  ASSERT_TRUE(both.WantsMessages());
  both.Prepare(kSend);
  Write(both, std::byte{1});
  both.Commit(kSend, {.branch = sched::Branch::kDone});
  EXPECT_EQ(deaf.ops, 1);
  EXPECT_EQ(tap.trace().messages.size(), 1U);
}

}  // namespace
}  // namespace reprise::trace
