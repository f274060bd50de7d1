// What a check of a history says.
//
// Threads      immutable values.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

namespace reprise::oracle {

enum class Answer : std::uint8_t {
  kLinearizable,
  kNotLinearizable,
  kGaveUp,  // CheckOptions::steps_max was reached: neither proven nor refuted.
};

struct HistoryCheck {
  Answer answer = Answer::kLinearizable;
  std::string explanation;  // Why not, with a picture; empty when linearizable.
  std::uint64_t steps = 0;  // Ops that the search tried; 0 when a quick check decided.

  explicit operator bool() const { return answer == Answer::kLinearizable; }
};

inline std::ostream& operator<<(std::ostream& out, const HistoryCheck& check) {
  return out << (check ? "linearizable" : check.explanation);
}

}  // namespace reprise::oracle
