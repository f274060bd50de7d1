// A path answer as a FlatBuffer.
#include "wire/path_response_bfbs_generated.h"
#include "wire/path_response_generated.h"
#include "wire/struct_vector.h"
#include "wire/table_codec.h"

namespace reprise::wire {

template <>
struct Layout<bots::PathAnswer> {
  using Table = match::PathResponse;
  using Schema = match::PathResponseBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder,
                                          const bots::PathAnswer& answer) {
    const auto path = WriteCells(builder, answer.path);
    return match::CreatePathResponse(builder, answer.bot, answer.tick, answer.found, answer.cost,
                                     static_cast<match::Action>(answer.first_action), path);
  }

  static absl::Status Read(const Table& table, bots::PathAnswer& answer) {
    REPRISE_EXPECT(ExpectSeat("seat", table.seat()));
    REPRISE_EXPECT(ExpectAction("first_action", table.first_action()));
    REPRISE_EXPECT(ReadCells("path", table.path(), bots::kPathCellsMax, answer.path));
    answer.bot = table.seat();
    answer.tick = table.tick();
    answer.found = table.found();
    answer.cost = table.cost();
    answer.first_action = static_cast<arena::Action>(table.first_action());
    return absl::OkStatus();
  }
};

template struct TableCodec<bots::PathAnswer>;

}  // namespace reprise::wire
