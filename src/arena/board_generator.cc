#include "arena/board_generator.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "arena/geometry.h"
#include "arena/rules.h"
#include "base/prng.h"

namespace reprise::arena {
namespace {

// The contents of the standard board; other boards hold the same in proportion to their area (R64).
constexpr int kStandardArea = 11 * 11;
constexpr int kStandardRigid = 36;
constexpr int kStandardWood = 36;
constexpr int kStandardItems = 20;
constexpr int kStandardUnreachable = 4;
constexpr int kBreathingRoom = 2;  // Free cells of the ring on each side of a start.

constexpr std::uint64_t kBoardStream = 1;
constexpr std::uint64_t kItemStream = 2;

int RingLength(int size) { return 4 * (size - 3); }

// The cell at that place of the inner ring: down the left side, along the bottom, up, and back along the top.
Position RingCell(int size, int place) {
  const int side = size - 3;
  const int length = RingLength(size);
  place = (place % length + length) % length;
  const int along = place % side;
  const int low = 1;
  const int high = size - 2;
  const auto cell = [](int row, int col) {
    return Position{static_cast<std::int8_t>(row), static_cast<std::int8_t>(col)};
  };
  switch (place / side) {
    case 0: return cell(low + along, low);
    case 1: return cell(high, low + along);
    case 2: return cell(high - along, high);
    default: return cell(low, high - along);
  }
}

int StartPlace(int size, int players, int id) { return id * RingLength(size) / players; }

Position Mirror(Position cell) { return {cell.col, cell.row}; }

// Draws boards of one shape until one is accepted.
class Generator {
 public:
  explicit Generator(const BoardOptions& options)
      : size_(options.size),
        players_(options.players),
        area_(options.size * options.size),
        board_draws_(DeriveSeed(options.seed, kBoardStream)),
        item_draws_(DeriveSeed(options.seed, kItemStream)) {}

  State Generate();

 private:
  void Clear();
  void LayRing();
  void LayPairs();
  void DrawPairs(std::vector<Position>& candidates, Code code, int pairs);
  [[nodiscard]] bool IsAcceptable() const;
  void HideItems();
  Code& At(Position cell) { return state_.board[static_cast<std::size_t>(state_.Index(cell))]; }
  [[nodiscard]] int InProportion(int standard) const {
    return (standard * area_ + kStandardArea / 2) / kStandardArea;
  }

