#include "arena/render.h"

#include "arena/geometry.h"
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(RenderTest, AsciiShowsOneCharacterACell) {
  EXPECT_EQ(Render(Scene({"0.#", "+o*", "BLK"}).state), "0.#\n+o*\nBLK\n");
}

TEST(RenderTest, ColourResetsAfterEveryCell) {
  const std::string text = Render(Scene({"0#", "*."}).state, Glyphs::kColour);

  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_NE(text.find("\x1b[1;7;92m0 \x1b[0m"), std::string::npos);
}

TEST(RenderTest, AgentsNeverLookLikeSomethingElse) {
  for (std::size_t id = 0; id < 64; ++id) {
    EXPECT_EQ(std::string(".#+o*?BLK!").find(AgentGlyph(id)), std::string::npos) << id;
  }
  EXPECT_NE(AgentGlyph(10), AgentGlyph(11));
}

}  // namespace
}  // namespace reprise::arena
