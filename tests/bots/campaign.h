// A campaign: one bot against a table of others, over many seeds, its seat rotated from game to game.
//
// Threads      thread-compatible.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bots/catalog.h"

namespace reprise::bots {

struct CampaignSettings {
  std::string hero;
  std::string others;
  int games = 100;
  std::uint64_t first_seed = 1;  // Game n plays seed first_seed + n, the hero in seat n modulo players.
  int players = 4;
  int size = 11;
  bool paths_answered = true;
};

struct CampaignResult {
  int games = 0;
  int wins = 0;  // Of the hero, alone.
  int ties = 0;
  int losses = 0;
  int kills = 0;     // Opponents that died by the hero's bombs.
  int suicides = 0;  // Games in which the hero died by its own.
  std::uint64_t steps = 0;
  std::vector<std::uint64_t> lost_seeds;      // Games that the hero did not win.
  std::vector<std::uint64_t> decision_nanos;  // Sorted.
};

[[nodiscard]] CampaignResult RunCampaign(const Catalog& catalog, const CampaignSettings& settings);

// One line for people: the table's row.
[[nodiscard]] std::string Describe(const CampaignSettings& settings, const CampaignResult& result);

}  // namespace reprise::bots
