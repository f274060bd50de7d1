#include "replay/cli/cli.h"

#include <string>
#include <vector>

#include "replay/cli/arena_check_command.h"
#include "replay/cli/bench_command.h"
#include "replay/cli/cat_command.h"
#include "replay/cli/command_set.h"
#include "replay/cli/info_command.h"
#include "replay/cli/play_command.h"
#include "replay/cli/replay_command.h"
#include "replay/cli/terminal.h"
#include "replay/cli/test_command.h"
#include "replay/cli/verify_command.h"

namespace reprise::cli {
namespace {

// In the order in which --help lists them. Commands that play matches take the catalogue of bots.
void AddCommands(CommandSet& commands, const bots::Catalog& bots) {
  AddPlayCommand(commands, bots);
  AddReplayCommand(commands, bots);
  AddVerifyCommand(commands, bots);
  AddInfoCommand(commands);
  AddCatCommand(commands);
  AddArenaCheckCommand(commands);
  AddBenchCommand(commands);
  AddTestCommand(commands);
}

}  // namespace

int RunCli(int argc, const char* const* argv, const bots::Catalog& bots) {
  PrepareStandardStreams();
  CommandSet commands;
  AddCommands(commands, bots);
  const ExitCode result = commands.Execute(std::vector<std::string>(argv + 1, argv + argc));
  return static_cast<int>(FlushStandardOutput(result));
}

}  // namespace reprise::cli
