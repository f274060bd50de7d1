#include "replay/cli/log_damage.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace reprise::cli {

namespace {

bool IsCut(const log::Damage& damage) { return damage.kind == log::DamageKind::kCut; }

}  // namespace

std::string DamageText(const log::LogFile& log) {
  REPRISE_CHECK(!log.damages().empty());
  const log::Damage& first = log.damages().front();
  return absl::StrCat(IsCut(first) ? "cut short at " : "damaged at ", first.what);
}

nlohmann::ordered_json DamagesJson(const log::LogFile& log) {
  auto list = nlohmann::ordered_json::array();
  for (const log::Damage& damage : log.damages()) {
    list.push_back({{"kind", IsCut(damage) ? "cut" : "damaged"},
                    {"offset", damage.offset_bytes},
                    {"what", damage.what}});
  }
  return list;
}

absl::Status DamageStatus(const std::string& path, const log::LogFile& log) {
  if (std::all_of(log.damages().begin(), log.damages().end(), IsCut)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(path, " is ", DamageText(log), "; everything before was read"));
}

}  // namespace reprise::cli
