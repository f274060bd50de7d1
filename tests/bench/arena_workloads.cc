// What a step of the arena costs: full matches are recorded once, untimed, and their actions stepped again.
//
// The seats are played by a walker of our own, which keeps out of lines of fire just well enough that matches
// last, chains happen and items are found: so the workload needs nothing but the arena.
#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

#include "arena/board_generator.h"
#include "arena/geometry.h"
#include "arena/state_digest.h"
#include "arena/step.h"
#include "base/check.h"
#include "base/prng.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {
namespace {

using arena::Action;

struct Shape {
  int size;
  int players;
  int matches;
};

struct RecordedMatch {
  arena::State start;
  std::vector<std::vector<Action>> actions;  // One row a step.
  arena::State end;
};

// Whether a bomb that goes off soon has the cell in its line; walls between are not looked at.
bool InLineOfFire(const arena::State& state, arena::Position cell) {
  for (const arena::Bomb& bomb : state.bombs) {
    const int rows = std::abs(bomb.cell.row - cell.row);
    const int cols = std::abs(bomb.cell.col - cell.col);
    if ((rows == 0 || cols == 0) && rows + cols < bomb.blast_strength && bomb.life < 9) return true;
  }
  return false;
}

Action Walk(const arena::State& state, const arena::Agent& agent, Prng& draws) {
  const bool in_danger = InLineOfFire(state, agent.cell);
  if (!in_danger && agent.ammo > 0 && draws.Below(6) == 0) return Action::kBomb;
  Action fallback = Action::kStop;
  const std::uint64_t first = draws.Below(4);
  for (std::uint64_t i = 0; i < 4; ++i) {
    const auto action = static_cast<Action>(1 + (first + i) % 4);
    const arena::Position next = arena::Neighbour(agent.cell, arena::DirectionOf(action));
    if (!state.Contains(next)) continue;
    const arena::Code code = state.At(next);
    if (code != arena::kPassage && !arena::IsItem(code)) continue;
    if (!InLineOfFire(state, next)) return action;
    fallback = action;
  }
  return in_danger ? fallback : Action::kStop;
}

RecordedMatch Record(const Shape& shape, std::uint64_t seed) {
  RecordedMatch match;
  match.start = arena::GenerateBoard({.size = shape.size, .players = shape.players, .seed = seed}).value();
  match.end = match.start;
  const arena::Rules rules;
  arena::StepScratch scratch;
  Prng draws(seed);
  for (arena::Outcome outcome; !outcome.done;) {
    std::vector<Action> actions;
    for (const arena::Agent& agent : match.end.agents) actions.push_back(Walk(match.end, agent, draws));
    arena::Step(match.end, actions, rules, scratch, outcome);
    match.actions.push_back(std::move(actions));
  }
  return match;
}

// Steps through the matches, over and over.
class Replayer {
 public:
  explicit Replayer(const Shape& shape) {
    for (int i = 0; i < shape.matches; ++i) matches_.push_back(Record(shape, static_cast<std::uint64_t>(i)));
    state_ = matches_.front().start;
  }

  void StepOnce() {
    const RecordedMatch& match = matches_[match_];
    arena::Step(state_, match.actions[step_], rules_, scratch_, outcome_);
    if (++step_ < match.actions.size()) return;
    REPRISE_CHECK(state_ == match.end);
    step_ = 0;
    match_ = (match_ + 1) % matches_.size();
    state_ = matches_[match_].start;
  }

  [[nodiscard]] double MeanSteps() const {
    std::size_t steps = 0;
    for (const RecordedMatch& match : matches_) steps += match.actions.size();
    return static_cast<double>(steps) / static_cast<double>(matches_.size());
  }

 private:
  std::vector<RecordedMatch> matches_;
  arena::State state_;
  arena::Rules rules_;
  arena::StepScratch scratch_;
  arena::Outcome outcome_;
  std::size_t match_ = 0;
  std::size_t step_ = 0;
};

Workload StepWorkload(const char* name, const Shape& shape) {
  return {.name = name,
          .prepare =
              [shape] {
                return [replayer = Replayer(shape)](std::uint64_t ops) mutable {
                  Run run = TimeCalls(ops, [&](std::uint64_t) { replayer.StepOnce(); });
                  run.counts = {{"match_steps", replayer.MeanSteps()}};
                  return run;
                };
              },
          .chunk = 1000,
          .share_of_time = 0.4};
}

}  // namespace

void AddArenaWorkloads(std::vector<Workload>& all) {
  all.push_back(StepWorkload("arena_step_11x11_4p", {.size = 11, .players = 4, .matches = 64}));
  all.push_back(StepWorkload("arena_step_21x21_16p", {.size = 21, .players = 16, .matches = 8}));
  all.push_back(StepWorkload("arena_step_101x101_64p", {.size = 101, .players = 64, .matches = 1}));
}

}  // namespace reprise::bench
