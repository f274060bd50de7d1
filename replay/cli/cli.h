// The command line of Reprise, whole: what main() of the tool and of test-only tools calls.
#pragma once

#include "bots/catalog.h"

namespace reprise::cli {

// Parses, runs the command, flushes standard output, and gives the process's exit code (exit_code.h). A
// mistake on the command line is one sentence on standard error. `bots` are those that a match can be played
// with: a test-only tool adds its own to the standard ones.
int RunCli(int argc, const char* const* argv, const bots::Catalog& bots);

}  // namespace reprise::cli
