// A path query as a FlatBuffer.
#include "wire/path_request_bfbs_generated.h"
#include "wire/path_request_generated.h"
#include "wire/struct_vector.h"
#include "wire/table_codec.h"

namespace reprise::wire {

template <>
struct Layout<bots::PathQuery> {
  using Table = match::PathRequest;
  using Schema = match::PathRequestBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder,
                                          const bots::PathQuery& query) {
    const auto goals = WriteCells(builder, query.goals);
    const match::Cell from = ToWire(query.from);
    return match::CreatePathRequest(builder, query.bot, query.tick, &from, goals, query.steps_max,
                                    query.visits_max);
  }

  static absl::Status Read(const Table& table, bots::PathQuery& query) {
    REPRISE_EXPECT(ExpectSeat("seat", table.seat()));
    if (table.from() == nullptr) return absl::InvalidArgumentError("from: missing; the log is damaged");
    REPRISE_EXPECT(ExpectCell("from", *table.from()));
    REPRISE_EXPECT(ReadCells("goals", table.goals(), bots::kPathGoalsMax, query.goals));
    REPRISE_EXPECT(ExpectInRange("steps_max", table.steps_max(), 0, bots::kPathCellsMax));
    query.bot = table.seat();
    query.tick = table.tick();
    query.from = FromWire(*table.from());
    query.steps_max = table.steps_max();
    query.visits_max = table.visits_max();
    return absl::OkStatus();
  }
};

template struct TableCodec<bots::PathQuery>;

}  // namespace reprise::wire
