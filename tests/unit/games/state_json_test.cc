// A state as JSON has everything that the rules look at.
#include "replay/games/state_json.h"

#include <gtest/gtest.h>

#include "arena/board_generator.h"

namespace reprise::games {
namespace {

TEST(StateJsonTest, NamesAgentsBoardAndHiddenItems) {
  const arena::State state = *arena::GenerateBoard({.size = 11, .players = 4, .seed = 7});

  const nlohmann::ordered_json json = StateJson(state);

  EXPECT_EQ(json["size"], 11);
  EXPECT_EQ(json["board"].size(), 121U);
  ASSERT_EQ(json["agents"].size(), 4U);
  EXPECT_EQ(json["agents"][0]["row"], state.agents[0].cell.row);
  EXPECT_GT(json["items"].size(), 0U);
  for (const auto& item : json["items"]) {
    const std::size_t at = item["row"].get<std::size_t>() * 11 + item["col"].get<std::size_t>();
    EXPECT_EQ(item["item"], state.hidden[at]);
  }
  EXPECT_EQ(json["state_hash"].get<std::string>().size(), 16U);
}

}  // namespace
}  // namespace reprise::games
