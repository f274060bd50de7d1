// CHECK: a defect of our own code ends the process, in release builds too, and prints the place and the
// condition.
//
// An error from outside (a damaged file, a full disk, a bad option) is an absl::Status instead.
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
