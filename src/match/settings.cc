#include "match/settings.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "arena/board_generator.h"
#include "base/decimal.h"

namespace reprise::match {
namespace {

constexpr std::uint32_t kHertzDefault = 10;
const char kRealtime[] = "realtime";

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

absl::StatusOr<std::string> Lookup(const std::map<std::string, std::string>& map, const char* key) {
  const auto entry = map.find(key);
  if (entry == map.end())
    return Wrong(absl::StrCat("match settings: \"", key, "\" is missing; the log is damaged"));
  return entry->second;
}

template <typename Number>
absl::Status ReadNumber(const std::map<std::string, std::string>& map, const char* key, Number& number) {
  const absl::StatusOr<std::string> text = Lookup(map, key);
  if (!text.ok()) return text.status();
  const std::optional<Number> parsed = ParseDecimal<Number>(*text);
  if (!parsed.has_value()) {
    return Wrong(absl::StrCat("match settings: \"", key, "\" is \"", *text,
                              "\", expected a whole number; the log is damaged"));
  }
  number = *parsed;
  return absl::OkStatus();
}

}  // namespace

absl::Status Validate(const MatchSettings& settings, const bots::Catalog& catalog) {
  for (std::size_t seat = 0; seat < settings.bots.size(); ++seat) {
    if (catalog.Contains(settings.bots[seat])) continue;
    return Wrong(absl::StrCat("bots: seat ", seat, " asks for \"", settings.bots[seat],
                              "\", expected one of ", absl::StrJoin(catalog.names(), ", ")));
  }
  if (settings.ticks_max < 1 || settings.ticks_max > arena::kMaxSteps) {
    return Wrong(absl::StrCat("ticks: found ", settings.ticks_max, ", expected 1 to ", arena::kMaxSteps,
                              ", where every match ends"));
  }
  if (settings.hertz > kHertzMax) {
    return Wrong(absl::StrCat("clock: found ", settings.hertz, " ticks a second, expected 1 to ", kHertzMax));
  }
  return arena::ValidateBoard(
      {.size = settings.board_size, .players = settings.players(), .seed = settings.seed});
}

absl::StatusOr<std::vector<std::string>> ParseBots(const std::string& text) {
  std::vector<std::string> names = absl::StrSplit(text, ',');
  for (const std::string& name : names) {
    if (name.empty()) {
      return Wrong(
          absl::StrCat("bots: found \"", text, "\", expected names between commas, such as careful,random"));
    }
  }
  return names;
}

absl::StatusOr<std::uint32_t> ParseClock(const std::string& text) {
  if (text == "lockstep") return 0U;
  if (text == kRealtime) return kHertzDefault;
  const std::string prefix = absl::StrCat(kRealtime, ":");
  if (text.rfind(prefix, 0) == 0) {
    const std::optional<std::uint32_t> hertz = ParseDecimal<std::uint32_t>(text.substr(prefix.size()));
    if (hertz.has_value() && *hertz >= 1 && *hertz <= kHertzMax) return *hertz;
  }
  return Wrong(absl::StrCat("clock: found \"", text,
                            "\", expected lockstep, realtime or realtime:HZ with HZ from 1 to ", kHertzMax));
}

std::string ClockText(std::uint32_t hertz) {
  return hertz == 0 ? std::string("lockstep") : absl::StrCat(kRealtime, ":", hertz);
}

std::map<std::string, std::string> ToMap(const MatchSettings& settings) {
  return {{"bots", absl::StrJoin(settings.bots, ",")},
          {"board", absl::StrCat(settings.board_size)},
          {"seed", absl::StrCat(settings.seed)},
          {"ticks", absl::StrCat(settings.ticks_max)},
          {"clock", ClockText(settings.hertz)}};
}

absl::StatusOr<MatchSettings> FromMap(const std::map<std::string, std::string>& map) {
  MatchSettings settings;
  const absl::StatusOr<std::string> bots_text = Lookup(map, "bots");
  if (!bots_text.ok()) return bots_text.status();
  absl::StatusOr<std::vector<std::string>> bots = ParseBots(*bots_text);
  if (!bots.ok()) return bots.status();
  settings.bots = *std::move(bots);

  const absl::StatusOr<std::string> clock_text = Lookup(map, "clock");
  if (!clock_text.ok()) return clock_text.status();
  const absl::StatusOr<std::uint32_t> hertz = ParseClock(*clock_text);
  if (!hertz.ok()) return hertz.status();
  settings.hertz = *hertz;

  absl::Status numbers = ReadNumber(map, "board", settings.board_size);
  numbers.Update(ReadNumber(map, "seed", settings.seed));
  numbers.Update(ReadNumber(map, "ticks", settings.ticks_max));
  if (!numbers.ok()) return numbers;
  return settings;
}

}  // namespace reprise::match
