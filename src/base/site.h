// A place in the source: what reports, histories and choices name.
//
// Use when     a function wants to know who called it: the default argument of its last parameter.
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
