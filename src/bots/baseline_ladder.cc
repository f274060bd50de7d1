#include "bots/baseline_ladder.h"

#include <algorithm>
#include <optional>

#include "arena/geometry.h"
#include "bots/baseline_sight.h"

namespace reprise::bots {
namespace {

using arena::Action;
using arena::Code;

constexpr int kChaseRadius = 3;
constexpr int kInterestRadius = 2;
// The order in which the source tries directions away from a bomb under the bot.
constexpr std::array<Action, 4> kFleeOrder = {Action::kRight, Action::kLeft, Action::kUp, Action::kDown};
constexpr std::array<Code, 3> kItems = {arena::kItemBomb, arena::kItemBlast, arena::kItemKick};
constexpr std::array<Code, 1> kWoods = {arena::kWood};

struct SeenBomb {
  int cell = 0;
  int strength = 0;
};

// The directions towards bombs, in the order in which they were found, with the longest blast in each.
class Unsafe {
 public:
  void Add(Action direction, int strength) {
    for (auto& [known, longest] : found_) {
      if (known == direction) {
        longest = std::max(longest, strength);
        return;
      }
    }
    found_.emplace_back(direction, strength);
  }
  [[nodiscard]] bool Contains(Action direction) const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const auto& entry) { return entry.first == direction; });
  }
  [[nodiscard]] const std::vector<std::pair<Action, int>>& found() const { return found_; }

 private:
  std::vector<std::pair<Action, int>> found_;
};

