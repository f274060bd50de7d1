#include "replay/cli/test_command.h"

#include <cstdio>

namespace reprise::cli {

void AddTestCommand(CommandSet& commands) {
  CLI::App& parser =
      commands.Add({.name = "test",
                    .does = "Builds and runs the test suites; what follows goes to `meson test`",
                    .example = "./reprise test            # all suites\n"
                               "  ./reprise test --suite tidy\n"
                               "  ./reprise test --list"},
                   [](const CommonOptions&) {
                     std::fputs(
                         "reprise test: the suites are built from the source tree: run `./reprise "
                         "test` in a checkout of the project\n",
                         stderr);
                     return ExitCode::kUsage;
                   });
  parser.allow_extras();
}

}  // namespace reprise::cli