  int size_;
  int players_;
  int area_;
  Prng board_draws_;
  Prng item_draws_;
  State state_;
  int ring_wood_ = 0;
};

// R7a and R6.
void Generator::Clear() {
  state_ = State{};
  state_.size = size_;
  state_.board.assign(static_cast<std::size_t>(area_), kPassage);
  state_.hidden.assign(static_cast<std::size_t>(area_), kPassage);
  for (const Position start : StartPositions(size_, players_)) {
    At(start) = AgentCode(state_.agents.size());
    state_.agents.push_back({.cell = start});
  }
}

// R7c: the ring is wood, except at the starts and the free cells beside them.
void Generator::LayRing() {
  std::vector<bool> open(static_cast<std::size_t>(RingLength(size_)), false);
  for (int id = 0; id < players_; ++id) {
    for (int offset = -kBreathingRoom; offset <= kBreathingRoom; ++offset) {
      const int place = StartPlace(size_, players_, id) + offset + RingLength(size_);
      open[static_cast<std::size_t>(place % RingLength(size_))] = true;
    }
  }
  ring_wood_ = 0;
  for (int place = 0; place < RingLength(size_); ++place) {
    if (open[static_cast<std::size_t>(place)]) continue;
    At(RingCell(size_, place)) = kWood;
    ++ring_wood_;
  }
}

// R7b, d and e. Each candidate is for a cell and its mirror.
void Generator::LayPairs() {
  std::vector<Position> candidates;
  for (std::int8_t row = 0; row < size_; ++row) {
    for (auto col = static_cast<std::int8_t>(row + 1); col < size_; ++col) {
      if (RingOf(size_, {row, col}) != 1) candidates.push_back({row, col});
    }
  }
  DrawPairs(candidates, kRigid, InProportion(kStandardRigid) / 2);
  DrawPairs(candidates, kWood, (InProportion(kStandardWood) - ring_wood_) / 2);
}

void Generator::DrawPairs(std::vector<Position>& candidates, Code code, int pairs) {
  for (int i = 0; i < pairs && !candidates.empty(); ++i) {
    const std::size_t drawn = board_draws_.Below(candidates.size());
    const Position cell = candidates[drawn];
    At(cell) = At(Mirror(cell)) = code;
    candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(drawn));
  }
}

// R7f: nearly all passages can be reached from the bottom right of the ring; the way may go through wood.
bool Generator::IsAcceptable() const {
  std::vector<bool> seen(state_.board.size(), false);
  const Position origin = RingCell(size_, RingLength(size_) / 2);
  std::vector<Position> reached = {origin};
  seen[static_cast<std::size_t>(state_.Index(origin))] = true;
  for (std::size_t next = 0; next < reached.size(); ++next) {
    for (const Direction direction : kDirections) {
      const Position cell = Neighbour(reached[next], direction);
      if (!state_.Contains(cell)) continue;
      const auto index = static_cast<std::size_t>(state_.Index(cell));
      if (seen[index] || state_.board[index] == kRigid) continue;
      seen[index] = true;
      reached.push_back(cell);
    }
  }
  int unreachable = 0;
  for (std::size_t i = 0; i < seen.size(); ++i)
    unreachable += state_.board[i] == kPassage && !seen[i] ? 1 : 0;
  return unreachable <= InProportion(kStandardUnreachable);
}

// R8: different wood cells, all with the same probability.
void Generator::HideItems() {
  std::vector<std::size_t> wood;
  for (std::size_t i = 0; i < state_.board.size(); ++i) {
    if (state_.board[i] == kWood) wood.push_back(i);
  }
  const std::size_t items = std::min(wood.size(), static_cast<std::size_t>(InProportion(kStandardItems)));
  for (std::size_t i = 0; i < items; ++i) {
    std::swap(wood[i], wood[i + item_draws_.Below(wood.size() - i)]);
    state_.hidden[wood[i]] = static_cast<Code>(kItemBomb + item_draws_.Below(3));
  }
}

State Generator::Generate() {
  do {
    Clear();
    LayRing();
    LayPairs();
  } while (!IsAcceptable());
  HideItems();
  return std::move(state_);
}

}  // namespace

int PlayersThatFit(int size) { return std::min(kPlayersMax, RingLength(size) / kStartDistanceMin); }

absl::Status ValidateBoard(const BoardOptions& options) {
  if (options.size % 2 == 0 || options.size < kBoardSizeMin || options.size > kBoardSizeMax) {
    return absl::InvalidArgumentError(absl::StrCat("a board has an odd number of cells a side, from ",
                                                   kBoardSizeMin, " to ", kBoardSizeMax, "; ", options.size,
                                                   " is none of these"));
  }
  if (options.players < kPlayersMin || options.players > kPlayersMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("a match has ", kPlayersMin, " to ", kPlayersMax, " players, not ", options.players));
  }
  if (options.players <= PlayersThatFit(options.size)) return absl::OkStatus();
  int enough = options.size;
  while (options.players > PlayersThatFit(enough)) enough += 2;
  return absl::InvalidArgumentError(absl::StrCat(
      "a board of ", options.size, "x", options.size, " has room for ", PlayersThatFit(options.size),
      " players, not ", options.players, "; take one of at least ", enough, "x", enough));
}

std::vector<Position> StartPositions(int size, int players) {
  std::vector<Position> starts;
  for (int id = 0; id < players; ++id) starts.push_back(RingCell(size, StartPlace(size, players, id)));
  return starts;
}

absl::StatusOr<State> GenerateBoard(const BoardOptions& options) {
  const absl::Status valid = ValidateBoard(options);
  if (!valid.ok()) return valid;
  return Generator(options).Generate();
}

}  // namespace reprise::arena
