// strength HERO OTHERS [GAMES] [FIRST_SEED] [SIZE] [PLAYERS]: prints how a bot does against a table of others.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/bots/campaign.h"
#include "tests/bots/harmless_bots.h"

int main(int argc, char** argv) {
  using reprise::bots::CampaignSettings;
  if (argc < 3 || argc > 7) {
    std::fprintf(stderr,
                 "strength: expected HERO OTHERS [GAMES] [FIRST_SEED] [SIZE] [PLAYERS], as in\n"
                 "  strength careful baseline 100 1\n");
    return 2;
  }
  const auto number = [&](int at, unsigned long long fallback) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : fallback;
  };
  const reprise::bots::Catalog catalog = reprise::bots::CatalogWithHarmlessBots();
  for (const char* name : {argv[1], argv[2]}) {
    if (const auto bot = catalog.Create(name, {}); !bot.ok()) {
      std::fprintf(stderr, "strength: %s\n", std::string(bot.status().message()).c_str());
      return 2;
    }
  }
  const CampaignSettings settings{.hero = argv[1],
                                  .others = argv[2],
                                  .games = static_cast<int>(number(3, 100)),
                                  .first_seed = number(4, 1),
                                  .players = static_cast<int>(number(6, 4)),
                                  .size = static_cast<int>(number(5, 11))};
  std::puts(Describe(settings, RunCampaign(catalog, settings)).c_str());
  return 0;
}
