// The baseline ladder against games that the source's own bot played: what it chose must be among the moves
// that our ladder leaves open. Needs the golden games of the folder `shared` (docs/bots.md).
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "arena/observe.h"
#include "arena/state.h"
#include "bots/baseline_ladder.h"
#include "replay/golden/line_reader.h"
#include "replay/golden/trace.h"

namespace reprise::bots {
namespace {

struct Agreement {
  int moves = 0;
  int possible = 0;

  void Add(const Agreement& other) {
    moves += other.moves;
    possible += other.possible;
  }
};

std::vector<std::filesystem::path> BaselineGames() {
  std::vector<std::filesystem::path> games;
  for (int number = 0;; ++number) {
    std::filesystem::path game = std::filesystem::path(REPRISE_SHARED) / "arena" / "golden" /
                                 ("simple4-0" + std::to_string(number) + ".jsonl.gz");
    if (!std::filesystem::exists(game)) return games;
    games.push_back(std::move(game));
  }
}

// Asks the ladder about every move of the living in one step, and lets the memories follow what was played.
Agreement CompareStep(const arena::State& before, const golden::RecordedStep& step,
                      std::vector<BaselineMemory>& memories) {
  Agreement agreement;
  for (std::size_t id = 0; id < before.agents.size(); ++id) {
    if (!before.agents[id].alive) continue;
    arena::Observation seen;
    arena::Observe(before, static_cast<std::uint8_t>(id), seen);
    ++agreement.moves;
    if (PossibleActions(seen, memories[id]).Contains(step.actions[id])) ++agreement.possible;
    FollowRecorded(seen, step.actions[id], memories[id]);
  }
  return agreement;
}

Agreement CompareGame(const std::filesystem::path& file) {
  Agreement agreement;
  arena::State state;
  std::vector<BaselineMemory> memories;
  auto reader = golden::LineReader::Open(file.string());
  EXPECT_TRUE(reader.ok()) << reader.status();
  if (!reader.ok()) return agreement;
  std::string text;
  for (;;) {
    const auto more = reader->Next(text);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) return agreement;
    const auto line = golden::ParseLine(text, memories.empty() ? nullptr : &state);
    EXPECT_TRUE(line.ok()) << line.status();
    if (!line.ok()) return agreement;
    if (line->header.has_value()) {
      state = line->header->state;
      memories.assign(state.agents.size(), {});
    } else {
      agreement.Add(CompareStep(state, *line->step, memories));
      state = line->step->state;
    }
  }
}

TEST(BaselineGoldenTest, NinetyNineOfAHundredRecordedMovesArePossibleOnOurLadder) {
  const std::vector<std::filesystem::path> games = BaselineGames();
  if (games.empty()) {
    std::printf("no golden games below %s: the baseline was not compared with the source's\n",
                REPRISE_SHARED);
    return;
  }

  Agreement all;
  for (const std::filesystem::path& game : games) all.Add(CompareGame(game));

  std::printf("%zu games, %d moves, possible on our ladder: %d\n", games.size(), all.moves, all.possible);
  EXPECT_GT(all.moves, 1000);
  EXPECT_GE(all.possible * 100, all.moves * 99);
}

}  // namespace
}  // namespace reprise::bots
