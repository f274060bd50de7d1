#include "arena/render.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "arena/geometry.h"

namespace reprise::arena {
namespace {

constexpr std::array<char, 10> kAsciiGlyphs = {'.', '#', '+', 'o', '*', '?', 'B', 'L', 'K', '!'};

// Each glyph is two columns wide. A background colour for things that fill a cell, a foreground colour for
// things in it.
constexpr std::array<const char*, 10> kColourGlyphs = {"\x1b[90m· \x1b[0m",    "\x1b[100m  \x1b[0m",
                                                       "\x1b[43m  \x1b[0m",    "\x1b[1;97m● \x1b[0m",
                                                       "\x1b[41;93m▒▒\x1b[0m", "\x1b[90m░░\x1b[0m",
                                                       "\x1b[1;95m+●\x1b[0m",  "\x1b[1;95m+▒\x1b[0m",
                                                       "\x1b[1;95m+»\x1b[0m",  "! "};

constexpr std::array<int, 6> kAgentColours = {92, 96, 94, 93, 95, 91};

std::string ColouredAgent(std::size_t id) {
  return absl::StrCat("\x1b[1;7;", kAgentColours[id % kAgentColours.size()], "m",
                      std::string(1, AgentGlyph(id)), " \x1b[0m");
}

}  // namespace

char AgentGlyph(std::size_t id) {
  constexpr char kGlyphs[] = "0123456789abcdefghijklmnpqrstuvwxyzACDEFGHIJMNOPQRSTUVWXYZ";
  return id < sizeof(kGlyphs) - 1 ? kGlyphs[id] : '@';
}

std::string Render(const State& state, Glyphs glyphs) {
  std::string text;
  for (std::size_t i = 0; i < state.board.size(); ++i) {
    const Code code = state.board[i];
    const std::size_t id = IsAgent(code) ? code - kAgent0 : 0U;
    if (glyphs == Glyphs::kColour) {
      text += IsAgent(code) ? ColouredAgent(id) : kColourGlyphs[code];
    } else {
      text += IsAgent(code) ? AgentGlyph(id) : kAsciiGlyphs[code];
    }
    if ((i + 1) % static_cast<std::size_t>(state.size) == 0) text += '\n';
  }
  return text;
}

}  // namespace reprise::arena
