#include "replay/cli/exit_code.h"

#include <cstdio>

namespace reprise::cli {

ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk: return ExitCode::kOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists: return ExitCode::kUsage;
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kFailedPrecondition: return ExitCode::kDamaged;
    case absl::StatusCode::kAborted: return ExitCode::kFailureFound;
    default: return ExitCode::kEnvironment;
  }
}

ExitCode ExitCodeOf(session::ReplayVerdict verdict) {
  using session::ReplayVerdict;
  switch (verdict) {
    case ReplayVerdict::kExact:
    case ReplayVerdict::kCutShort: return ExitCode::kOk;
    case ReplayVerdict::kDamaged: return ExitCode::kDamaged;
    case ReplayVerdict::kDiverged: return ExitCode::kFailureFound;
  }
  return ExitCode::kEnvironment;
}

ExitCode Report(const std::string& command, const absl::Status& status) {
  if (status.ok()) return ExitCode::kOk;
  const std::string message(status.message().data(), status.message().size());
  std::fflush(stdout);
  std::fprintf(stderr, "reprise %s: %s\n", command.c_str(), message.c_str());
  return ExitCodeOf(status);
}

}  // namespace reprise::cli
