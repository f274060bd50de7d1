// strength HERO OTHERS [GAMES] [FIRST_SEED] [SIZE] [PLAYERS]: prints how a bot does against a table of others.
#include <cstdio>
#include <optional>
#include <string>

#include "base/decimal.h"
#include "tests/bots/campaign.h"
#include "tests/bots/harmless_bots.h"

namespace {

template <typename Number>
std::optional<Number> NumberOf(int argc, char** argv, int at, Number otherwise) {
  return argc > at ? reprise::ParseDecimal<Number>(argv[at]) : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  using reprise::bots::CampaignSettings;
  if (argc < 3 || argc > 7) {
    std::fprintf(stderr,
                 "strength: expected HERO OTHERS [GAMES] [FIRST_SEED] [SIZE] [PLAYERS], as in\n"
                 "  strength careful baseline 100 1\n");
    return 2;
  }
  const reprise::bots::Catalog catalog = reprise::bots::CatalogWithHarmlessBots();
  for (const char* name : {argv[1], argv[2]}) {
    if (const auto bot = catalog.Create(name, {}); !bot.ok()) {
      std::fprintf(stderr, "strength: %s\n", std::string(bot.status().message()).c_str());
      return 2;
    }
  }
  const auto games = NumberOf<int>(argc, argv, 3, 100);
  const auto first_seed = NumberOf<std::uint64_t>(argc, argv, 4, 1);
  const auto size = NumberOf<int>(argc, argv, 5, 11);
  const auto players = NumberOf<int>(argc, argv, 6, 4);
  if (!games || !first_seed || !size || !players) {
    std::fprintf(stderr, "strength: GAMES, FIRST_SEED, SIZE and PLAYERS are whole numbers\n");
    return 2;
  }
  const CampaignSettings settings{.hero = argv[1],
                                  .others = argv[2],
                                  .games = *games,
                                  .first_seed = *first_seed,
                                  .players = *players,
                                  .size = *size};
  std::puts(Describe(settings, RunCampaign(catalog, settings)).c_str());
  return 0;
}
