// Golden games against our rules: steps every recorded action and compares everything with the record.
//
// The records were made by an engine that this project did not write, so agreement here is evidence that no
// test of our own can give.
//
// Threads      thread-compatible.
// Memory       one line and two states, whatever the file's length.
// Errors       NotFound: no such file; DataLoss: not a golden file; Aborted: one that was damaged on its way.
//              A record that our rules contradict is no error but a mismatch in the result.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace reprise::golden {

inline constexpr std::size_t kMismatchesKept = 10;

struct Mismatch {
  std::string file;
  std::string episode;  // The game's id, or "line N" of a file of lone steps.
  std::uint32_t step = 0;
  std::string field;
  std::string expected;
  std::string found;
};

struct CheckResult {
  std::uint64_t games = 0;
  std::uint64_t steps = 0;
  std::uint64_t mismatches = 0;  // Steps that differ from the record.
  std::vector<Mismatch> first;   // The first difference of each of the first of them.

  void Add(const CheckResult& other);
};

absl::StatusOr<CheckResult> CheckGoldenFile(const std::string& path);

}  // namespace reprise::golden
