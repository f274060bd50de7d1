// A whole file in memory, or one sentence that says why not.
//
// Use when     an input fits in memory, as a log does. Read, not mapped: a file that shrinks meanwhile must
//              not kill us.
// Threads      thread-safe.
// Errors       NotFound, PermissionDenied, DataLoss (a directory, a device), each with path and what to do.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "replay/log/bytes.h"

namespace reprise::log {

absl::StatusOr<Bytes> ReadFile(const std::string& path);

}  // namespace reprise::log
