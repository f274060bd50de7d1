// Bots that break the rules of determinism on purpose, and one that only takes long. They live in the test tool
// and nowhere else.
#pragma once

#include "bots/catalog.h"

namespace reprise {

// wallclock: the wall clock chooses. pointer: an address chooses. unset: memory that nobody wrote chooses.
// burner: thinks for a fixed amount of work, then stands still.
void AddPlantedBots(bots::Catalog& catalog);

}  // namespace reprise
