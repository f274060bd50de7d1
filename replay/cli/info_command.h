// `reprise info FILE`: what is in a log, and whether all of it is there.
#pragma once

#include "replay/cli/command_set.h"

namespace reprise::cli {

void AddInfoCommand(CommandSet& commands);

}  // namespace reprise::cli
