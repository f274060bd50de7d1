// Integrity, then a full replay, then a verdict.
//
// Use when     somebody asks whether a log is the run it claims to be, and whether this build still runs it.
// Threads      thread-compatible; one replay uses one thread of its own.
// Errors       a Status for a log that cannot be read at all; everything else is a verdict.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "replay/log/log_file.h"
#include "replay/session/divergence.h"
#include "replay/session/replay_session.h"
#include "sched/measure/run_end.h"

namespace reprise::session {

enum class Verdict : std::uint8_t {
  kExact,     // The whole run was done again, op by op, message by message.
  kCutShort,  // The file ends early, or the run does; everything that is there was done again.
  kDamaged,   // Bytes are wrong; everything in front of them was done again.
  kDiverged,  // The run was not the same, or cannot have happened as recorded.
};
const char* Name(Verdict verdict);

struct VerifyResult {
  Verdict verdict = Verdict::kExact;
  std::uint64_t messages = 0;
  std::uint64_t ops = 0;
  std::uint64_t ticks = 0;
  std::string where;                     // What was cut, damaged or unsound: one sentence; "" if nothing.
  std::optional<Divergence> divergence;  // Of a replay that ran.
  sched::RunEnd end;  // Of a replay that ran: when exact, what was lost in the recorded run.
};

// The verdict as one line for people. `more` is added to what was counted: ", state hash 0123".
std::string Describe(const VerifyResult& result, const std::string& more = "");

// Runs `program` as the root task `root_name` under the log.
absl::StatusOr<VerifyResult> Replay(const log::LogFile& log, const ReplayOptions& options,
                                    const std::string& root_name, const std::function<void()>& program);

}  // namespace reprise::session
