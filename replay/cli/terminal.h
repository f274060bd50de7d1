// What the terminal at the other end can show, and the three standard streams in a usable state.
#pragma once

#include <cstdio>

#include "replay/cli/exit_code.h"

namespace reprise::cli {

// Whether moving lines and colours are welcome on this stream: it is a terminal that is not `dumb`, and
// NO_COLOR is not set (no-color.org: set and not empty).
bool WelcomesDrawing(std::FILE* stream);

// Call first in main, before any file is opened. A standard stream that the caller closed is opened on
// /dev/null, so that no log can land on its number; SIGPIPE is ignored, so that a reader who goes away
// (`| head`) makes writes fail instead of killing a recording half-way.
void PrepareStandardStreams();

// Call last. Whatever could not be written to standard output is a failure that must not go unsaid, except
// that a reader who went away had enough: then `result` stays.
ExitCode FlushStandardOutput(ExitCode result);

// True once the reader of standard output went away or the disk behind it is full: a command that prints much
// may stop.
bool OutputIsLost();

}  // namespace reprise::cli
