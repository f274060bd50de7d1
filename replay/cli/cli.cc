#include "replay/cli/cli.h"

#include <string>
#include <vector>

#include "replay/cli/bench_command.h"
#include "replay/cli/command_set.h"
#include "replay/cli/terminal.h"
#include "replay/cli/test_command.h"

namespace reprise::cli {

int RunCli(int argc, const char* const* argv) {
  PrepareStandardStreams();
  CommandSet commands;
  // In the order in which --help lists them.
  AddBenchCommand(commands);
  AddTestCommand(commands);
  const ExitCode result = commands.Execute(std::vector<std::string>(argv + 1, argv + argc));
  return static_cast<int>(FlushStandardOutput(result));
}

}  // namespace reprise::cli
