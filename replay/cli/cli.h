// The command line of Reprise, whole: what main() of the tool and of test-only tools calls.
#pragma once

namespace reprise::cli {

// Parses, runs the command, flushes standard output, and gives the process's exit code (exit_code.h). A
// mistake on the command line is one sentence on standard error.
int RunCli(int argc, const char* const* argv);

}  // namespace reprise::cli
