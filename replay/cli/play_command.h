// `reprise play`: a match on all cores, shown, recorded, and replayed at once.
#pragma once

#include "bots/catalog.h"
#include "replay/cli/command_set.h"

namespace reprise::cli {

void AddPlayCommand(CommandSet& commands, const bots::Catalog& bots);

}  // namespace reprise::cli
