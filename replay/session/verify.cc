#include "replay/session/verify.h"

#include "absl/strings/str_cat.h"
#include "runtime/runtime.h"

namespace reprise::session {
namespace {

VerifyResult Unsound(const std::string& where) {
  return {.verdict = ReplayVerdict::kDiverged, .where = where};
}

}  // namespace

const char* Name(ReplayVerdict verdict) {
  switch (verdict) {
    case ReplayVerdict::kExact: return "exact";
    case ReplayVerdict::kCutShort: return "cut short";
    case ReplayVerdict::kDamaged: return "damaged";
    case ReplayVerdict::kDiverged: return "diverged";
  }
  return "";
}

std::string Describe(const VerifyResult& result, const VerdictWords& words) {
  const std::string counts = absl::StrCat(result.messages, " messages, ", result.ops, " ops", words.counts);
  switch (result.verdict) {
    case ReplayVerdict::kExact: return absl::StrCat("exact: ", counts);
    case ReplayVerdict::kCutShort:
      return absl::StrCat("cut short at ",
                          words.where.empty() ? absl::StrCat("position ", result.ops) : words.where, ": ",
                          result.where, "; what is there replays exactly: ", counts);
    case ReplayVerdict::kDamaged:
      return absl::StrCat("damaged: ", result.where, "; what lies before it replays exactly: ", counts);
    case ReplayVerdict::kDiverged:
      return absl::StrCat("diverged: ",
                          result.divergence ? result.divergence->ToString(words.where) : result.where);
  }
  return "";
}

absl::StatusOr<OrderedRun> OrderedRun::Load(const log::LogFile& log) {
  absl::StatusOr<RecordedRun> run = RecordedRun::Load(log);
  if (!run.ok()) return run.status();
  CanonicalOrder order = MakeCanonicalOrder(*run);
  return OrderedRun{.run = *std::move(run), .order = std::move(order)};
}

absl::StatusOr<VerifyResult> Replay(const log::LogFile& log, const ReplayOptions& options,
                                    const std::string& root_name, const std::function<void()>& program) {
  const absl::StatusOr<OrderedRun> recorded = OrderedRun::Load(log);
  if (!recorded.ok()) return recorded.status();
  return Replay(log, *recorded, options, root_name, program);
}

absl::StatusOr<VerifyResult> Replay(const log::LogFile& log, const OrderedRun& recorded,
                                    const ReplayOptions& options, const std::string& root_name,
                                    const std::function<void()>& program) {
  const auto& [run, order] = recorded;
  if (order.unsound.has_value()) return Unsound(*order.unsound);
  // A log whose every message is there must hold a whole run.
  if (log.messages_whole()) {
    if (order.incomplete.has_value()) return Unsound(*order.incomplete);
    if (const auto stray = run.FindStrayMessage()) return Unsound(*stray);
  }
  if (order.ops.empty()) {
    return absl::DataLossError(
        log.damages().empty()
            ? std::string("nothing whole is left of the run: the log holds no op")
            : absl::StrCat("nothing whole is left of the run: ", log.damages().front().what));
  }

  ReplaySession session(run, order, options);
  sched::Runtime runtime({.strategy = &session, .tap = &session});
  const absl::Status ended = runtime.Run(root_name, program);
  VerifyResult result{.messages = session.messages_compared(),
                      .ops = session.position(),
                      .divergence = session.divergence(),
                      .end = runtime.end()};
  if (result.divergence.has_value()) {
    result.verdict = ReplayVerdict::kDiverged;
  } else if (!log.damages().empty()) {
    result.verdict = log.damages().front().kind == log::DamageKind::kCut ? ReplayVerdict::kCutShort
                                                                         : ReplayVerdict::kDamaged;
    result.where = log.damages().front().what;
  } else if (!ended.ok() && !session.complete() && result.ops < options.stop_at) {
    // A run that was done again to its last op may end as badly as the recorded one did.
    result.verdict = ReplayVerdict::kDiverged;
    result.where = ended.ToString();
  }
  return result;
}

}  // namespace reprise::session