class Ladder {
 public:
  Ladder(const arena::Observation& seen, const BaselineMemory& memory)
      : seen_(seen), memory_(memory), sight_(seen), self_(CellOf(seen.position, seen.size)) {
    const std::size_t cells = seen.board.size();
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const int strength = seen.bomb_blast_strength[cell];
      if (strength > 0) bombs_.push_back({static_cast<int>(cell), strength});
    }
    for (Code code : seen.alive) {
      if (code != OwnCode()) enemies_.push_back(code);
    }
  }

  std::vector<Rung> Climb() {
    if (Flee() || Strike() || Chase() || Collect() || Clear() || Approach()) return std::move(rungs_);
    Wander();
    return std::move(rungs_);
  }

 private:
  [[nodiscard]] Code OwnCode() const { return static_cast<Code>(arena::kAgent0 + seen_.self); }
  [[nodiscard]] Code At(int cell) const { return seen_.board[static_cast<std::size_t>(cell)]; }
  [[nodiscard]] bool Passable(int cell) const {
    return cell != kOffBoard && IsPassableForBaseline(At(cell), OwnCode());
  }
  [[nodiscard]] int Next(Action move) const { return Neighbor(self_, move, seen_.size); }

  // Adds a rung; true when it always decides.
  bool Decide(Level level, ActionSet actions, ActionSet passes = {}) {
    rungs_.push_back({level, actions, passes});
    return passes.empty();
  }

  bool Flee() {
    const Unsafe unsafe = FindUnsafe();
    if (unsafe.found().empty()) return false;
    return Decide(Level::kFlee, unsafe.found().size() == 4 ? LeaveBomb(unsafe) : LeaveLine(unsafe));
  }

  [[nodiscard]] Unsafe FindUnsafe() const {
    Unsafe unsafe;
    for (const SeenBomb& bomb : bombs_) {
      const std::optional<int> distance = sight_.Distance(bomb.cell);
      if (!distance.has_value() || *distance > bomb.strength) continue;
      const int rows = bomb.cell / seen_.size - self_ / seen_.size;
      const int cols = bomb.cell % seen_.size - self_ % seen_.size;
      if (rows == 0 && cols == 0) {
        for (Action direction : kFleeOrder) unsafe.Add(direction, bomb.strength);
      } else if (rows == 0) {
        unsafe.Add(cols > 0 ? Action::kRight : Action::kLeft, bomb.strength);
      } else if (cols == 0) {
        unsafe.Add(rows > 0 ? Action::kDown : Action::kUp, bomb.strength);
      }
    }
    return unsafe;
  }

  [[nodiscard]] ActionSet LeaveBomb(const Unsafe& unsafe) const {
    for (const auto& [direction, strength] : unsafe.found()) {
      const int next = Next(direction);
      if (Passable(next) && LeadsOut(next, strength)) return {direction};
    }
    return {Action::kStop};
  }

  // True if from `start`, without crossing the bot's own cell, a cell can be reached that is off the row and
  // column of `start` or farther away than the blast.
  [[nodiscard]] bool LeadsOut(int start, int strength) const {
    std::vector<int> reached = {start};
    for (std::size_t head = 0; head < reached.size(); ++head) {
      const int cell = reached[head];
      const bool off_line =
          cell / seen_.size != start / seen_.size && cell % seen_.size != start % seen_.size;
      if (off_line || ManhattanDistance(cell, start, seen_.size) > strength) return true;
      for (Action move : kMoves) {
        const int next = Neighbor(cell, move, seen_.size);
        if (next == self_ || !Passable(next)) continue;
        if (std::find(reached.begin(), reached.end(), next) == reached.end()) reached.push_back(next);
      }
    }
    return false;
  }

  [[nodiscard]] ActionSet LeaveLine(const Unsafe& unsafe) const {
    ActionSet safe;
    ActionSet on_board;
    for (Action move : kMoves) {
      const int next = Next(move);
      if (next == kOffBoard) continue;
      if (unsafe.Contains(move)) {
        on_board.Add(move);
      } else if (Passable(next) || At(next) == arena::kFog) {
        safe.Add(move);
      }
    }
    if (!safe.empty()) return safe;
    return on_board.empty() ? ActionSet{Action::kStop} : on_board;
  }

  bool Strike() {
    const bool adjacent = std::any_of(kMoves.begin(), kMoves.end(), [&](Action move) {
      const int next = Next(move);
      return next != kOffBoard && std::find(enemies_.begin(), enemies_.end(), At(next)) != enemies_.end();
    });
    if (!adjacent || seen_.ammo < 1) return false;
    if (Raises()) return Decide(Level::kStrike, {Action::kStop});
    return MayBomb() && Decide(Level::kStrike, {Action::kBomb});
  }

  // True if the source's search for an escape would raise an exception, because no passage is in sight. Its
  // recorded move is then a stop.
  [[nodiscard]] bool Raises() const {
    return std::none_of(sight_.cells().begin(), sight_.cells().end(),
                        [](const auto& cell) { return cell.code == arena::kPassage; });
  }

  // True if a passage can be reached that is off the row and column of the own cell or farther away than the
  // blast.
  [[nodiscard]] bool MayBomb() const {
    const int row = self_ / seen_.size;
    const int col = self_ % seen_.size;
    return std::any_of(sight_.cells().begin(), sight_.cells().end(), [&](const BaselineSight::Seen& cell) {
      if (cell.code != arena::kPassage || cell.distance == BaselineSight::kUnreached) return false;
      return cell.distance > seen_.blast_strength ||
             (cell.cell / seen_.size != row && cell.cell % seen_.size != col);
    });
  }

  bool Chase() {
    const std::optional<int> enemy = sight_.Nearest(enemies_, kChaseRadius);
    if (!enemy.has_value()) return false;
    const ActionSet steps = sight_.FirstSteps(*enemy);
    ActionSet passes;
    if (steps.Contains(memory_.last_chase)) passes.Add(memory_.last_chase);
    return Decide(Level::kChase, steps, passes);
  }

  bool Collect() {
    const std::optional<int> item = sight_.Nearest(kItems, kInterestRadius);
    return item.has_value() && Decide(Level::kCollect, sight_.FirstSteps(*item));
  }

  bool Clear() {
    if (!sight_.Nearest(kWoods, 1).has_value()) return false;
    const bool place = seen_.ammo >= 1 && !Raises() && MayBomb();
    return Decide(Level::kClear, {place ? Action::kBomb : Action::kStop});
  }

  bool Approach() {
    const std::optional<int> wood = sight_.Nearest(kWoods, kInterestRadius);
    if (!wood.has_value()) return false;
    ActionSet clear;
    ActionSet exposed;
    const ActionSet steps = sight_.FirstSteps(*wood);
    for (Action move : kMoves) {
      if (steps.Contains(move)) (InLine(Next(move)) ? exposed : clear).Add(move);
    }
    if (clear.empty()) return false;
    // The source chooses one of the ways at random, so it may see only an exposed one and pass.
    return Decide(Level::kApproach, clear, exposed.empty() ? ActionSet{} : clear);
  }

  // Same row or column as a bomb and within its strength; walls between them are ignored.
  [[nodiscard]] bool InLine(int cell) const {
    return std::any_of(bombs_.begin(), bombs_.end(), [&](const SeenBomb& bomb) {
      const bool line =
          cell / seen_.size == bomb.cell / seen_.size || cell % seen_.size == bomb.cell % seen_.size;
      return line && ManhattanDistance(cell, bomb.cell, seen_.size) <= bomb.strength;
    });
  }

  void Wander() {
    ActionSet open;
    ActionSet fresh;
    for (Action move : {Action::kStop, Action::kUp, Action::kDown, Action::kLeft, Action::kRight}) {
      const int next = Next(move);
      if (!Passable(next) || InLine(next)) continue;
      open.Add(move);
      if (std::find(memory_.boring.begin(), memory_.boring.end(), next) == memory_.boring.end())
        fresh.Add(move);
    }
    ActionSet choice = fresh.empty() ? open : fresh;
    if (choice.size() > 1) choice.Remove(Action::kStop);
    if (choice.empty()) choice.Add(Action::kStop);
    Decide(Level::kWander, choice);
  }

  const arena::Observation& seen_;
  const BaselineMemory& memory_;
  const BaselineSight sight_;
  const int self_;
  std::vector<SeenBomb> bombs_;
  std::vector<Code> enemies_;
  std::vector<Rung> rungs_;
};

}  // namespace

std::vector<Rung> ClimbLadder(const arena::Observation& seen, const BaselineMemory& memory) {
  return Ladder(seen, memory).Climb();
}

ActionSet PossibleActions(const arena::Observation& seen, const BaselineMemory& memory) {
  ActionSet possible;
  for (const Rung& rung : ClimbLadder(seen, memory)) possible |= rung.actions;
  return possible;
}

void Remember(const arena::Observation& seen, Level level, arena::Action action, BaselineMemory& memory) {
  if (level == Level::kChase) memory.last_chase = action;
  if (level != Level::kWander) return;
  memory.boring.push_back(CellOf(seen.position, seen.size));
  if (memory.boring.size() > kBoringCells) memory.boring.erase(memory.boring.begin());
}

void FollowRecorded(const arena::Observation& seen, arena::Action action, BaselineMemory& memory) {
  for (const Rung& rung : ClimbLadder(seen, memory)) {
    if (!rung.actions.Contains(action)) continue;
    Remember(seen, rung.level, action, memory);
    return;
  }
}

}  // namespace reprise::bots
