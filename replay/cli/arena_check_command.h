// `reprise arena-check FILE...`: the rules against golden games.
#pragma once

#include "replay/cli/command_set.h"

namespace reprise::cli {

void AddArenaCheckCommand(CommandSet& commands);

}  // namespace reprise::cli
