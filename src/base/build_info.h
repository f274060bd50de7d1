// Which build this is: for --version, and for logs, so that a verdict can say that two builds differ.
//
// Threads      thread-safe.
#pragma once

#include <string>

namespace reprise {

struct BuildInfo {
  std::string version;     // The project's.
  std::string commit;      // As `git describe --always --dirty` says it; "unknown" without git.
  std::string compiler;    // Name and version.
  std::string build_type;  // As Meson names it.
  std::string build_id;    // The linker's digest of this very program, in hex: other code, other id.
};

BuildInfo GetBuildInfo();

}  // namespace reprise
