// The metadata record `reprise`: what a log says about the run it holds.
//
// MCAP gives metadata no checksum, and a seed with one flipped bit would replay another run; so the record
// carries a checksum of its own entries.
//
// Use when     a recorder writes the first record of a log, or a reader asks what it holds.
// Threads      thread-compatible.
// Errors       FailedPrecondition for a log of a later version, DataLoss for a record that does not hold
//              together.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "replay/log/mcap_records.h"

namespace reprise::log {

class LogMetadata {
 public:
  LogMetadata() = default;
  explicit LogMetadata(StringMap entries) : entries_(std::move(entries)) {}

  // Sets or replaces.
  void Set(const std::string& key, const std::string& value);
  // The value, or "" when there is none.
  [[nodiscard]] std::string Get(const std::string& key) const;
  [[nodiscard]] const StringMap& entries() const { return entries_; }

  // The record to write first, with versions and checksum filled in.
  [[nodiscard]] Metadata ToRecord() const;

  // Can this replayer read it, and are these the entries that were written?
  [[nodiscard]] absl::Status Check() const;

 private:
  [[nodiscard]] std::string Checksum() const;

  StringMap entries_;
};

}  // namespace reprise::log
