// `reprise bench [WORDS]`: measures workloads and prints one JSON line for each.
#pragma once

#include "replay/cli/command_set.h"

namespace reprise::cli {

void AddBenchCommand(CommandSet& commands);

}  // namespace reprise::cli
