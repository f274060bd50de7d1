#include "replay/explore/failure_log.h"

#include <unistd.h>

#include <memory>

#include "replay/oracle/explain_failure.h"
#include "replay/record/recorder.h"
#include "replay/strategy/replay_token.h"
#include "replay/strategy/token.h"
#include "replay/trace/fan_out_tap.h"
#include "replay/trace/trace_tap.h"

namespace reprise::explore {

absl::Status WriteLog(const std::string& path, const std::string& token, const session::Program& program,
                      const FailureLogOptions& options) {
  const absl::StatusOr<strategy::Schedule> schedule = strategy::ParseToken(token);
  if (!schedule.ok()) return schedule.status();
  const auto recorder = record::Recorder::Create(
      path, {.workers = 1,
             .metadata = session::MetadataOf(program.name, options.settings, 1, "deterministic"),
             .existing = options.existing});
  if (!recorder.ok()) return recorder.status();

  ProgramTarget target({.name = program.name,
                        .body = [&] { program.body(options.settings); },
                        .choices_max = options.choices_max});
  strategy::ReplayToken replay(*schedule);
  replay.Next();
  trace::TraceTap trace;
  trace::FanOutTap both({&trace, recorder->get()});
  const Target::Result result = target.Run(replay, &both);

  const std::string ended =
      result.failure ? oracle::ToString(oracle::Explain(*result.failure, trace.trace())) : "ok";
  const log::StringMap end = {{"ended", ended}, {"token", token}};
  absl::Status written = result.cut ? (*recorder)->FinishCut(end) : (*recorder)->Finish(end);
  if (!written.ok() || replay.misfit().empty()) return written;
  unlink(path.c_str());
  return absl::InvalidArgumentError(replay.misfit());
}

}  // namespace reprise::explore
