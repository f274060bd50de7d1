// Bots that hurt nobody: what dies next to them died by its own plan.
#pragma once

#include "bots/bot.h"
#include "bots/catalog.h"

namespace reprise::bots {

class StatueBot final : public Bot {
 public:
  [[nodiscard]] arena::Action Decide(const View&, const PathAnswer*, Prng&) override {
    return arena::Action::kStop;
  }
};

// Walks about at random and never places a bomb.
class WalkerBot final : public Bot {
 public:
  [[nodiscard]] arena::Action Decide(const View&, const PathAnswer*, Prng& draws) override {
    return static_cast<arena::Action>(draws.Below(5));
  }
};

[[nodiscard]] inline Catalog CatalogWithHarmlessBots() {
  Catalog catalog = StandardCatalog();
  catalog.Add("statue", [](const BotSetup&) { return std::make_unique<StatueBot>(); });
  catalog.Add("walker", [](const BotSetup&) { return std::make_unique<WalkerBot>(); });
  return catalog;
}

}  // namespace reprise::bots
