#include "replay/session/order_signature.h"

#include "base/digest.h"
#include "replay/session/lane_rules.h"

namespace reprise::session {

std::uint64_t OrderSignature(const RecordedRun& run) {
  LanesByObject lanes = SortIntoLanes(run);
  static_cast<void>(FindDoubleClaim(run, lanes));  // Sorts them.
  Digest digest;
  for (const auto& [object, its] : lanes) {
    digest.Add(Value(object));
    for (const Lane* lane : {&its.sends, &its.receives, &its.closes}) {
      for (const auto& [ticket, op] : lane->ops()) digest.Add(ticket).Add(Value(run.ops()[op].task));
    }
  }
  return digest.value();
}

}  // namespace reprise::session
