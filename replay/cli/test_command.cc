#include "replay/cli/test_command.h"

#include <cstdio>

namespace reprise::cli {

void AddTestCommand(CommandSet& commands) {
  CLI::App& parser =
      commands.Add({.name = "test",
                    .does = "Builds and runs the test suites (through ./reprise in a checkout)",
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
  parser.description("Builds the tests and runs them with `meson test`; what follows is handed to it.");
}

}  // namespace reprise::cli
