#include "sched/deterministic/strategy_tap.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

using testing::Contains;
using testing::ElementsAre;

using Calls = std::vector<std::string>;

// Goes on with the first that is ready, and writes down what it hears.
class Hearing final : public Strategy {
 public:
  explicit Hearing(Calls& calls) : calls_(calls) {}
  std::size_t Pick(std::span<const Op>) override { return 0; }
  Outcome Decide(const Op&) override { return {}; }
  void Committed(const Op& op, const Outcome& outcome) noexcept override {
    calls_.push_back(
        absl::StrCat("strategy: ", Name(op.kind), " ", Name(outcome.branch), " #", outcome.ticket));
  }
  void Blocked(std::span<const Op>) override {}

 private:
  Calls& calls_;
};

class Telling final : public Tap {
 public:
  explicit Telling(Calls& calls) : calls_(calls) {}
  void DefineTask(const TaskInfo& task) override { calls_.push_back("tap: task " + task.name); }
  void DefineObject(const ObjectInfo& object) override { calls_.push_back("tap: object " + object.name); }
  void Prepare(const Op& op) override { calls_.push_back(absl::StrCat("tap: prepare ", Name(op.kind))); }
  std::span<std::byte> Reserve(const Op&, std::size_t bytes) override {
    calls_.push_back("tap: reserve");
    message_.resize(bytes);
    return message_;
  }
  void Commit(const Op& op, const Outcome&) noexcept override {
    calls_.push_back(absl::StrCat("tap: commit ", Name(op.kind)));
  }
  void Abandon() noexcept override { calls_.push_back("tap: abandon"); }

 private:
  Calls& calls_;
  std::vector<std::byte> message_;
};

TEST(StrategyTapTest, TheTapIsToldBeforeTheStrategy) {
  Calls calls;
  Hearing strategy(calls);
  Telling tap(calls);
  StrategyTap both(strategy, &tap);

  both.Prepare({.kind = OpKind::kSend});
  EXPECT_TRUE(both.WantsMessages());
  EXPECT_EQ(both.Reserve({.kind = OpKind::kSend}, 3).size(), 3U);
  both.Commit({.kind = OpKind::kSend}, {.branch = Branch::kDone, .ticket = 4});
  both.Abandon();

  EXPECT_THAT(calls, ElementsAre("tap: prepare send", "tap: reserve", "tap: commit send",
                                 "strategy: send done #4", "tap: abandon"));
}

void SendTwoAndReceiveOne() {
  channel::Mpsc<int> numbers({.name = "/numbers", .capacity = 2});
  auto sender = task::Spawn(task::TaskType::kBotDecision, "sender", [&] {
    EXPECT_TRUE(numbers.Send(7).ok());
    EXPECT_TRUE(numbers.Send(8).ok());
  });
  EXPECT_EQ(*numbers.Receive(), 7);
  EXPECT_TRUE(sender.Join().ok());
}

TEST(StrategyTapTest, AStrategyHearsOfEveryOpWithItsTicketThoughNobodyRecords) {
  Calls calls;
  Hearing strategy(calls);

  EXPECT_TRUE(Runtime({.strategy = &strategy}).Run("test", SendTwoAndReceiveOne).ok());

  EXPECT_THAT(calls, ElementsAre("strategy: spawn done #0", "strategy: send done #0",
                                 "strategy: receive done #0", "strategy: send done #1",
                                 "strategy: end done #0", "strategy: join done #0", "strategy: end done #0"));
}

TEST(StrategyTapTest, WithATapTheStrategyHearsTheSame) {
  Calls calls;
  Hearing strategy(calls);
  Calls alone;
  Hearing unheard(alone);
  Calls told;
  Telling tap(told);

  EXPECT_TRUE(Runtime({.strategy = &strategy, .tap = &tap}).Run("test", SendTwoAndReceiveOne).ok());
  EXPECT_TRUE(Runtime({.strategy = &unheard}).Run("test", SendTwoAndReceiveOne).ok());

  EXPECT_EQ(calls, alone);
  EXPECT_THAT(told, Contains("tap: reserve").Times(2));
  EXPECT_THAT(told, Contains("tap: task test/sender"));
  EXPECT_THAT(told, Contains("tap: object /numbers"));
}

// What has no bytes that anybody asks for.
struct Secret {};
unsigned encoded = 0;

}  // namespace
}  // namespace reprise::sched

template <>
struct reprise::channel::Codec<reprise::sched::Secret> {
  static constexpr const char* kSchemaName = "Secret";
  static std::span<const std::byte> Schema() { return {}; }
  static std::span<const std::byte> Encode(const sched::Secret&) {
    ++sched::encoded;
    return {};
  }
  static absl::StatusOr<sched::Secret> Decode(std::span<const std::byte>) { return sched::Secret{}; }
  static std::string ToJson(std::span<const std::byte>) { return "{}"; }
};

namespace reprise::sched {
namespace {

TEST(StrategyTapTest, ForAStrategyAloneNoMessageIsEncoded) {
  const auto send = [] {
    channel::Mpsc<Secret> secrets({.name = "/secrets", .capacity = 1});
    EXPECT_TRUE(secrets.Send({}).ok());
  };
  Calls calls;
  Hearing strategy(calls);
  Telling tap(calls);

  encoded = 0;
  EXPECT_TRUE(Runtime({.strategy = &strategy}).Run("test", send).ok());
  EXPECT_EQ(encoded, 0U);
  EXPECT_TRUE(Runtime({.strategy = &strategy, .tap = &tap}).Run("test", send).ok());
  EXPECT_EQ(encoded, 1U);
}

}  // namespace
}  // namespace reprise::sched
