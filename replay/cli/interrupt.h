// Ctrl-C and a polite kill as a flag: the match ends at its next tick, and its log is whole.
//
// Threads      thread-safe.
#pragma once

namespace reprise::cli {

// From construction to destruction SIGINT and SIGTERM set the flag; a second one ends the process at once.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  [[nodiscard]] static bool Requested();
};

}  // namespace reprise::cli
