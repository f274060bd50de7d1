#include "replay/cli/bench_command.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "replay/cli/progress.h"
#include "replay/cli/terminal.h"
#include "tests/bench/settings.h"
#include "tests/bench/workload.h"
#include "tests/bench/workloads.h"

namespace reprise::cli {
namespace {

struct BenchOptions {
  std::vector<std::string> words;
  bool list = false;
  std::string value_of;
};

ExitCode RunBench(const BenchOptions& options) {
  if (!options.value_of.empty()) {
    const absl::Status printed = bench::PrintValue(bench::AllWorkloads(), options.value_of);
    return printed.ok() ? ExitCode::kOk : Report("bench", printed);
  }
  const absl::StatusOr<bench::Settings> settings = bench::SettingsFromEnvironment();
  if (!settings.ok()) return Report("bench", settings.status());
  const std::vector<bench::Workload> chosen = bench::Select(bench::AllWorkloads(), options.words);
  if (chosen.empty()) {
    return Report("bench",
                  absl::InvalidArgumentError("no workload's name contains any of these words; `reprise "
                                             "bench --list` prints the names"));
  }
  Progress progress("measuring", "workloads", chosen.size());
  for (std::size_t i = 0; i < chosen.size() && !OutputIsLost(); ++i) {
    progress.Update(i);
    const std::string line = options.list ? chosen[i].FullName() : bench::Measure(chosen[i], *settings);
    progress.Clear();
    std::fprintf(stdout, "%s\n", line.c_str());
    std::fflush(stdout);
  }
  return ExitCode::kOk;
}

}  // namespace

void AddBenchCommand(CommandSet& commands) {
  const auto options = std::make_shared<BenchOptions>();
  CLI::App& parser = commands.Add(
      {.name = "bench", .does = "Measures workloads, one JSON line each", .example = "reprise bench arena"},
      [options](const CommonOptions&) { return RunBench(*options); });
  parser.add_option("WORDS", options->words, "Only workloads whose peer/workload contains one of these");
  parser.add_flag("--list", options->list, "Print the names, measure nothing");
  // What `bench` itself starts for a figure that needs a process of its own.
  parser.add_option("--value-of", options->value_of)->group("");
}

}  // namespace reprise::cli
