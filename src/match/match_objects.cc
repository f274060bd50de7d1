#include "match/match_objects.h"

#include "absl/strings/str_cat.h"
#include "match/topics.h"

namespace reprise::match {
namespace {

// The capacity of message channels, and of the path call's requests and replies.
constexpr std::uint64_t kMessagesMax = 1000;
constexpr std::uint64_t kRequestsMax = 100;

std::vector<std::unique_ptr<Decisions>> MakeDecisions(std::size_t seats) {
  std::vector<std::unique_ptr<Decisions>> decisions;
  for (std::size_t seat = 0; seat < seats; ++seat) {
    decisions.push_back(std::make_unique<Decisions>(
        channel::Options{.name = absl::StrCat("/match/bot/", seat, "/decisions"), .capacity = kMessagesMax}));
  }
  return decisions;
}

}  // namespace

MatchObjects::MatchObjects(const MatchSettings& settings, const std::function<bool()>& stop_requested)
    : snapshots({.name = "/match/snapshots", .retain = kSnapshotsRetained}),
      ticks({.name = "/match/ticks", .capacity = kMessagesMax}),
      decisions(MakeDecisions(settings.bots.size())),
      paths({.name = "/match/path", .requests = kRequestsMax, .replies = kRequestsMax}),
      events({.name = "/match/events", .capacity = kMessagesMax}),
      tick_ends({.name = kTickTopic}),
      keyframes({.name = kKeyframeTopic, .starts_chunk = true}),
      scoreboard({.name = "/match/scoreboard"}),
      commentary({.name = "/match/commentary"}),
      clock("/match/clock"),
      stop("/match/stop",
           [stop_requested] { return stop_requested() ? std::uint64_t{1} : std::uint64_t{0}; }) {}

}  // namespace reprise::match
