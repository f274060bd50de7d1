// How the commands that show logs say what is wrong with one.
//
// Threads      thread-compatible.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "absl/status/status.h"
#include "replay/log/log_file.h"

namespace reprise::cli {

// "cut short at byte 4711: …" or "damaged at byte 4711: …"; the log must not be whole.
std::string DamageText(const log::LogFile& log);

// [{"kind":"cut","offset":4711,"what":…}], empty for a whole log.
nlohmann::ordered_json DamagesJson(const log::LogFile& log);

// A log that was cut short is a normal thing to look at: Ok. One whose bytes changed: DataLoss, in one sentence.
absl::Status DamageStatus(const std::string& path, const log::LogFile& log);

}  // namespace reprise::cli
