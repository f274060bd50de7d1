#include "tests/bots/campaign.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>

#include "tests/bots/local_match.h"

namespace reprise::bots {
namespace {

void CountDeaths(const MatchRecord& record, int hero, CampaignResult& result) {
  for (const arena::GameEvent& event : record.events) {
    if (event.kind != arena::EventKind::kAgentDied || event.other != hero) continue;
    ++(event.agent == hero ? result.suicides : result.kills);
  }
}

void PlayOne(const Catalog& catalog, const CampaignSettings& settings, int game, CampaignResult& result) {
  const int hero = game % settings.players;
  MatchSettings match{.size = settings.size, .seed = settings.first_seed + static_cast<std::uint64_t>(game)};
  match.paths_answered = settings.paths_answered;
  match.seats.assign(static_cast<std::size_t>(settings.players), settings.others);
  match.seats[static_cast<std::size_t>(hero)] = settings.hero;
  const MatchRecord record = PlayLocally(catalog, match, {.timed_seat = hero});
  ++result.games;
  if (record.outcome.winner == hero) {
    ++result.wins;
  } else {
    ++(record.outcome.result == arena::Result::kTie ? result.ties : result.losses);
    result.lost_seeds.push_back(match.seed);
  }
  result.steps += record.last.step_count;
  CountDeaths(record, hero, result);
  result.decision_nanos.insert(result.decision_nanos.end(), record.decision_nanos.begin(),
                               record.decision_nanos.end());
}

// In microseconds; `per_mille` of all decisions took at most this.
std::uint64_t DecisionMicros(const CampaignResult& result, std::size_t per_mille) {
  if (result.decision_nanos.empty()) return 0;
  return result.decision_nanos[(result.decision_nanos.size() - 1) * per_mille / 1000] / 1000;
}

}  // namespace

CampaignResult RunCampaign(const Catalog& catalog, const CampaignSettings& settings) {
  CampaignResult result;
  for (int game = 0; game < settings.games; ++game) PlayOne(catalog, settings, game, result);
  std::sort(result.decision_nanos.begin(), result.decision_nanos.end());
  return result;
}

std::string Describe(const CampaignSettings& settings, const CampaignResult& result) {
  const std::uint64_t games = static_cast<std::uint64_t>(std::max(result.games, 1));
  return absl::StrCat(
      settings.hero, " against ", settings.players - 1, " ", settings.others, ", ", settings.size, "x",
      settings.size, ", seeds ", settings.first_seed, " to ", settings.first_seed + games - 1, ": games ",
      result.games, " wins ", result.wins, " ties ", result.ties, " losses ", result.losses, " kills ",
      result.kills, " suicides ", result.suicides, " mean steps ", result.steps / games,
      " decision us median ", DecisionMicros(result, 500), " p99.9 ", DecisionMicros(result, 999),
      " not won: ", result.lost_seeds.empty() ? "none" : absl::StrJoin(result.lost_seeds, " "));
}

}  // namespace reprise::bots
