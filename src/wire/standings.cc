// The scoreboard's table as a FlatBuffer.
#include "wire/checks.h"
#include "wire/standings_bfbs_generated.h"
#include "wire/standings_generated.h"
#include "wire/struct_vector.h"
#include "wire/table_codec.h"

namespace reprise::wire {

template <>
struct Layout<Standings> {
  using Table = match::Standings;
  using Schema = match::StandingsBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder,
                                          const Standings& standings) {
    const auto rows = WriteStructs<match::Standing>(builder, standings.rows, [](const Standing& row) {
      return match::Standing(row.kills, row.bombs, row.wood, row.items, row.seat, row.alive);
    });
    return match::CreateStandings(builder, standings.tick, standings.missed, rows);
  }

  static absl::Status Read(const Table& table, Standings& standings) {
    standings.tick = table.tick();
    standings.missed = table.missed();
    return ReadStructs("rows", table.rows(), arena::kPlayersMax,
                       [&](const Field& field, const match::Standing& row) {
                         REPRISE_EXPECT(ExpectSeat(field.Part(".seat"), row.seat()));
                         standings.rows.push_back({.seat = row.seat(),
                                                   .alive = row.alive(),
                                                   .kills = row.kills(),
                                                   .bombs = row.bombs(),
                                                   .wood = row.wood(),
                                                   .items = row.items()});
                         return absl::OkStatus();
                       });
  }
};

template struct TableCodec<Standings>;

}  // namespace reprise::wire
