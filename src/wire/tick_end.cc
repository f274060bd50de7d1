// TickEnd as a FlatBuffer.
#include "wire/table_codec.h"
#include "wire/tick_end_bfbs_generated.h"
#include "wire/tick_end_generated.h"

namespace reprise::wire {

template <>
struct Layout<TickEnd> {
  using Table = match::TickEnd;
  using Schema = match::TickEndBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder, const TickEnd& end) {
    const arena::StateDigest& state = end.state;
    return match::CreateTickEnd(builder, end.tick, end.messages, end.late_seats, state.board, state.agents,
                                state.bombs, state.flames, state.items, state.whole, end.generators);
  }

  static absl::Status Read(const Table& table, TickEnd& end) {
    end = {.tick = table.tick(),
           .messages = table.messages(),
           .late_seats = table.late_seats(),
           .state = {.board = table.board(),
                     .agents = table.agents(),
                     .bombs = table.bombs(),
                     .flames = table.flames(),
                     .items = table.items(),
                     .whole = table.state()},
           .generators = table.generators()};
    return absl::OkStatus();
  }
};

template struct TableCodec<TickEnd>;

}  // namespace reprise::wire
