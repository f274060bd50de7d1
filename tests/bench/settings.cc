#include "tests/bench/settings.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/decimal.h"

namespace reprise::bench {
namespace {

absl::StatusOr<std::uint64_t> Number(const char* variable, std::uint64_t otherwise, std::uint64_t most) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return otherwise;
  const std::optional<std::uint64_t> value = ParseDecimal<std::uint64_t>(text);
  if (value.has_value() && *value >= 1 && *value <= most) return *value;
  return absl::InvalidArgumentError(absl::StrCat("environment variable ", variable,
                                                 ": expected a whole number from 1 to ", most, ", found \"",
                                                 text, "\""));
}

}  // namespace

absl::StatusOr<Settings> SettingsFromEnvironment() {
  const absl::StatusOr<std::uint64_t> milliseconds = Number("PEERS_MS", 200, 600'000);
  if (!milliseconds.ok()) return milliseconds.status();
  const absl::StatusOr<std::uint64_t> runs = Number("PEERS_RUNS", 7, 100'000);
  if (!runs.ok()) return runs.status();
  const absl::StatusOr<std::uint64_t> tries = Number("PEERS_TRIES", 1, 1'000);
  if (!tries.ok()) return tries.status();
  return Settings{
      .run_seconds = static_cast<double>(*milliseconds) * 1e-3, .runs = *runs, .tries_max = *tries};
}

}  // namespace reprise::bench
