// TickStart as a FlatBuffer.
#include "wire/table_codec.h"
#include "wire/tick_start_bfbs_generated.h"
#include "wire/tick_start_generated.h"

namespace reprise::wire {

template <>
struct Layout<TickStart> {
  using Table = match::TickStart;
  using Schema = match::TickStartBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder, const TickStart& start) {
    return match::CreateTickStart(builder, start.tick, start.snapshot_version);
  }

  static absl::Status Read(const Table& table, TickStart& start) {
    start = {.tick = table.tick(), .snapshot_version = table.snapshot_version()};
    return absl::OkStatus();
  }
};

template struct TableCodec<TickStart>;

}  // namespace reprise::wire
