// What `--version` says.
#pragma once

#include <string>

namespace reprise::cli {

// One line without its end: for people, or as one JSON object.
std::string VersionLine(bool json);

}  // namespace reprise::cli
