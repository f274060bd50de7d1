// A program of anybody's and its log: recorded in one call, played again and compared in another.
//
//   const Program auction{.name = "auction", .body = [](const Settings& settings) { ... }};
//   absl::Status recorded = RecordProgram("run.mcap", auction, {.settings = {{"bidders", "3"}}});
//   absl::StatusOr<VerifyResult> result = ReplayProgram("run.mcap", auction);
//
// The log carries the settings, so that a replay starts the program as the recording did.
//
// Use when     a program on the runtime is to be recorded and replayed.
// Not when     ticks are to be shown as they go, or a replay stops half way: recorder.h and verify.h are the parts.
// Threads      thread-safe for distinct logs. Both block their caller, which is no worker.
// Memory       ReplayProgram holds the log.
// Errors       RecordProgram: AlreadyExists and what else output_file.h says, or how the program ended (runtime.h);
//              its log is whole then too. ReplayProgram: what log_file.h says, DataLoss when the log holds another
//              program; that the run was not the same is a verdict.
// Source       the command line's play and verify.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/log_metadata.h"
#include "replay/log/output_file.h"
#include "replay/session/verify.h"

namespace reprise::session {

using Settings = std::map<std::string, std::string>;

struct Program {
  std::string name;                                    // Of the root task, and in the log.
  std::function<void(const Settings& settings)> body;  // The root task.
};

struct RecordingOptions {
  unsigned workers = 0;  // 0: one for each core that this process may use.
  Settings settings;     // Whatever the program is started with.
  log::Existing existing = log::Existing::kRefuse;
};

absl::Status RecordProgram(const std::string& path, const Program& program,
                           const RecordingOptions& options = {});

absl::StatusOr<VerifyResult> ReplayProgram(const std::string& path, const Program& program);

// What ReplayProgram needs to know of a recording; `scheduler` is "parallel" or "deterministic".
log::LogMetadata MetadataOf(const std::string& app, const Settings& settings, unsigned workers,
                            const std::string& scheduler);

// What a recording was started with.
Settings SettingsOf(const log::LogMetadata& metadata);

}  // namespace reprise::session
