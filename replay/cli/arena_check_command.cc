#include "replay/cli/arena_check_command.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/cli/progress.h"
#include "replay/golden/golden_check.h"

namespace reprise::cli {
namespace {

using golden::CheckResult;
using golden::Mismatch;

std::string MismatchLine(const Mismatch& mismatch, bool json) {
  if (json) {
    return nlohmann::ordered_json{{"file", mismatch.file},         {"episode", mismatch.episode},
                                  {"step", mismatch.step},         {"field", mismatch.field},
                                  {"expected", mismatch.expected}, {"found", mismatch.found}}
        .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }
  return absl::StrCat(mismatch.file, ": episode ", mismatch.episode, ", step ", mismatch.step, ", ",
                      mismatch.field, ": expected ", mismatch.expected, ", found ", mismatch.found);
}

std::string SummaryLine(const CheckResult& total, std::size_t files_not_read, bool json) {
  if (json) {
    return nlohmann::ordered_json{{"games", total.games},
                                  {"steps", total.steps},
                                  {"mismatches", total.mismatches},
                                  {"files_not_read", files_not_read}}
        .dump();
  }
  const std::string summary =
      absl::StrCat("games ", total.games, " steps ", total.steps, " mismatches ", total.mismatches);
  return files_not_read == 0 ? summary : absl::StrCat(summary, " files not read ", files_not_read);
}

ExitCode RunArenaCheck(const std::vector<std::string>& files, const CommonOptions& common) {
  CheckResult total;
  std::size_t files_not_read = 0;
  ExitCode worst = ExitCode::kOk;
  Progress progress("checking", "files", files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    progress.Update(i);
    const absl::StatusOr<CheckResult> result = golden::CheckGoldenFile(files[i]);
    if (result.ok()) {
      total.Add(*result);
      continue;
    }
    ++files_not_read;
    progress.Clear();
    const ExitCode code = Report("arena-check", result.status());
    if (worst == ExitCode::kOk) worst = code;
  }
  progress.Clear();
  for (const Mismatch& mismatch : total.first) std::puts(MismatchLine(mismatch, common.json).c_str());
  if (files_not_read < files.size()) std::puts(SummaryLine(total, files_not_read, common.json).c_str());
  return total.mismatches > 0 ? ExitCode::kFailureFound : worst;
}

}  // namespace

void AddArenaCheckCommand(CommandSet& commands) {
  const auto files = std::make_shared<std::vector<std::string>>();
  CLI::App& parser =
      commands.Add({.name = "arena-check",
                    .does = "Steps golden games and compares everything with the record",
                    .example = "reprise arena-check ../shared/arena/golden/*.jsonl.gz"},
                   [files](const CommonOptions& common) { return RunArenaCheck(*files, common); });
  parser.add_option("FILE", *files, "Golden files (.jsonl.gz)")->required();
}

}  // namespace reprise::cli
