// `reprise replay FILE`: plays a log again and shows the board where it stops.
#pragma once

#include "bots/catalog.h"
#include "replay/cli/command_set.h"

namespace reprise::cli {

void AddReplayCommand(CommandSet& commands, const bots::Catalog& bots);

}  // namespace reprise::cli
