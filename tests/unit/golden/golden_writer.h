// Golden files made by our own rules: whole and damaged ones to try the checker on.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "arena/rules.h"
#include "arena/score.h"
#include "arena/state.h"

namespace reprise::golden {

// A random match as its lines: a header and `steps` steps.
std::vector<nlohmann::ordered_json> PlayedGame(int steps, const arena::Rules& rules = {});

// One lone step as its line.
nlohmann::ordered_json PlayedLoneStep();

// Writes the text into the file, compressed or not, and gives its path again.
std::string WriteGzip(const std::string& path, const std::string& text);
std::string WritePlain(const std::string& path, const std::string& text);
std::string Text(const std::vector<nlohmann::ordered_json>& lines);

}  // namespace reprise::golden
