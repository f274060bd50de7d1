#include "bots/catalog.h"

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <utility>

#include "base/check.h"
#include "bots/baseline_bot.h"
#include "bots/careful_bot.h"
#include "bots/random_bot.h"

namespace reprise::bots {

void Catalog::Add(std::string name, Factory factory) {
  const bool added = factories_.emplace(std::move(name), std::move(factory)).second;
  REPRISE_CHECK(added);  // Two bots of one name: the second could never be chosen.
}

absl::StatusOr<std::unique_ptr<Bot>> Catalog::Create(const std::string& name, const BotSetup& setup) const {
  const auto entry = factories_.find(name);
  if (entry == factories_.end()) {
    return absl::InvalidArgumentError(absl::StrCat("seat ", static_cast<int>(setup.seat),
                                                   ": there is no bot \"", name, "\": choose one of ",
                                                   absl::StrJoin(names(), ", ")));
  }
  return entry->second(setup);
}

std::vector<std::string> Catalog::names() const {
  std::vector<std::string> names;
  names.reserve(factories_.size());
  for (const auto& entry : factories_) names.push_back(entry.first);
  return names;
}

Catalog StandardCatalog() {
  Catalog catalog;
  catalog.Add("random", [](const BotSetup&) { return std::make_unique<RandomBot>(); });
  catalog.Add("baseline", [](const BotSetup&) { return std::make_unique<BaselineBot>(); });
  catalog.Add("careful", [](const BotSetup&) { return std::make_unique<CarefulBot>(); });
  return catalog;
}

}  // namespace reprise::bots
