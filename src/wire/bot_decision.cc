// BotDecision as a FlatBuffer.
#include "wire/bot_decision_bfbs_generated.h"
#include "wire/bot_decision_generated.h"
#include "wire/checks.h"
#include "wire/table_codec.h"

namespace reprise::wire {

template <>
struct Layout<BotDecision> {
  using Table = match::BotDecision;
  using Schema = match::BotDecisionBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder,
                                          const BotDecision& decision) {
    return match::CreateBotDecision(builder, decision.tick, decision.seat,
                                    static_cast<match::Action>(decision.action), decision.answered_at_ns,
                                    decision.generator);
  }

  static absl::Status Read(const Table& table, BotDecision& decision) {
    REPRISE_EXPECT(ExpectSeat("seat", table.seat()));
    REPRISE_EXPECT(ExpectAction("action", table.action()));
    decision = {.tick = table.tick(),
                .seat = table.seat(),
                .action = static_cast<arena::Action>(table.action()),
                .answered_at_ns = table.answered_at_ns(),
                .generator = table.generator()};
    return absl::OkStatus();
  }
};

template struct TableCodec<BotDecision>;

}  // namespace reprise::wire
