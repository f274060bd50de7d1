#include "arena/blasts.h"

#include <algorithm>
#include <bit>

#include "arena/geometry.h"

namespace reprise::arena {
namespace {

class Blasts {
 public:
  Blasts(State& state, StepScratch& scratch, EventSink* events)
      : state_(state), scratch_(scratch), cells_(scratch.cells.data()), events_(events) {}

  void BurnFuses();
  void Spread();
  void TellExplosions();
  void RemoveExploded();
  void PaintBombs();
  void PaintHits();
  void PaintAgents();

 private:
  void SetOff(std::size_t bomb_index);
  void Hit(int index, std::uint8_t owner);
  void SpreadFrom(const Bomb& bomb);
  void PaintHit(int index);
  void Tell(EventKind kind, std::uint8_t agent, std::uint8_t other, std::uint8_t value, Position cell) {
    if (events_ == nullptr) return;
    events_->push_back({.kind = kind,
                        .agent = agent,
                        .other = other,
                        .value = value,
                        .cell = cell,
                        .step = state_.step_count + 1});
  }

  State& state_;
  StepScratch& scratch_;
  CellWork* cells_;
  EventSink* events_;
};

// R41. A bomb with fuse 0 has no fuse: it explodes only in flames (O9).
void Blasts::BurnFuses() {
  for (std::size_t i = 0; i < state_.bombs.size(); ++i) {
    Bomb& bomb = state_.bombs[i];
    const bool burnt_down = bomb.life > 0 && --bomb.life == 0;
    if (burnt_down || state_.At(bomb.cell) == kFlames) SetOff(i);
  }
}

// R43.
void Blasts::SetOff(std::size_t bomb_index) {
  BombMove& mover = scratch_.bombs[bomb_index];
  if (mover.exploded) return;
  mover.exploded = true;
  scratch_.exploding.push_back(static_cast<std::uint16_t>(bomb_index));
  Agent& owner = state_.agents[state_.bombs[bomb_index].owner];
  owner.ammo = std::min<std::uint8_t>(owner.ammo + 1, kAmmoMax);
}

// R46: the list grows while the loop goes through it.
void Blasts::Spread() {
  for (std::size_t next = 0; next < scratch_.exploding.size(); ++next) {
    SpreadFrom(state_.bombs[scratch_.exploding[next]]);
  }
}

// R44 and R45: all walls are still on the board, also those that were hit already.
void Blasts::SpreadFrom(const Bomb& bomb) {
  const int size = state_.size;
  const int row = bomb.cell.row;
  const int col = bomb.cell.col;
  const int centre = row * size + col;
  Hit(centre, bomb.owner);
  const auto ray = [&](int room, int stride) {
    const int reach = std::min(room, bomb.blast_strength - 1);
    for (int distance = 1, index = centre + stride; distance <= reach; ++distance, index += stride) {
      const Code code = state_.board[static_cast<std::size_t>(index)];
      if (code == kRigid) return;
      Hit(index, bomb.owner);
      if (code == kWood) return;
    }
  };
  ray(row, -size);
  ray(size - 1 - row, size);
  ray(col, -1);
  ray(size - 1 - col, 1);
}

void Blasts::Hit(int index, std::uint8_t owner) {
  CellWork& work = cells_[index];
  // Events name the first bomb that reaches a cell.
  if (work.hit_by != 0) return;
  work.hit_by = static_cast<std::uint8_t>(owner + 1);
  scratch_.hits[static_cast<std::size_t>(index) / 64] |= std::uint64_t{1} << (index % 64);
  if (work.bomb != 0) SetOff(work.bomb - 1U);
}

void Blasts::TellExplosions() {
  for (std::size_t i = 0; i < state_.bombs.size(); ++i) {
    const Bomb& bomb = state_.bombs[i];
    if (!scratch_.bombs[i].exploded) continue;
    Tell(EventKind::kBombExploded, bomb.owner, kNoAgent, bomb.blast_strength, bomb.cell);
  }
}

// Keeps the order of the other bombs (D2).
void Blasts::RemoveExploded() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < state_.bombs.size(); ++i) {
    cells_[state_.Index(state_.bombs[i].cell)].bomb = 0;
    if (!scratch_.bombs[i].exploded) state_.bombs[kept++] = state_.bombs[i];
  }
  state_.bombs.resize(kept);
}

// R48, first half.
void Blasts::PaintBombs() {
  for (const Bomb& bomb : state_.bombs) {
    const auto index = static_cast<std::size_t>(state_.Index(bomb.cell));
    cells_[index].bomb = 0;
    state_.board[index] = kBomb;
  }
}

// R47 and R48, second half: new flames in row-major order. Older flames are still on the board.
void Blasts::PaintHits() {
  for (std::size_t word = 0; word < scratch_.hits.size(); ++word) {
    for (std::uint64_t bits = scratch_.hits[word]; bits != 0; bits &= bits - 1) {
      PaintHit(static_cast<int>(word * 64) + std::countr_zero(bits));
    }
    scratch_.hits[word] = 0;
  }
}

void Blasts::PaintHit(int index) {
  const auto i = static_cast<std::size_t>(index);
  const Position cell{static_cast<std::int8_t>(index / state_.size),
                      static_cast<std::int8_t>(index % state_.size)};
  if (state_.board[i] == kWood) {
    Tell(EventKind::kWoodDestroyed, static_cast<std::uint8_t>(cells_[i].hit_by - 1), kNoAgent,
         state_.hidden[i], cell);
  }
  state_.board[i] = kFlames;
  state_.flames.push_back({.cell = cell, .life = kFlameLife});
}

// R49 and R50.
void Blasts::PaintAgents() {
  for (const AgentMove& mover : scratch_.agents) {
    Agent& agent = state_.agents[mover.id];
    const auto index = static_cast<std::size_t>(state_.Index(agent.cell));
    if (state_.board[index] != kFlames) {
      state_.board[index] = AgentCode(mover.id);
      continue;
    }
    agent.alive = false;
    const std::uint8_t hit_by = cells_[index].hit_by;
    Tell(EventKind::kAgentDied, mover.id, hit_by == 0 ? kNoAgent : static_cast<std::uint8_t>(hit_by - 1), 0,
         agent.cell);
  }
}

}  // namespace

void AgeFlames(State& state) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < state.flames.size(); ++i) {
    Flame flame = state.flames[i];
    if (flame.life > 0) {
      --flame.life;
      state.flames[kept++] = flame;
      continue;
    }
    const auto index = static_cast<std::size_t>(state.Index(flame.cell));
    state.board[index] = state.hidden[index];  // R14: the hidden item, or a passage if there is none.
    state.hidden[index] = kPassage;
  }
  if (kept == state.flames.size()) return;
  state.flames.resize(kept);
  for (const Flame& flame : state.flames)
    state.board[static_cast<std::size_t>(state.Index(flame.cell))] = kFlames;
}

void Detonate(State& state, StepScratch& scratch, EventSink* events) {
  Blasts blasts(state, scratch, events);
  scratch.exploding.clear();
  blasts.BurnFuses();
  const std::size_t flames_before = state.flames.size();
  if (!scratch.exploding.empty()) {
    blasts.Spread();
    if (events != nullptr) blasts.TellExplosions();
    blasts.RemoveExploded();
  }
  blasts.PaintBombs();
  if (!scratch.exploding.empty()) blasts.PaintHits();
  blasts.PaintAgents();
  for (std::size_t i = flames_before; i < state.flames.size(); ++i) {
    scratch.cells[static_cast<std::size_t>(state.Index(state.flames[i].cell))].hit_by = 0;
  }
}

}  // namespace reprise::arena
