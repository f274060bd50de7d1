// The word that somebody who mistyped probably meant.
//
// Threads      thread-compatible.
#pragma once

#include <string>
#include <vector>

namespace reprise::cli {

// The candidate with the fewest insertions, deletions and replacements from `word`, or "" when even the best
// differs in more than half of its letters (then a suggestion would only puzzle). Ties: the first.
std::string Nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace reprise::cli
