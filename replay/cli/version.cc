#include "replay/cli/version.h"

#include <nlohmann/json.hpp>

#include "base/build_info.h"

namespace reprise::cli {

std::string VersionLine(bool json) {
  const BuildInfo info = GetBuildInfo();
  if (json) {
    return nlohmann::ordered_json{{"version", info.version},
                                  {"commit", info.commit},
                                  {"compiler", info.compiler},
                                  {"build_type", info.build_type},
                                  {"build_id", info.build_id}}
        .dump();
  }
  return "reprise " + info.version + " (commit " + info.commit + ", " + info.compiler + ", " +
         info.build_type + ", build " + info.build_id + ")";
}

}  // namespace reprise::cli
