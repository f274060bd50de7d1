// `reprise test`: the launcher runs the test suites, because they need the source tree; the program says so.
#pragma once

#include "replay/cli/command_set.h"

namespace reprise::cli {

void AddTestCommand(CommandSet& commands);

}  // namespace reprise::cli
