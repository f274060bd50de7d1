// Properties of random play on boards of several sizes: R56 to R59 hold, a step depends on its input alone, and
// no order of agents, bombs or flames matters (R60).
#include <algorithm>

#include "arena/board_generator.h"
#include "arena/geometry.h"
#include "arena/invariants.h"
#include "arena/step.h"
#include "base/prng.h"
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

struct Shape {
  int size;
  int players;
  int matches;
};

class RandomPlayTest : public testing::TestWithParam<Shape> {};

// Rich in kicks, chains and contests: everybody owns much and may kick.
State BusyStart(const Shape& shape, std::uint64_t seed) {
  State state = GenerateBoard({.size = shape.size, .players = shape.players, .seed = seed}).value();
  for (Agent& agent : state.agents) {
    agent.ammo = 3;
    agent.can_kick = true;
    agent.blast_strength = 3;
  }
  return state;
}

std::vector<Action> DrawActions(std::size_t count, Prng& draws) {
  std::vector<Action> actions(count);
  for (Action& action : actions) action = static_cast<Action>(draws.Below(kActionCount));
  return actions;
}

template <typename T>
void Shuffle(std::vector<T>& list, Prng& draws) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[draws.Below(i)]);
}

// The same state with its agents renumbered: agent `id` becomes `number[id]`.
State Renumbered(const State& state, const std::vector<std::size_t>& number) {
  State renumbered = state;
  for (std::size_t id = 0; id < number.size(); ++id) renumbered.agents[number[id]] = state.agents[id];
  for (Bomb& bomb : renumbered.bombs) bomb.owner = static_cast<std::uint8_t>(number[bomb.owner]);
  for (Code& code : renumbered.board) {
    if (IsAgent(code)) code = AgentCode(number[code - kAgent0]);
  }
  return renumbered;
}

// Lists in an order of their own, so that states can be compared as sets.
State Sorted(State state) {
  const auto bomb_key = [](const Bomb& bomb) { return std::pair(bomb.cell.row, bomb.cell.col); };
  std::sort(state.bombs.begin(), state.bombs.end(),
            [&](const Bomb& a, const Bomb& b) { return bomb_key(a) < bomb_key(b); });
  const auto flame_key = [](const Flame& flame) {
    return std::tuple(flame.cell.row, flame.cell.col, flame.life);
  };
  std::sort(state.flames.begin(), state.flames.end(),
            [&](const Flame& a, const Flame& b) { return flame_key(a) < flame_key(b); });
  return state;
}

// Plays random matches and hands each step's states to `look`.
template <typename Look>
void PlayRandomly(const Shape& shape, Look look) {
  const Rules rules{.max_steps = 300, .collapses = CollapseSteps(200, 300)};
  for (int match = 0; match < shape.matches; ++match) {
    Prng draws(DeriveSeed(static_cast<std::uint64_t>(match), shape.size));
    State state = BusyStart(shape, static_cast<std::uint64_t>(match));
    StepScratch scratch;
    for (Outcome outcome; !outcome.done;) {
      const std::vector<Action> actions = DrawActions(state.agents.size(), draws);
      const State before = state;
      Step(state, actions, rules, scratch, outcome);
      look(before, actions, state, rules, draws);
      if (testing::Test::HasFailure()) {
        ADD_FAILURE() << "size " << shape.size << ", players " << shape.players << ", match " << match
                      << ", step " << state.step_count;
        return;
      }
    }
  }
}

TEST_P(RandomPlayTest, InvariantsHoldAfterEveryStep) {
  PlayRandomly(GetParam(), [](const State& before, const std::vector<Action>&, const State& after,
                              const Rules& rules, Prng&) {
    EXPECT_EQ(FindViolation(after), std::nullopt);
    EXPECT_EQ(FindStepViolation(before, after, rules), std::nullopt);
  });
}

TEST_P(RandomPlayTest, FreshScratchAndASinkChangeNothing) {
  PlayRandomly(GetParam(), [](const State& before, const std::vector<Action>& actions, const State& after,
                              const Rules& rules, Prng&) {
    State again = before;
    StepScratch scratch;
    Outcome outcome;
    EventSink events;
    Step(again, actions, rules, scratch, outcome, &events);
    EXPECT_EQ(again, after);
  });
}

TEST_P(RandomPlayTest, R60OrderOfAgentsBombsAndFlamesDoesNotMatter) {
  PlayRandomly(GetParam(), [](const State& before, const std::vector<Action>& actions, const State& after,
                              const Rules& rules, Prng& draws) {
    std::vector<std::size_t> number(actions.size());
    for (std::size_t id = 0; id < number.size(); ++id) number[id] = id;
    Shuffle(number, draws);
    State shuffled = Renumbered(before, number);
    Shuffle(shuffled.bombs, draws);
    Shuffle(shuffled.flames, draws);
    std::vector<Action> renumbered(actions.size());
    for (std::size_t id = 0; id < number.size(); ++id) renumbered[number[id]] = actions[id];
    StepScratch scratch;
    Outcome outcome;

    Step(shuffled, renumbered, rules, scratch, outcome);

    EXPECT_EQ(Sorted(shuffled), Sorted(Renumbered(after, number)));
  });
}

INSTANTIATE_TEST_SUITE_P(Boards, RandomPlayTest,
                         testing::Values(Shape{7, 5, 300}, Shape{11, 4, 300}, Shape{11, 10, 100},
                                         Shape{21, 16, 20}, Shape{101, 64, 3}),
                         [](const auto& info) {
                           return std::to_string(info.param.size) + "x" + std::to_string(info.param.size) +
                                  "With" + std::to_string(info.param.players) + "Players";
                         });

}  // namespace
}  // namespace reprise::arena
