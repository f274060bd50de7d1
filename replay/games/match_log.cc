#include "replay/games/match_log.h"

#include "absl/strings/str_cat.h"
#include "arena/board_generator.h"
#include "arena/state_digest.h"
#include "base/build_info.h"
#include "match/match.h"
#include "replay/games/log_ticks.h"
#include "replay/games/tick_positions.h"
#include "replay/log/format.h"
#include "replay/log/log_file.h"
#include "replay/session/program_log.h"
#include "wire/registry.h"

namespace reprise::games {
namespace {

// Keeps the last state, and passes everything on.
class LastState final : public match::MatchObserver {
 public:
  // `start`: what there is to see before the first tick, also when the log ends in front of it.
  LastState(arena::State start, match::MatchObserver* next) : next_(next), state_(std::move(start)) {}

  void AfterTick(const arena::State& state, std::uint32_t tick) override {
    state_ = state;
    if (next_ != nullptr) next_->AfterTick(state, tick);
  }
  void AfterMatch(const match::MatchReport& report) override {
    if (next_ != nullptr) next_->AfterMatch(report);
  }

  [[nodiscard]] const arena::State& state() const { return state_; }

 private:
  match::MatchObserver* next_;
  arena::State state_;
};

absl::StatusOr<match::MatchSettings> SettingsOf(const std::string& path, const log::LogMetadata& metadata,
                                                const bots::Catalog& catalog) {
  if (const std::string app = metadata.Get(log::kKeyApp); app != kMatchApp) {
    return absl::DataLossError(absl::StrCat(path, ": the log holds a run of '", app,
                                            "', this tool replays runs of '", kMatchApp, "'"));
  }
  absl::StatusOr<match::MatchSettings> settings = match::FromMap(session::SettingsOf(metadata));
  absl::Status status = settings.status();
  if (status.ok()) status = match::Validate(*settings, catalog);
  if (status.ok()) return settings;
  return absl::DataLossError(
      absl::StrCat(path, ": the settings in the log cannot be played here: ", std::string(status.message())));
}

}  // namespace

log::LogMetadata MetadataOf(const match::MatchSettings& settings, unsigned workers) {
  const BuildInfo build = GetBuildInfo();
  log::LogMetadata metadata;
  metadata.Set(log::kKeyQuirks, "");
  metadata.Set(log::kKeySeed, std::to_string(settings.seed));
  metadata.Set(log::kKeyBuildId, build.build_id);
  metadata.Set(log::kKeyCompiler, build.compiler);
  metadata.Set(log::kKeySchemaHash, absl::StrCat(absl::Hex(wire::SchemaHash(), absl::kZeroPad16)));
  metadata.Set(log::kKeyWorkers, std::to_string(workers));
  metadata.Set(log::kKeyScheduler, "parallel");
  metadata.Set(log::kKeyApp, kMatchApp);
  for (const auto& [key, value] : match::ToMap(settings)) metadata.Set(log::kKeyAppPrefix + key, value);
  return metadata;
}

absl::StatusOr<ReplayedMatch> ReplayMatch(const std::string& path, const bots::Catalog& catalog,
                                          std::uint64_t stop_after_ticks, match::MatchObserver* told) {
  absl::StatusOr<log::LogFile> log = log::LogFile::Open(path, log::ReadMode::kPrefix);
  if (!log.ok()) return log.status();
  absl::StatusOr<match::MatchSettings> settings = SettingsOf(path, log->metadata(), catalog);
  if (!settings.ok()) return settings.status();

  absl::StatusOr<arena::State> start = arena::GenerateBoard(
      {.size = settings->board_size, .players = settings->players(), .seed = settings->seed});
  if (!start.ok()) return start.status();
  const auto of_the_file = [&](const absl::Status& status) {
    return absl::Status(status.code(), absl::StrCat(path, ": ", std::string(status.message())));
  };
  const absl::StatusOr<session::OrderedRun> recorded = session::OrderedRun::Load(*log);
  if (!recorded.ok()) return of_the_file(recorded.status());
  const TickPositions ticks(*recorded);
  LastState last(*std::move(start), told);
  absl::StatusOr<session::VerifyResult> result =
      session::Replay(*log, *recorded, {.stop_at = ticks.Behind(stop_after_ticks)}, kMatchApp,
                      [&] { match::RunMatch(*settings, catalog, last, [] { return false; }); });
  if (!result.ok()) return of_the_file(result.status());

  const std::string recorded_by = log->metadata().Get(log::kKeyBuildId);
  const std::uint64_t ticks_again = ticks.TicksAt(result->ops);
  return ReplayedMatch{.settings = *std::move(settings),
                       .result = *std::move(result),
                       .ticks = ticks_again,
                       .ticks_recorded = TicksRecorded(*log),
                       .state = last.state(),
                       .state_hash = arena::DigestOf(last.state()).whole,
                       .recorded_by = recorded_by == GetBuildInfo().build_id ? "" : recorded_by};
}

}  // namespace reprise::games
