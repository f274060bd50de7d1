#include "replay/session/verify.h"

#include "absl/strings/str_cat.h"
#include "replay/session/canonical_order.h"
#include "replay/session/recorded_run.h"
#include "runtime/runtime.h"

namespace reprise::session {
namespace {

VerifyResult Unsound(const std::string& where) { return {.verdict = Verdict::kDiverged, .where = where}; }

}  // namespace

const char* Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kExact: return "exact";
    case Verdict::kCutShort: return "cut short";
    case Verdict::kDamaged: return "damaged";
    case Verdict::kDiverged: return "diverged";
  }
  return "";
}

std::string Describe(const VerifyResult& result, const std::string& more) {
  const std::string counts =
      absl::StrCat(result.messages, " messages, ", result.ops, " ops, ", result.ticks, " ticks", more);
  switch (result.verdict) {
    case Verdict::kExact: return absl::StrCat("exact: ", counts);
    case Verdict::kCutShort:
      return absl::StrCat("cut short at tick ", result.ticks, ": ", result.where,
                          "; what is there replays exactly: ", counts);
    case Verdict::kDamaged:
      return absl::StrCat("damaged: ", result.where, "; what lies before it replays exactly: ", counts);
    case Verdict::kDiverged:
      return absl::StrCat("diverged: ", result.divergence ? result.divergence->ToString() : result.where);
  }
  return "";
}

absl::StatusOr<VerifyResult> Replay(const log::LogFile& log, const ReplayOptions& options,
                                    const std::string& root_name, const std::function<void()>& program) {
  absl::StatusOr<RecordedRun> run = RecordedRun::Load(log);
  if (!run.ok()) return run.status();
  const CanonicalOrder order = MakeCanonicalOrder(*run);
  if (order.unsound.has_value()) return Unsound(*order.unsound);
  // A log whose every message is there must hold a whole run.
  if (log.messages_whole()) {
    if (order.incomplete.has_value()) return Unsound(*order.incomplete);
    if (const auto stray = run->FindStrayMessage()) return Unsound(*stray);
  }
  if (order.ops.empty()) {
    return absl::DataLossError(
        log.damages().empty()
            ? std::string("nothing whole is left of the run: the log holds no op")
            : absl::StrCat("nothing whole is left of the run: ", log.damages().front().what));
  }

  ReplaySession session(*run, order, options);
  sched::Runtime runtime({.strategy = &session, .tap = &session});
  const absl::Status ended = runtime.Run(root_name, program);
  VerifyResult result{.messages = session.messages_compared(),
                      .ops = session.ops_compared(),
                      .ticks = session.ticks(),
                      .divergence = session.divergence(),
                      .end = runtime.end()};
  if (result.divergence.has_value()) {
    result.verdict = Verdict::kDiverged;
  } else if (!log.damages().empty()) {
    result.verdict =
        log.damages().front().kind == log::DamageKind::kCut ? Verdict::kCutShort : Verdict::kDamaged;
    result.where = log.damages().front().what;
  } else if (!ended.ok() && !session.complete() && result.ticks < options.stop_after_ticks) {
    // A run that was done again to its last op may end as badly as the recorded one did.
    result.verdict = Verdict::kDiverged;
    result.where = ended.ToString();
  }
  return result;
}

}  // namespace reprise::session
