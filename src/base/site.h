// A place in the source, for reports, histories and choices.
//
// Use when     a function needs to know its caller's place: the default argument of its last parameter.
// Threads      immutable values.
#pragma once

namespace reprise {

struct Site {
  const char* file = "";
  int line = 0;
  static constexpr Site Here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

}  // namespace reprise
