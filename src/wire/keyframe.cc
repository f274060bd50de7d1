// A whole state as a FlatBuffer.
#include "wire/checks.h"
#include "wire/keyframe_bfbs_generated.h"
#include "wire/keyframe_generated.h"
#include "wire/struct_vector.h"
#include "wire/table_codec.h"

namespace reprise::wire {
namespace {

using Codes = flatbuffers::Vector<std::uint8_t>;

match::Agent PackedAgent(const arena::Agent& agent) {
  return {ToWire(agent.cell), agent.alive, agent.ammo, agent.blast_strength, agent.can_kick};
}
match::Bomb PackedBomb(const arena::Bomb& bomb) {
  return {ToWire(bomb.cell), bomb.life, bomb.blast_strength, static_cast<match::Direction>(bomb.direction),
          bomb.owner};
}
match::Flame PackedFlame(const arena::Flame& flame) { return {ToWire(flame.cell), flame.life}; }

absl::Status ReadCodes(const char* name, const Codes* codes, int cells, int code_max,
                       std::vector<arena::Code>& out) {
  REPRISE_EXPECT(
      ExpectInRange(Field(name).Part(" (length)"), codes == nullptr ? 0 : codes->size(), cells, cells));
  for (std::size_t i = 0; i < codes->size(); ++i) {
    REPRISE_EXPECT(ExpectInRange(Field(name, i), codes->data()[i], 0, code_max));
  }
  out.assign(codes->begin(), codes->end());
  return absl::OkStatus();
}

absl::Status ReadAgents(const match::Keyframe& table, arena::State& state) {
  return ReadStructs(
      "agents", table.agents(), arena::kPlayersMax, [&](const Field& field, const match::Agent& agent) {
        REPRISE_EXPECT(ExpectCell(field.Part(".cell"), agent.cell(), state.size));
        state.agents.push_back(
            {FromWire(agent.cell()), agent.alive(), agent.ammo(), agent.blast_strength(), agent.can_kick()});
        return absl::OkStatus();
      });
}

absl::Status ReadBombs(const match::Keyframe& table, arena::State& state) {
  const int cells = state.size * state.size;
  return ReadStructs("bombs", table.bombs(), cells, [&](const Field& field, const match::Bomb& bomb) {
    REPRISE_EXPECT(ExpectCell(field.Part(".cell"), bomb.cell(), state.size));
    REPRISE_EXPECT(ExpectInRange(field.Part(".direction"), static_cast<int>(bomb.direction()), 0, 4));
    REPRISE_EXPECT(ExpectInRange(field.Part(".owner"), bomb.owner(), 0,
                                 static_cast<std::int64_t>(state.agents.size()) - 1));
    state.bombs.push_back({FromWire(bomb.cell()), bomb.life(), bomb.blast_strength(),
                           static_cast<arena::Direction>(bomb.direction()), bomb.owner()});
    return absl::OkStatus();
  });
}

absl::Status ReadFlames(const match::Keyframe& table, arena::State& state) {
  const int flames_max =
      state.size * state.size * (arena::kFlameLife + 1);  // A cell may have old flames and new ones.
  return ReadStructs("flames", table.flames(), flames_max,
                     [&](const Field& field, const match::Flame& flame) {
                       REPRISE_EXPECT(ExpectCell(field.Part(".cell"), flame.cell(), state.size));
                       state.flames.push_back({FromWire(flame.cell()), flame.life()});
                       return absl::OkStatus();
                     });
}

}  // namespace

template <>
struct Layout<Keyframe> {
  using Table = match::Keyframe;
  using Schema = match::KeyframeBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder, const Keyframe& keyframe) {
    const arena::State& state = keyframe.state;
    const auto board = builder.CreateVector(state.board);
    const auto agents = WriteStructs<match::Agent>(builder, state.agents, PackedAgent);
    const auto bombs = WriteStructs<match::Bomb>(builder, state.bombs, PackedBomb);
    const auto flames = WriteStructs<match::Flame>(builder, state.flames, PackedFlame);
    const auto hidden = builder.CreateVector(state.hidden);
    return match::CreateKeyframe(builder, keyframe.tick, static_cast<std::uint8_t>(state.size),
                                 state.step_count, board, agents, bombs, flames, hidden);
  }

  static absl::Status Read(const Table& table, Keyframe& keyframe) {
    REPRISE_EXPECT(ExpectInRange("size", table.size(), 1, arena::kBoardSizeMax));
    arena::State& state = keyframe.state;
    keyframe.tick = table.tick();
    state.size = table.size();
    state.step_count = table.step_count();
    const int cells = state.size * state.size;
    REPRISE_EXPECT(ReadAgents(table, state));
    REPRISE_EXPECT(ReadBombs(table, state));
    REPRISE_EXPECT(ReadFlames(table, state));
    const int agent_code_max = arena::kAgent0 + static_cast<int>(state.agents.size()) - 1;
    REPRISE_EXPECT(ReadCodes("board", table.board(), cells, agent_code_max, state.board));
    return ReadCodes("hidden", table.hidden(), cells, arena::kItemKick, state.hidden);
  }
};

template struct TableCodec<Keyframe>;

}  // namespace reprise::wire
