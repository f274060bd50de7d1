#include "match/watchers.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "arena/score.h"
#include "match/tally.h"

namespace reprise::match {
namespace {

// Passes every message to `see` until the channel ends. Returns how many messages were missed.
template <typename See>
std::uint64_t Watch(Events::Receiver& events, See see) {
  std::uint64_t missed = 0;
  for (;;) {
    const channel::Delivery<wire::GameEvents> delivery = events.Receive();
    if (delivery.closed()) return missed;
    missed += delivery.missed;
    if (delivery.message.has_value()) see(*delivery.message);
  }
}

}  // namespace

std::uint64_t KeepScore(MatchObjects& objects, Events::Receiver events, std::size_t seats) {
  Tally tally(seats);
  std::uint32_t tick = 0;
  const std::uint64_t missed = Watch(events, [&](const wire::GameEvents& message) {
    tick = message.tick;
    for (const arena::GameEvent& event : message.events) tally.Add(event);
  });
  objects.scoreboard.Append({.tick = tick, .missed = missed, .rows = tally.rows()});
  return missed;
}

std::uint64_t Comment(MatchObjects& objects, Events::Receiver events) {
  return Watch(events, [&](const wire::GameEvents& message) {
    for (const arena::GameEvent& event : message.events) {
      std::string line = LineAbout(event);
      if (!line.empty()) objects.commentary.Append({.tick = message.tick, .text = std::move(line)});
    }
  });
}

std::string LineAbout(const arena::GameEvent& event) {
  const int agent = event.agent;
  switch (event.kind) {
    case arena::EventKind::kBombKicked: return absl::StrCat("seat ", agent, " kicks a bomb");
    case arena::EventKind::kAgentDied:
      if (event.other == arena::kNoAgent)
        return absl::StrCat("seat ", agent, " is gone, and nobody's bomb did it");
      if (event.other == event.agent) return absl::StrCat("seat ", agent, " falls to its own bomb");
      return absl::StrCat("seat ", agent, " falls to the bomb of seat ", static_cast<int>(event.other));
    case arena::EventKind::kMatchOver:
      return event.value == static_cast<std::uint8_t>(arena::Result::kWin)
                 ? absl::StrCat("seat ", agent, " wins the match")
                 : std::string("the match is a tie");
    case arena::EventKind::kRingCollapsed:
      return absl::StrCat("ring ", static_cast<int>(event.value), " falls");
    case arena::EventKind::kBombPlaced:
    case arena::EventKind::kItemTaken:
    case arena::EventKind::kBombExploded:
    case arena::EventKind::kWoodDestroyed: break;
  }
  return "";
}

}  // namespace reprise::match
