// Identifies this build: for --version, and for logs, so that a replay's verdict can say that two builds
// differ.
//
// Threads      thread-safe.
#pragma once

#include <string>

namespace reprise {

struct BuildInfo {
  std::string version;  // The project's version.
  // From `git describe --always --dirty`; "unknown" without git.
  std::string commit;
  std::string compiler;    // Name and version.
  std::string build_type;  // Meson's name for it.
  // The linker's digest of this program, in hex: it differs if the code differs.
  std::string build_id;
};

BuildInfo GetBuildInfo();

}  // namespace reprise
