#include "match/derived_maps.h"

#include "base/check.h"
#include "task/spawn.h"

namespace reprise::match {

std::shared_ptr<const PublishedTick> DeriveMaps(const arena::State& state) {
  // Shared with the two tasks, because they may outlive this stack frame when a run ends early.
  auto draft = std::make_shared<PublishedTick>();
  draft->state = state;

  auto bombs = task::Spawn(task::TaskType::kBombProcessing, "bombs",
                           [draft] { return bots::ForecastDanger(draft->state); });
  absl::StatusOr<bots::DangerForecast> danger = bombs.Join();
  REPRISE_CHECK(danger.ok());
  draft->danger = *std::move(danger);

  auto influence = task::Spawn(task::TaskType::kInfluenceUpdate, "influence",
                               [draft] { return bots::ComputeInfluence(draft->state, draft->danger); });
  absl::StatusOr<bots::InfluenceMaps> maps = influence.Join();
  REPRISE_CHECK(maps.ok());
  draft->influence = *std::move(maps);
  return draft;
}

}  // namespace reprise::match
