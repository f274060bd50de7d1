#include "replay/strategy/catalog.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/decimal.h"
#include "replay/strategy/exhaustive.h"
#include "replay/strategy/pct.h"
#include "replay/strategy/random_walk.h"

namespace reprise::strategy {
namespace {

using Values = CatalogEntry::Values;

constexpr StrategyOption kSeed = {"seed", "where its draws come from", 1, 0,
                                  std::numeric_limits<std::uint64_t>::max()};

const std::array<CatalogEntry, 3>& Entries() {
  static const std::array<CatalogEntry, 3> kEntries = {
      CatalogEntry{.name = "random",
                   .what = "each choice is uniform",
                   .options = {},
                   .draws = true,
                   .finite = false,
                   .describe = [](Values) { return std::string("random walk"); },
                   .make = [](Values, std::uint64_t seed) -> std::unique_ptr<Search> {
                     return std::make_unique<RandomWalk>(seed);
                   }},
      CatalogEntry{.name = "pct",
                   .what = "random priorities, changed at depth - 1 random steps",
                   .options = {{"depth", "how many ordered events the bug needs", 3, 1, 1'000}},
                   .draws = true,
                   .finite = false,
                   .describe = [](Values values) { return absl::StrCat("PCT of depth ", values[0]); },
                   .make = [](Values values, std::uint64_t seed) -> std::unique_ptr<Search> {
                     return std::make_unique<Pct>(
                         Pct::Options{.depth = static_cast<unsigned>(values[0]), .seed = seed});
                   }},
      CatalogEntry{
          .name = "exhaustive",
          .what = "every schedule with few preemptions",
          .options = {{"preemptions", "how many a schedule has at most", 2, 0, 1'000'000}},
          .draws = false,
          .finite = true,
          .describe = [](Values values) { return absl::StrCat("exhaustive, ", values[0], " preemptions"); },
          .make = [](Values values, std::uint64_t) -> std::unique_ptr<Search> {
            return std::make_unique<Exhaustive>(static_cast<unsigned>(values[0]));
          }},
  };
  return kEntries;
}

std::string Quoted(std::string_view text) { return absl::StrCat("\"", std::string(text), "\""); }

// "depth, seed"
std::string OptionNames(const CatalogEntry& entry) {
  std::string names;
  for (const StrategyOption& option : entry.options)
    absl::StrAppend(&names, names.empty() ? "" : ", ", option.name);
  if (entry.draws) absl::StrAppend(&names, names.empty() ? "" : ", ", kSeed.name);
  return names;
}

absl::StatusOr<std::uint64_t> NumberFor(const StrategyOption& option, std::string_view text) {
  const std::optional<std::uint64_t> number = ParseDecimal<std::uint64_t>(text);
  if (number && *number >= option.least && *number <= option.most) return *number;
  return absl::InvalidArgumentError(absl::StrCat("expected ", option.name, "= and a number from ",
                                                 option.least, " to ", option.most, ", found ",
                                                 Quoted(text)));
}

// What stands before `mark`, which is taken off together with it; all of it, if there is no mark.
std::string_view TakeUntil(std::string_view& rest, char mark) {
  const std::size_t end = std::min(rest.find(mark), rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

}  // namespace

std::span<const CatalogEntry> Catalog() { return Entries(); }

StrategySetup::StrategySetup() : StrategySetup(Entries().front()) {}

StrategySetup::StrategySetup(const CatalogEntry& entry) : entry_(&entry) {
  for (const StrategyOption& option : entry.options) values_.push_back(option.usual);
}

StrategySetup::StrategySetup(const char* text) : StrategySetup() {
  absl::StatusOr<StrategySetup> parsed = Parse(text);
  if (!parsed.ok()) CheckFailed(std::string(parsed.status().message()).c_str(), __FILE__, __LINE__);
  *this = *std::move(parsed);
}

absl::StatusOr<StrategySetup> StrategySetup::Parse(std::string_view text) {
  std::string_view rest = text;
  const std::string_view name = TakeUntil(rest, ':');
  const bool has_options = name.size() < text.size();
  std::string names;
  for (const CatalogEntry& entry : Catalog()) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", entry.name);
    if (name != entry.name) continue;
    StrategySetup setup(entry);
    while (has_options) {
      const bool last = rest.find(',') == std::string_view::npos;
      std::string_view number = TakeUntil(rest, ',');
      const std::string_view option = TakeUntil(number, '=');
      if (absl::Status set = setup.Set(option, number); !set.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat("strategy ", Quoted(text), ": ", std::string(set.message())));
      }
      if (last) break;
    }
    return setup;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("strategy ", Quoted(text), ": there is no ", Quoted(name), ", but ", names));
}

absl::Status StrategySetup::Set(std::string_view option, std::string_view number) {
  if (entry_->draws && option == kSeed.name) {
    const absl::StatusOr<std::uint64_t> value = NumberFor(kSeed, number);
    if (value.ok()) seed_ = *value;
    return value.status();
  }
  for (std::size_t index = 0; index < entry_->options.size(); ++index) {
    if (option != entry_->options[index].name) continue;
    const absl::StatusOr<std::uint64_t> value = NumberFor(entry_->options[index], number);
    if (value.ok()) values_[index] = *value;
    return value.status();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(entry_->name, " has no option ", Quoted(option), ", but ", OptionNames(*entry_)));
}

std::unique_ptr<Search> StrategySetup::Make(std::uint64_t seed) const {
  return entry_->make(values_, seed_.value_or(seed));
}

std::string StrategySetup::description() const { return entry_->describe(values_); }

std::string StrategySetup::text() const {
  std::string text = entry_->name;
  char before = ':';
  const auto add = [&](const char* name, std::uint64_t value) {
    absl::StrAppend(&text, std::string(1, std::exchange(before, ',')), name, "=", value);
  };
  for (std::size_t index = 0; index < values_.size(); ++index)
    add(entry_->options[index].name, values_[index]);
  if (seed_) add(kSeed.name, *seed_);
  return text;
}

}  // namespace reprise::strategy
