// `reprise verify FILE...`: is the log whole, and does it replay exactly?
#pragma once

#include "bots/catalog.h"
#include "replay/cli/command_set.h"

namespace reprise::cli {

void AddVerifyCommand(CommandSet& commands, const bots::Catalog& bots);

}  // namespace reprise::cli
