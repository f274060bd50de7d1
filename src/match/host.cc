#include "match/host.h"

#include <algorithm>
#include <utility>

#include "arena/state_digest.h"
#include "arena/step.h"
#include "base/check.h"
#include "base/digest.h"

namespace reprise::match {

Host::Host(const MatchSettings& settings, MatchObjects& objects, MatchObserver& observer, arena::State start)
    : settings_(settings),
      objects_(objects),
      observer_(observer),
      state_(std::move(start)),
      tally_(settings.bots.size()),
      seats_(settings.bots.size()) {
  REPRISE_CHECK(state_.step_count == 0 && state_.agents.size() == seats_.size());
}

void Host::Play() {
  WriteKeyframe();
  observer_.AfterTick(state_, 0);
  while (!outcome_.done && state_.step_count < settings_.ticks_max) {
    stopped_ = objects_.stop.Poll() != 0;
    if (stopped_) return;
    PlayTick();
  }
}

void Host::PlayTick() {
  const std::uint32_t tick = state_.step_count;
  const std::uint64_t deadline_ns = settings_.realtime() ? objects_.clock.Now() + settings_.tick_ns() : 0;
  const std::uint64_t version = objects_.snapshots.Publish(DeriveMaps(state_));
  REPRISE_CHECK(version == VersionOfTick(tick));
  REPRISE_CHECK(objects_.ticks.Send({.tick = tick, .snapshot_version = version}).ok());
  ++messages_;

  Apply(TakeDecisions(deadline_ns));
  // If the task is cancelled, the tick ends early; the ops of the next tick return Cancelled.
  if (settings_.realtime() && !outcome_.done) static_cast<void>(objects_.clock.SleepUntil(deadline_ns));
}

Host::Decided Host::TakeDecisions(std::uint64_t deadline_ns) {
  Decided decided;
  decided.actions.resize(seats_.size(), arena::Action::kStop);
  Digest generators;
  for (std::size_t seat = 0; seat < seats_.size(); ++seat) {
    if (!state_.agents[seat].alive) continue;
    if (const auto decision = TakeDecision(seat, deadline_ns)) {
      decided.actions[seat] = decision->action;
      generators.Add(seat).Add(decision->generator);
    } else {
      decided.late_seats |= std::uint64_t{1} << seat;
      ++seats_[seat].ticks_missed;
    }
  }
  decided.generators = generators.value();
  return decided;
}

std::optional<wire::BotDecision> Host::TakeDecision(std::size_t seat, std::uint64_t deadline_ns) {
  Decisions& channel = *objects_.decisions[seat];
  while (seats_[seat].answering) {
    absl::StatusOr<wire::BotDecision> decision =
        settings_.realtime() ? channel.ReceiveUntil(deadline_ns) : channel.Receive();
    if (!decision.ok()) {
      if (absl::IsDeadlineExceeded(decision.status())) return std::nullopt;
      seats_[seat].answering = false;
      continue;
    }
    ++messages_;
    const bool of_this_tick = decision->tick == state_.step_count;
    if (of_this_tick && (!settings_.realtime() || decision->answered_at_ns <= deadline_ns)) return *decision;
    ++seats_[seat].late_answers;
    if (of_this_tick) return std::nullopt;  // It is this tick's only answer.
  }
  return std::nullopt;
}

void Host::Apply(const Decided& decided) {
  wire::GameEvents message{.tick = state_.step_count};
  arena::Step(state_, decided.actions, rules_, scratch_, outcome_, &message.events);
  for (const arena::GameEvent& event : message.events) tally_.Add(event);

  ++messages_;  // Counts the events message, which is sent below, before any task can read the count.
  objects_.tick_ends.Append({.tick = message.tick,
                             .messages = messages_,
                             .late_seats = decided.late_seats,
                             .state = arena::DigestOf(state_),
                             .generators = decided.generators});
  // Called before the next op: a replay that should stop after this tick does no further op.
  observer_.AfterTick(state_, state_.step_count);
  REPRISE_CHECK(objects_.events.Send(std::move(message)).ok());
  if (state_.step_count % kKeyframeTicks == 0) WriteKeyframe();
}

void Host::WriteKeyframe() { objects_.keyframes.Append({.tick = state_.step_count, .state = state_}); }

void Host::DrainDecisions() {
  for (std::size_t seat = 0; seat < seats_.size(); ++seat) {
    while (seats_[seat].answering) {
      if (objects_.decisions[seat]->Receive().ok()) {
        ++messages_;
        ++seats_[seat].late_answers;
      } else {
        seats_[seat].answering = false;
      }
    }
  }
}

MatchReport Host::Report() const {
  MatchReport report{.result = outcome_.result,
                     .winner = outcome_.winner,
                     .stopped = stopped_,
                     .ticks = state_.step_count,
                     .state_hash = arena::DigestOf(state_).whole,
                     .messages = messages_};
  for (std::size_t seat = 0; seat < seats_.size(); ++seat) {
    report.seats.push_back({.bot = settings_.bots[seat],
                            .standing = tally_.rows()[seat],
                            .ticks_missed = seats_[seat].ticks_missed,
                            .late_answers = seats_[seat].late_answers});
  }
  return report;
}

}  // namespace reprise::match
