// The system's reason for a failed call on a file, as a Status with one sentence.
//
// Threads      thread-safe.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace reprise::log {

// "cannot VERB PATH: REASON", with advice where we have some. `error` is an errno value.
absl::Status OsError(int error, const std::string& verb_and_path);

}  // namespace reprise::log
