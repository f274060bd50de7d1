#include "match/bot_task.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "arena/geometry.h"
#include "arena/observe.h"
#include "base/digest.h"
#include "base/prng.h"

namespace reprise::match {
namespace {

std::uint64_t DigestOf(const Prng& generator) {
  Digest digest;
  for (std::uint64_t word : generator.state()) digest.Add(word);
  return digest.value();
}

// The service would answer a query out of bounds with "nothing found", and the log's format cannot hold it.
bool IsInBounds(const bots::PathQuery& query, const arena::State& state) {
  return query.goals.size() <= bots::kPathGoalsMax && query.steps_max <= bots::kPathCellsMax &&
         state.Contains(query.from) &&
         std::all_of(query.goals.begin(), query.goals.end(),
                     [&](arena::Position goal) { return state.Contains(goal); });
}

// fiber-bound.
class SeatPlayer {
 public:
  SeatPlayer(const MatchSettings& settings, MatchObjects& objects, Ticks::Receiver ticks, std::uint8_t seat)
      : settings_(settings), objects_(objects), ticks_(std::move(ticks)), seat_(seat) {}

  void Play(const bots::Catalog& catalog) {
    bool playing = Try([&] { bot_ = MakeBot(catalog); });
    while (playing) {
      const std::optional<wire::TickStart> start = NextTick();
      playing = start.has_value() && Answer(*start);
    }
    objects_.decisions[seat_]->Close();
    if (failure_ != nullptr) std::rethrow_exception(failure_);
  }

 private:
  // Runs the bot's own code. Keeps a failure until the channel is closed: the close is an op, and an op in
  // the exception handler would switch fibers inside the handler.
  template <typename F>
  bool Try(F code) {
    try {
      code();
    } catch (const std::exception&) {
      failure_ = std::current_exception();
    }
    return failure_ == nullptr;
  }

  std::unique_ptr<bots::Bot> MakeBot(const bots::Catalog& catalog) const {
    auto bot = catalog.Create(settings_.bots[seat_], {.seat = seat_,
                                                      .size = settings_.board_size,
                                                      .players = settings_.players(),
                                                      .seed = settings_.seed});
    if (!bot.ok()) throw std::runtime_error(std::string(bot.status().message()));
    return *std::move(bot);
  }

  // Returns nothing if the match is over.
  std::optional<wire::TickStart> NextTick() {
    for (;;) {
      channel::Delivery<wire::TickStart> delivery = ticks_.Receive();
      if (delivery.closed()) return std::nullopt;
      if (delivery.message.has_value())
        return settings_.realtime() ? Newest(*delivery.message) : delivery.message;
    }
  }

  std::optional<wire::TickStart> Newest(wire::TickStart start) {
    while (std::optional<channel::Delivery<wire::TickStart>> next = ticks_.TryReceive()) {
      if (next->closed()) return std::nullopt;
      if (next->message.has_value()) start = *next->message;
    }
    return start;
  }

  // Returns false if the agent is dead or the bot failed.
  bool Answer(const wire::TickStart& start) {
    const auto snapshot = objects_.snapshots.Get(start.snapshot_version);
    // Far too late for this tick: its snapshot is gone, and a newer tick is waiting.
    if (!snapshot.has_value()) return true;
    const PublishedTick& published = *snapshot->value;
    if (!published.state.agents[seat_].alive) return false;

    arena::Observe(published.state, seat_, seen_);
    const bots::View view{seen_, published.danger, published.influence, seat_};
    Prng draws(DeriveSeed(settings_.seed, seat_, start.tick));
    std::optional<bots::PathQuery> query;
    if (!Try([&] { query = bot_->Ask(view, draws); })) return false;
    const std::optional<bots::PathAnswer> way = AskTheWay(std::move(query), published.state, start.tick);

    arena::Action action = arena::Action::kStop;
    if (!Try([&] { action = Decide(view, way.has_value() ? &*way : nullptr, draws); })) return false;
    const wire::BotDecision decision{.tick = start.tick,
                                     .seat = seat_,
                                     .action = action,
                                     .answered_at_ns = settings_.realtime() ? objects_.clock.Now() : 0,
                                     .generator = DigestOf(draws)};
    return objects_.decisions[seat_]->Send(decision).ok();
  }

  std::optional<bots::PathAnswer> AskTheWay(std::optional<bots::PathQuery> query, const arena::State& state,
                                            std::uint32_t tick) {
    if (!query.has_value() || !IsInBounds(*query, state)) return std::nullopt;
    query->bot = seat_;
    query->tick = tick;
    absl::StatusOr<bots::PathAnswer> answer = objects_.paths.Ask(*std::move(query));
    if (!answer.ok()) return std::nullopt;
    return *std::move(answer);
  }

  arena::Action Decide(const bots::View& view, const bots::PathAnswer* way, Prng& draws) {
    const arena::Action action = bot_->Decide(view, way, draws);
    if (arena::IsAction(static_cast<std::int64_t>(action))) return action;
    throw std::out_of_range(absl::StrCat("it decided on action ", static_cast<int>(action),
                                         ", expected 0 to ", arena::kActionCount - 1));
  }

  const MatchSettings& settings_;
  MatchObjects& objects_;
  Ticks::Receiver ticks_;
  const std::uint8_t seat_;
  std::unique_ptr<bots::Bot> bot_;
  arena::Observation seen_;
  std::exception_ptr failure_;
};

}  // namespace

void PlaySeat(const MatchSettings& settings, const bots::Catalog& catalog, MatchObjects& objects,
              Ticks::Receiver ticks, std::uint8_t seat) {
  SeatPlayer(settings, objects, std::move(ticks), seat).Play(catalog);
}

}  // namespace reprise::match
