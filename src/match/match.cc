#include "match/match.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "arena/board_generator.h"
#include "base/check.h"
#include "match/bot_task.h"
#include "match/host.h"
#include "match/match_objects.h"
#include "match/path_service.h"
#include "match/watchers.h"
#include "task/spawn.h"

namespace reprise::match {
namespace {

using task::TaskType;

// All tasks except the host. Receivers are made before the first message, so no task misses the beginning.
struct Crew {
  task::JoinHandle<task::Nothing> paths;
  task::JoinHandle<std::uint64_t> scoreboard;
  task::JoinHandle<std::uint64_t> commentator;
  std::vector<task::JoinHandle<task::Nothing>> bots;  // By seat.
};

Crew SpawnCrew(const MatchSettings& settings, const bots::Catalog& catalog,
               const std::shared_ptr<MatchObjects>& objects) {
  const std::size_t seats = settings.bots.size();
  Crew crew{
      .paths = task::Spawn(TaskType::kPathfinding, "path", [objects] { ServePaths(*objects); }),
      .scoreboard = task::Spawn(TaskType::kEventProcessing, "scoreboard",
                                [objects, seats, events = objects->events.Subscribe()] {
                                  return KeepScore(*objects, events, seats);
                                }),
      .commentator =
          task::Spawn(TaskType::kEventProcessing, "commentator",
                      [objects, events = objects->events.Subscribe()] { return Comment(*objects, events); }),
  };
  for (std::size_t seat = 0; seat < seats; ++seat) {
    crew.bots.push_back(task::Spawn(
        TaskType::kBotDecision, absl::StrCat("bot/", seat),
        [objects, &settings, &catalog, ticks = objects->ticks.Subscribe(),
         seat = static_cast<std::uint8_t>(seat)] { PlaySeat(settings, catalog, *objects, ticks, seat); }));
  }
  return crew;
}

// Joins the tasks in the order in which messages flow, senders before their receivers, so no task waits for
// one that has ended.
void Dismiss(Crew& crew, MatchObjects& objects, Host& host, MatchReport& report) {
  objects.ticks.Close();
  std::vector<absl::Status> ends;
  for (auto& bot : crew.bots) ends.push_back(bot.Join());
  host.DrainDecisions();
  objects.paths.Close();
  REPRISE_CHECK(crew.paths.Join().ok());
  objects.events.Close();
  const absl::StatusOr<std::uint64_t> missed_by_scoreboard = crew.scoreboard.Join();
  const absl::StatusOr<std::uint64_t> missed_by_commentator = crew.commentator.Join();
  REPRISE_CHECK(missed_by_scoreboard.ok() && missed_by_commentator.ok());

  report = host.Report();
  report.events_missed = *missed_by_scoreboard + *missed_by_commentator;
  for (std::size_t seat = 0; seat < ends.size(); ++seat) report.seats[seat].end = std::move(ends[seat]);
}

}  // namespace

void RunMatch(const MatchSettings& settings, const bots::Catalog& catalog, MatchObserver& observer,
              const std::function<bool()>& stop_requested) {
  REPRISE_CHECK(Validate(settings, catalog).ok());
  absl::StatusOr<arena::State> start = arena::GenerateBoard(
      {.size = settings.board_size, .players = settings.players(), .seed = settings.seed});
  REPRISE_CHECK(start.ok());

  const auto objects = std::make_shared<MatchObjects>(settings, stop_requested);
  Host host(settings, *objects, observer, *std::move(start));
  Crew crew = SpawnCrew(settings, catalog, objects);
  host.Play();
  MatchReport report;
  Dismiss(crew, *objects, host, report);
  observer.AfterMatch(report);
}

}  // namespace reprise::match
