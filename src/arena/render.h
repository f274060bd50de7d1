// The board as text: for a terminal, a log, a failing test.
//
// Threads      thread-safe (pure).
#pragma once

#include <cstdint>
#include <string>

#include "arena/state.h"

namespace reprise::arena {

enum class Glyphs : std::uint8_t {
  kAscii,   // One character a cell, no colour.
  kColour,  // Two columns a cell, ANSI colours and Unicode, for a terminal that supports them.
};

// One line for each row, each ended by '\n'. In ASCII: . passage, # rigid, + wood, o bomb, * flames, ? fog,
// B L K items (bomb, longer blast, kick), 0 to 9 and then letters for the agents.
std::string Render(const State& state, Glyphs glyphs = Glyphs::kAscii);

// The agent's glyph on the board: digits, then small and capital letters (without those in use), then '@'.
char AgentGlyph(std::size_t id);

}  // namespace reprise::arena
