// What the process tells its caller when it ends, and which failures lead to which code.
//
// The codes are a contract with scripts and never change their meaning.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "replay/session/verify.h"

namespace reprise::cli {

enum class ExitCode : int {
  kOk = 0,
  kFailureFound = 1,  // The tool did its work and found what it looks for: a divergence, a mismatch, a bug.
  kUsage = 2,         // The command line was wrong: nothing was done.
  kDamaged = 3,       // The input is damaged, or no log at all, or one of a later version.
  kEnvironment = 4,   // The machine got in the way: disk full, permission, a missing package.
};

// kInvalidArgument, kNotFound, kAlreadyExists                  kUsage
// kDataLoss, kOutOfRange, kUnimplemented, kFailedPrecondition  kDamaged
// kAborted                                                     kFailureFound
// everything else                                              kEnvironment
ExitCode ExitCodeOf(const absl::Status& status);

// Exact, and a prefix that replays: kOk. Diverged: kFailureFound. Damaged: kDamaged.
ExitCode ExitCodeOf(session::ReplayVerdict verdict);

// Prints `reprise COMMAND: <the status's sentence>` on standard error and gives the code that fits.
ExitCode Report(const std::string& command, const absl::Status& status);

}  // namespace reprise::cli
