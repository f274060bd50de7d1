// `reprise cat FILE`: the messages of a log as JSON, one a line.
#pragma once

#include "replay/cli/command_set.h"

namespace reprise::cli {

void AddCatCommand(CommandSet& commands);

}  // namespace reprise::cli
