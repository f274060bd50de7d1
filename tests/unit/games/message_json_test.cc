// Messages of a log as JSON: with names where the log has them, as bytes where nobody here can read them.
#include "replay/games/message_json.h"

#include <gtest/gtest.h>

#include "games/golden_log.h"

namespace reprise::games {
namespace {

TEST(MessageJsonTest, EveryMessageOfAMatchIsRead) {
  const log::LogFile log = GoldenLog();
  const MessageJson messages(log);
  std::size_t ops = 0;

  for (const auto& channel : log.channels()) {
    for (const log::LogMessage& message : channel->messages) {
      const nlohmann::ordered_json json = messages.Of(*channel, message);
      EXPECT_FALSE(json.contains("error") || json.contains("hex")) << channel->topic << " " << json.dump();
      if (IsOpsChannel(*channel)) ops += json["ops"].size();
    }
  }
  EXPECT_GT(ops, 0U);
}

TEST(MessageJsonTest, BytesOfAnUnknownSchemaAreShownAsSuch) {
  const log::LogFile log = GoldenLog();
  const std::byte bytes[] = {std::byte{0xAB}, std::byte{1}};

  const nlohmann::ordered_json json =
      MessageJson(log).Of(log::LogChannel{.topic = "/foreign"}, {.data = bytes});

  EXPECT_EQ(json.dump(), R"({"size":2,"hex":"ab01"})");
}

}  // namespace
}  // namespace reprise::games
