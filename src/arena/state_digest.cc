#include "arena/state_digest.h"

#include <utility>

#include "base/digest.h"

namespace reprise::arena {
namespace {

std::uint64_t DigestOfCodes(const std::vector<Code>& codes) {
  Digest digest;
  digest.Add(codes.size());
  std::uint64_t word = 0;
  std::size_t in_word = 0;
  // Adds eight cells at a time, as one number, so that the machine's byte order does not matter.
  for (const Code code : codes) {
    word = word << 8 | code;
    if (++in_word % 8 == 0) digest.Add(std::exchange(word, 0));
  }
  return digest.Add(word).value();
}

std::uint64_t Packed(Position cell) {
  return static_cast<std::uint64_t>(static_cast<std::uint8_t>(cell.row)) << 8 |
         static_cast<std::uint8_t>(cell.col);
}

std::uint64_t DigestOfAgents(const std::vector<Agent>& agents) {
  Digest digest;
  digest.Add(agents.size());
  for (const Agent& agent : agents) {
    digest.Add(Packed(agent.cell) << 32 | std::uint64_t{agent.ammo} << 16 |
               std::uint64_t{agent.blast_strength} << 8 | (agent.alive ? 2U : 0U) |
               (agent.can_kick ? 1U : 0U));
  }
  return digest.value();
}

std::uint64_t DigestOfBombs(const std::vector<Bomb>& bombs) {
  Digest digest;
  digest.Add(bombs.size());
  for (const Bomb& bomb : bombs) {
    digest.Add(Packed(bomb.cell) << 32 | std::uint64_t{bomb.life} << 24 |
               std::uint64_t{bomb.blast_strength} << 16 | std::uint64_t{bomb.owner} << 8 |
               static_cast<std::uint64_t>(bomb.direction));
  }
  return digest.value();
}

std::uint64_t DigestOfFlames(const std::vector<Flame>& flames) {
  Digest digest;
  digest.Add(flames.size());
  for (const Flame& flame : flames) digest.Add(Packed(flame.cell) << 8 | flame.life);
  return digest.value();
}

}  // namespace

StateDigest DigestOf(const State& state) {
  StateDigest digest{.board = DigestOfCodes(state.board),
                     .agents = DigestOfAgents(state.agents),
                     .bombs = DigestOfBombs(state.bombs),
                     .flames = DigestOfFlames(state.flames),
                     .items = DigestOfCodes(state.hidden)};
  digest.whole = Digest()
                     .Add(digest.board)
                     .Add(digest.agents)
                     .Add(digest.bombs)
                     .Add(digest.flames)
                     .Add(digest.items)
                     .Add(state.step_count)
                     .value();
  return digest;
}

const char* FirstDifference(const StateDigest& a, const StateDigest& b) {
  if (a.board != b.board) return "board";
  if (a.agents != b.agents) return "agents";
  if (a.bombs != b.bombs) return "bombs";
  if (a.flames != b.flames) return "flames";
  if (a.items != b.items) return "items";
  return a.whole == b.whole ? nullptr : "step count";
}

}  // namespace reprise::arena
