#include "match/path_service.h"

#include <memory>
#include <optional>

namespace reprise::match {

void ServePaths(MatchObjects& objects) {
  std::shared_ptr<const PublishedTick>
      published;  // Of the last request: bots of one tick ask about the same.
  for (;;) {
    const auto incoming = objects.paths.NextRequest();
    if (!incoming.ok()) return;
    const bots::PathQuery& query = incoming->request;
    if (published == nullptr || published->state.step_count != query.tick) {
      const auto snapshot = objects.snapshots.Get(VersionOfTick(query.tick));
      published = snapshot.has_value() ? snapshot->value : nullptr;
    }
    objects.paths.Reply(*incoming, published != nullptr
                                       ? bots::SearchPath(published->danger, query)
                                       : bots::PathAnswer{.bot = query.bot, .tick = query.tick});
  }
}

}  // namespace reprise::match
