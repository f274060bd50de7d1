// GameEvents as a FlatBuffer.
#include "wire/checks.h"
#include "wire/game_events_bfbs_generated.h"
#include "wire/game_events_generated.h"
#include "wire/struct_vector.h"
#include "wire/table_codec.h"

namespace reprise::wire {
namespace {

// An upper bound for one step: each cell burns once, each bomb is placed, kicked or explodes, each agent
// takes an item or dies.
constexpr int kEventsMax = 2 * arena::kBoardSizeMax * arena::kBoardSizeMax;
static_assert(kEventsMax * sizeof(match::Event) < kMessageBytesMax);
static_assert(static_cast<int>(match::EventKind::MAX) + 1 == arena::kEventKindCount);

absl::Status ExpectAgentOrNone(const Field& field, std::uint8_t agent) {
  return agent == arena::kNoAgent ? absl::OkStatus() : ExpectSeat(field, agent);
}

}  // namespace

template <>
struct Layout<GameEvents> {
  using Table = match::GameEvents;
  using Schema = match::GameEventsBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder,
                                          const GameEvents& message) {
    const auto events =
        WriteStructs<match::Event>(builder, message.events, [](const arena::GameEvent& event) {
          return match::Event(event.step, static_cast<match::EventKind>(event.kind), event.agent, event.other,
                              event.value, ToWire(event.cell));
        });
    return match::CreateGameEvents(builder, message.tick, events);
  }

  static absl::Status Read(const Table& table, GameEvents& message) {
    message.tick = table.tick();
    return ReadStructs("events", table.events(), kEventsMax,
                       [&](const Field& field, const match::Event& event) {
                         REPRISE_EXPECT(ExpectInRange(field.Part(".kind"), static_cast<int>(event.kind()), 0,
                                                      arena::kEventKindCount - 1));
                         REPRISE_EXPECT(ExpectAgentOrNone(field.Part(".agent"), event.agent()));
                         REPRISE_EXPECT(ExpectAgentOrNone(field.Part(".other"), event.other()));
                         REPRISE_EXPECT(ExpectCell(field.Part(".cell"), event.cell()));
                         message.events.push_back({.kind = static_cast<arena::EventKind>(event.kind()),
                                                   .agent = event.agent(),
                                                   .other = event.other(),
                                                   .value = event.value(),
                                                   .cell = FromWire(event.cell()),
                                                   .step = event.step()});
                         return absl::OkStatus();
                       });
  }
};

template struct TableCodec<GameEvents>;

}  // namespace reprise::wire
