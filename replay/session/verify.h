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
#include "replay/session/canonical_order.h"
#include "replay/session/divergence.h"
#include "replay/session/recorded_run.h"
#include "replay/session/replay_session.h"
#include "sched/measure/run_end.h"

namespace reprise::session {

enum class ReplayVerdict : std::uint8_t {
  kExact,     // The whole run was done again, op by op, message by message.
  kCutShort,  // The file ends early, or the run does; everything that is there was done again.
  kDamaged,   // Bytes are wrong; everything in front of them was done again.
  kDiverged,  // The run was not the same, or cannot have happened as recorded.
};
const char* Name(ReplayVerdict verdict);

struct VerifyResult {
  ReplayVerdict verdict = ReplayVerdict::kExact;
  std::uint64_t messages = 0;
  std::uint64_t ops = 0;                 // Done again: the position at which the replay ended.
  std::string where;                     // What was cut, damaged or unsound: one sentence; "" if nothing.
  std::optional<Divergence> divergence;  // Of a replay that ran.
  sched::RunEnd end;  // Of a replay that ran: when exact, what was lost in the recorded run.
};

// What a program says in a verdict in words of its own.
struct VerdictWords {
  std::string where;   // How it counts positions: "tick 12". "": "position 412".
  std::string counts;  // Added to what was counted: ", 12 ticks, state hash 0123".
};

// The verdict as one line for people.
std::string Describe(const VerifyResult& result, const VerdictWords& words = {});

// What a replay goes by: the run that a log holds, and the one order of its ops. The log must outlive it.
struct OrderedRun {
  RecordedRun run;
  CanonicalOrder order;

  static absl::StatusOr<OrderedRun> Load(const log::LogFile& log);
};

// Runs `program` as the root task `root_name` under the log, of which `recorded` was loaded.
absl::StatusOr<VerifyResult> Replay(const log::LogFile& log, const OrderedRun& recorded,
                                    const ReplayOptions& options, const std::string& root_name,
                                    const std::function<void()>& program);

// The same, where nobody needs to know the run beforehand.
absl::StatusOr<VerifyResult> Replay(const log::LogFile& log, const ReplayOptions& options,
                                    const std::string& root_name, const std::function<void()>& program);

}  // namespace reprise::session
