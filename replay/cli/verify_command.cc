#include "replay/cli/verify_command.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/cli/tick_progress.h"
#include "replay/games/match_log.h"
#include "replay/games/match_verdict.h"

namespace reprise::cli {
namespace {

constexpr std::uint64_t kToTheEnd = std::numeric_limits<std::uint64_t>::max();

ExitCode VerifyOne(const std::string& file, bool name_it, const bots::Catalog& bots, bool json) {
  TickProgress progress("verifying");
  const absl::StatusOr<games::ReplayedMatch> replayed = games::ReplayMatch(file, bots, kToTheEnd, &progress);
  progress.AfterMatch({});
  if (!replayed.ok()) return Report("verify", replayed.status());
  if (json) {
    nlohmann::ordered_json line = games::VerdictJson(*replayed);
    if (name_it) line["file"] = file;
    std::puts(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
  } else {
    std::puts(absl::StrCat(file, ": ", games::VerdictText(*replayed)).c_str());
  }
  return ExitCodeOf(replayed->result.verdict);
}

ExitCode RunVerify(const std::vector<std::string>& files, const bots::Catalog& bots,
                   const CommonOptions& common) {
  ExitCode worst = ExitCode::kOk;
  for (const std::string& file : files) {
    worst = std::max(worst, VerifyOne(file, files.size() > 1, bots, common.json));
  }
  return worst;
}

}  // namespace

void AddVerifyCommand(CommandSet& commands, const bots::Catalog& bots) {
  const auto files = std::make_shared<std::vector<std::string>>();
  CLI::App& parser =
      commands.Add({.name = "verify",
                    .does = "Checks a log, plays it again on one thread, and compares every op and message",
                    .example = "reprise verify match.mcap"},
                   [files, &bots](const CommonOptions& common) { return RunVerify(*files, bots, common); });
  parser.add_option("FILE", *files, "Logs that play --record wrote")->required();
}

}  // namespace reprise::cli
