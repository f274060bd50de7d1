#include "sched/tap.h"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"

namespace reprise::sched {
namespace {

// Writes down what it is told. One worker calls it, one op at a time.
class Listener final : public Tap {
 public:
  void DefineTask(const TaskInfo& task) override { told.push_back("task " + task.name); }
  void DefineObject(const ObjectInfo& object) override { told.push_back("object " + object.name); }
  void Prepare(const Op&) override {}
  std::span<std::byte> Reserve(const Op&, std::size_t bytes) override {
    told.push_back("message of " + std::to_string(bytes));
    message.resize(bytes);
    return message;
  }
  void Commit(const Op& op, const Outcome& outcome) noexcept override {
    told.push_back(std::string(Name(op.kind)) + " " + Name(outcome.branch));
  }
  void Abandon() noexcept override { told.emplace_back("abandoned"); }

  std::vector<std::string> told;
  std::vector<std::byte> message;
};

TEST(TapTest, Example) {
  Listener listener;
  const absl::Status ended = Runtime({.workers = 1, .tap = &listener}).Run("test", [] {
    channel::Mpsc<int> numbers({.name = "/numbers"});
    EXPECT_TRUE(numbers.Send(7).ok());
    EXPECT_EQ(*numbers.Receive(), 7);
  });

  EXPECT_TRUE(ended.ok());
  EXPECT_EQ(listener.told, (std::vector<std::string>{"task test", "object /numbers", "message of 4",
                                                     "send done", "receive done", "end done"}));
}

}  // namespace
}  // namespace reprise::sched
