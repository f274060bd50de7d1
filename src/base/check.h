// CHECK: what we did wrong ends the process, in release builds too, with the place and the condition.
//
// What the world does wrong (a damaged file, a full disk, a bad option) is an absl::Status instead.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace reprise {

[[noreturn]] inline void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: CHECK(%s) failed: this is a defect of reprise, please report it\n", file, line,
               condition);
  std::abort();
}

}  // namespace reprise

#define REPRISE_CHECK(condition)                     \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? static_cast<void>(0)                        \
       : ::reprise::CheckFailed(#condition, __FILE__, __LINE__))
