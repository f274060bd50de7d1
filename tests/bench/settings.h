// How long and how often everything is measured.
//
// The variables' names are those of the programs that the figures are compared with, so that one environment
// sets both sides.
#pragma once

#include <cstddef>

#include "absl/status/statusor.h"

namespace reprise::bench {

struct Settings {
  double run_seconds = 0.2;   // PEERS_MS, in milliseconds.
  std::size_t runs = 7;       // PEERS_RUNS.
  std::size_t tries_max = 1;  // PEERS_TRIES: repeat while other processes disturb, keep the quietest.
};

// A value that is no number in range is an InvalidArgument that names the variable.
absl::StatusOr<Settings> SettingsFromEnvironment();

}  // namespace reprise::bench
