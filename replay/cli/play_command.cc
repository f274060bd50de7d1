#include "replay/cli/play_command.h"

#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/os.h"
#include "match/match.h"
#include "replay/cli/board_view.h"
#include "replay/cli/interrupt.h"
#include "replay/cli/number_option.h"
#include "replay/cli/stats_table.h"
#include "replay/cli/tick_progress.h"
#include "replay/games/match_log.h"
#include "replay/games/match_verdict.h"
#include "replay/record/recorder.h"
#include "runtime/runtime.h"
#include "sched/measure/run_end.h"
#include "sched/parallel/cores.h"
#include "task/task_types.h"

namespace reprise::cli {
namespace {

struct Options {
  std::string bots = "careful,baseline,baseline,random";
  int board_size = 11;
  std::optional<std::uint64_t> seed;
  std::uint32_t ticks_max = arena::kMaxSteps;
  std::optional<unsigned> workers;
  std::string clock = "lockstep";
  std::string record;
  std::size_t chunk_kib = log::kChunkBytesTarget / 1024;
  bool force = false;
  bool no_verify = false;
  bool stats = false;
  bool balance = false;
};

struct Played {
  match::MatchSettings settings;
  match::MatchReport report;
  sched::RuntimeStats stats;
  sched::RunEnd end;
  unsigned workers = 1;
};

absl::StatusOr<match::MatchSettings> SettingsOf(const Options& options, const bots::Catalog& bots) {
  match::MatchSettings settings;
  absl::StatusOr<std::vector<std::string>> seats = match::ParseBots(options.bots);
  if (!seats.ok()) return seats.status();
  absl::StatusOr<std::uint32_t> hertz = match::ParseClock(options.clock);
  if (!hertz.ok()) return hertz.status();
  settings.bots = *std::move(seats);
  settings.hertz = *hertz;
  settings.board_size = options.board_size;
  settings.ticks_max = options.ticks_max;
  // 32 bits of it: a seed is read aloud and typed again.
  settings.seed = options.seed.value_or(EntropySeed() >> 32);
  if (absl::Status status = match::Validate(settings, bots); !status.ok()) return status;
  return settings;
}

std::string Outcome(const Played& played) {
  const match::MatchReport& report = played.report;
  if (report.stopped) return "stopped by request";
  switch (report.result) {
    case arena::Result::kWin:
      return absl::StrCat(played.settings.bots[static_cast<std::size_t>(report.winner)], " in seat ",
                          report.winner, " wins");
    case arena::Result::kTie: return "a tie";
    case arena::Result::kIncomplete: break;
  }
  return "out of ticks";
}

std::uint64_t LateAnswers(const match::MatchReport& report) {
  std::uint64_t late = 0;
  for (const match::SeatReport& seat : report.seats) late += seat.late_answers;
  return late;
}

nlohmann::ordered_json EndJson(const sched::RunEnd& end) {
  nlohmann::ordered_json undelivered = nlohmann::ordered_json::array();
  for (const sched::Undelivered& left : end.undelivered) {
    undelivered.push_back(
        {{"name", left.name}, {"kind", sched::Name(left.kind)}, {"messages", left.messages}});
  }
  return {{"cancelled_tasks", end.cancelled_tasks},
          {"cancelled_ops", end.cancelled_ops},
          {"cancelled", end.cancelled},
          {"refused_tasks", end.refused_tasks},
          {"refused", end.refused},
          {"undelivered", undelivered}};
}

nlohmann::ordered_json PlayedJson(const Played& played) {
  const match::MatchReport& report = played.report;
  nlohmann::ordered_json seats = nlohmann::ordered_json::array();
  for (const match::SeatReport& seat : report.seats) {
    seats.push_back({{"bot", seat.bot},
                     {"ticks_missed", seat.ticks_missed},
                     {"late_answers", seat.late_answers},
                     {"end", seat.end.ok() ? std::string("ok") : std::string(seat.end.message())}});
  }
  return {{"seed", played.settings.seed},
          {"result", arena::ResultName(report.result)},
          {"winner", report.winner},
          {"stopped", report.stopped},
          {"ticks", report.ticks},
          {"messages", report.messages},
          {"late_answers", LateAnswers(report)},
          {"events_missed", report.events_missed},
          {"state_hash", games::HashText(report.state_hash)},
          {"workers", played.workers},
          {"steals", played.stats.scheduler.steals},
          {"end", EndJson(played.end)},
          {"seats", seats}};
}

void PrintPlayed(const Played& played) {
  const match::MatchReport& report = played.report;
  std::string line =
      absl::StrCat("seed ", played.settings.seed, ": ", Outcome(played), " after ", report.ticks, " ticks, ",
                   played.workers, " workers, ", played.stats.scheduler.steals, " steals, state hash ",
                   games::HashText(report.state_hash));
  if (const std::uint64_t late = LateAnswers(report); late > 0)
    absl::StrAppend(&line, ", late answers ", late);
  std::puts(line.c_str());
  for (std::size_t seat = 0; seat < report.seats.size(); ++seat) {
    if (report.seats[seat].end.ok()) continue;
    std::puts(absl::StrCat("seat ", seat, " (", report.seats[seat].bot,
                           "): ", std::string(report.seats[seat].end.message()))
                  .c_str());
  }
  if (!played.end.Clean()) std::puts(ToString(played.end).c_str());
  std::fflush(stdout);
}

// What only the end of the run knows, for whoever looks at the log later.
log::StringMap EndMetadata(const Played& played) {
  return {{"result", arena::ResultName(played.report.result)},
          {"stopped", played.report.stopped ? "yes" : "no"},
          {"ticks", std::to_string(played.report.ticks)},
          {"state_hash", games::HashText(played.report.state_hash)},
          {"tasks", std::to_string(played.stats.scheduler.tasks)},
          {"steals", std::to_string(played.stats.scheduler.steals)},
          {"parks", std::to_string(played.stats.scheduler.parks)},
          {"lost", ToString(played.end)}};
}

sched::RuntimeOptions RuntimeOf(const Options& options, unsigned workers, record::Recorder* recorder) {
  sched::RuntimeOptions runtime{.workers = workers, .tap = recorder, .measure = options.stats};
  if (options.balance) {
    const task::TaskTypes types;
    runtime.pools.assign(types.pools().begin(), types.pools().end());
    runtime.balance = sched::BalanceOptions{};
  }
  return runtime;
}

// Plays, and records where a recorder is given. A recorder that fails ends the match.
Played Play(const match::MatchSettings& settings, const sched::RuntimeOptions& options,
            record::Recorder* recorder, bool show, const bots::Catalog& bots) {
  BoardView view(show, settings.board_size);
  sched::Runtime runtime(options);
  const absl::Status ended = runtime.Run(games::kMatchApp, [&] {
    match::RunMatch(settings, bots, view, [recorder] {
      return InterruptGuard::Requested() || (recorder != nullptr && recorder->failed());
    });
  });
  REPRISE_CHECK(ended.ok());  // Real threads: nothing ends a run early.
  return {.settings = settings,
          .report = view.report(),
          .stats = runtime.Stats(),
          .end = runtime.end(),
          .workers = runtime.workers()};
}

ExitCode VerifyRecording(const std::string& path, const bots::Catalog& bots, nlohmann::ordered_json* json) {
  TickProgress progress("verifying");
  const absl::StatusOr<games::ReplayedMatch> replayed =
      games::ReplayMatch(path, bots, std::numeric_limits<std::uint64_t>::max(), &progress);
  progress.AfterMatch({});
  if (!replayed.ok()) return Report("play", replayed.status());
  if (json != nullptr) {
    (*json)["verify"] = games::VerdictJson(*replayed);
  } else {
    std::puts(absl::StrCat(path, ": ", games::VerdictText(*replayed)).c_str());
  }
  return ExitCodeOf(replayed->result.verdict);
}

ExitCode RunPlay(const Options& options, const bots::Catalog& bots, const CommonOptions& common) {
  const absl::StatusOr<match::MatchSettings> settings = SettingsOf(options, bots);
  if (!settings.ok()) return Report("play", settings.status());
  const unsigned workers = options.workers ? *options.workers : sched::UsableCores();

  // From before the file exists until it is whole: no Ctrl-C leaves half a log.
  auto interrupts = std::make_optional<InterruptGuard>();
  std::unique_ptr<record::Recorder> recorder;
  if (!options.record.empty()) {
    auto created = record::Recorder::Create(
        options.record, {.workers = workers,
                         .metadata = games::MetadataOf(*settings, workers),
                         .existing = options.force ? log::Existing::kReplace : log::Existing::kRefuse,
                         .chunk_bytes = options.chunk_kib * 1024});
    if (absl::IsAlreadyExists(created.status())) {
      return Report("play", absl::AlreadyExistsError(absl::StrCat(
                                options.record, " exists; record to another file, or say --force")));
    }
    if (!created.ok()) return Report("play", created.status());
    recorder = *std::move(created);
  }

  const Played played =
      Play(*settings, RuntimeOf(options, workers, recorder.get()), recorder.get(), !common.json, bots);
  if (recorder != nullptr) {
    // A recorder that failed ended the match: that is the only thing to say.
    if (absl::Status status = recorder->Finish(EndMetadata(played)); !status.ok())
      return Report("play", status);
  }
  interrupts.reset();
  nlohmann::ordered_json json = PlayedJson(played);
  if (!common.json) PrintPlayed(played);
  if (options.stats && common.json) json["stats"] = StatsJson(played.stats);
  if (options.stats && !common.json) std::fputs(StatsTable(played.stats).c_str(), stdout);
  ExitCode code = ExitCode::kOk;
  if (recorder != nullptr) {
    json["record"] = options.record;
    if (!options.no_verify) code = VerifyRecording(options.record, bots, common.json ? &json : nullptr);
  }
  if (common.json)
    std::puts(json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
  return code;
}

}  // namespace

void AddPlayCommand(CommandSet& commands, const bots::Catalog& bots) {
  const auto options = std::make_shared<Options>();
  CLI::App& parser = commands.Add(
      {.name = "play",
       .does = "Plays a match on all cores; with --record FILE records it and replays it at once",
       .example = "reprise play --bots careful,baseline,baseline,random --seed 7 --record match.mcap"},
      [options, &bots](const CommonOptions& common) { return RunPlay(*options, bots, common); });
  parser.add_option("--bots", options->bots, "Who plays, by seat")->capture_default_str();
  AddNumber(parser, "--board", options->board_size, "Cells a side, odd, up to 101");
  AddNumber(parser, "--seed", options->seed, "Of the board and every draw (default: a new one, printed)");
  AddNumber(parser, "--ticks", options->ticks_max, "End after so many ticks at the latest");
  AddNumber(parser, "--workers", options->workers, "Threads (default: one a core)",
            {.least = 1, .most = record::kWorkersMax});
  parser.add_option("--clock", options->clock, "lockstep waits for every bot; realtime:HZ does not")
      ->capture_default_str();
  parser.add_option("--record", options->record, "Write the log of the match to this file");
  AddNumber(parser, "--chunk-kib", options->chunk_kib, "Close a chunk of the log at this size",
            {.least = 1, .most = 16 * 1024});
  parser.add_flag("--force", options->force, "Record over a file that exists");
  parser.add_flag("--stats", options->stats,
                  "Say how it went inside, by pool and channel: play --seed 7 --stats");
  parser.add_flag("--balance", options->balance,
                  "Give each type of task a pool, whose share follows the load: play --balance --stats");
  parser.add_flag("--no-verify", options->no_verify, "Do not replay the recording");
}

}  // namespace reprise::cli
