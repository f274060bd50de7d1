// A state of the arena as one JSON object.
#pragma once

#include <nlohmann/json.hpp>

#include "arena/state.h"

namespace reprise::games {

// size, step_count, board (row-major codes), agents, bombs, flames, items (hidden), state_hash.
nlohmann::ordered_json StateJson(const arena::State& state);

}  // namespace reprise::games
