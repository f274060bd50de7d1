// Writes the run of a token as a log: what the explorer found can then be replayed, compared and looked at as if it had
// been recorded.
//
//   const session::Program auction{.name = "auction", .body = [](const session::Settings& settings) { ... }};
//   ProgramTarget target({.name = auction.name, .body = [&] { auction.body({}); }});
//   Report report = Explore({}, target);
//   absl::Status written = WriteLog("failure.mcap", report.found->token, auction);
//   absl::StatusOr<session::VerifyResult> again = session::ReplayProgram("failure.mcap", auction);    // exact
//
// The log of a run that did not end (every task was blocked, or it had no end) is cut short, and verifies as such: a
// log does not hold yet in which op a task waits for ever.
//
// Use when     a program of tasks has failed in a search. Model atomics have no log: they have their token.
// Threads      thread-compatible; blocks its caller.
// Errors       InvalidArgument: the token cannot be read, or is not one of this program, and no file is left;
//              AlreadyExists and what else output_file.h says. How the run ended is in the log ("ended").
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "replay/explore/program_target.h"
#include "replay/log/output_file.h"
#include "replay/session/program_log.h"

namespace reprise::explore {

struct FailureLogOptions {
  session::Settings settings;  // Whatever the program is started with.
  log::Existing existing = log::Existing::kRefuse;
  std::uint64_t choices_max = 20'000;  // A run with more has no end.
};

absl::Status WriteLog(const std::string& path, const std::string& token, const session::Program& program,
                      const FailureLogOptions& options = {});

}  // namespace reprise::explore
