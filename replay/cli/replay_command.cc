#include "replay/cli/replay_command.h"

#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "arena/render.h"
#include "replay/cli/number_option.h"
#include "replay/cli/terminal.h"
#include "replay/cli/tick_progress.h"
#include "replay/games/match_log.h"
#include "replay/games/match_verdict.h"
#include "replay/games/state_json.h"

namespace reprise::cli {
namespace {

struct Options {
  std::string file;
  std::optional<std::uint64_t> to_tick;
};

void PrintState(const games::ReplayedMatch& replayed, bool json) {
  if (json) {
    nlohmann::ordered_json line = games::VerdictJson(replayed);
    line["state"] = games::StateJson(replayed.state);
    std::puts(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
    return;
  }
  const bool colour = WelcomesDrawing(stdout);
  std::fputs(arena::Render(replayed.state, colour ? arena::Glyphs::kColour : arena::Glyphs::kAscii).c_str(),
             stdout);
  std::puts(absl::StrCat("tick ", replayed.state.step_count, " of ", replayed.ticks_recorded, ", ",
                         games::VerdictText(replayed))
                .c_str());
}

ExitCode RunReplay(const Options& options, const bots::Catalog& bots, const CommonOptions& common) {
  TickProgress progress("replaying");
  const std::uint64_t last = options.to_tick.value_or(std::numeric_limits<std::uint64_t>::max());
  const absl::StatusOr<games::ReplayedMatch> replayed =
      games::ReplayMatch(options.file, bots, last, &progress);
  progress.AfterMatch({});
  if (!replayed.ok()) return Report("replay", replayed.status());
  if (options.to_tick.has_value() && replayed->result.verdict != session::ReplayVerdict::kDiverged &&
      replayed->ticks < *options.to_tick) {
    return Report("replay",
                  absl::InvalidArgumentError(absl::StrCat(options.file, ": --to-tick is ", *options.to_tick,
                                                          ", the log ends after tick ", replayed->ticks,
                                                          "; ask for that or an earlier one")));
  }
  PrintState(*replayed, common.json);
  return ExitCodeOf(replayed->result.verdict);
}

}  // namespace

void AddReplayCommand(CommandSet& commands, const bots::Catalog& bots) {
  const auto options = std::make_shared<Options>();
  CLI::App& parser = commands.Add(
      {.name = "replay",
       .does = "Plays a log again, comparing as it goes, and shows the board where it stops",
       .example = "reprise replay match.mcap --to-tick 40"},
      [options, &bots](const CommonOptions& common) { return RunReplay(*options, bots, common); });
  parser.add_option("FILE", options->file, "A log that play --record wrote")->required();
  AddNumber(parser, "--to-tick", options->to_tick, "Stop after this tick (default: the end)");
}

}  // namespace reprise::cli
