// The places where the askers of a Call wait, each for its own reply. Programs use channel/call.h.
//
// A place has one asker at a time. The asker's request is identified by its correlation: a reply that finds
// another correlation at the place is late, because its asker has given up.
//
// Threads      thread-compatible: the caller holds the call's lock.
// Progress     wait-free; the askers' waits are in call.h.
// Memory       one allocation for all places.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "base/check.h"
#include "sched/object/wait_list.h"

namespace reprise::channel {

template <typename Resp>
class ReplyPlaces {
 public:
  explicit ReplyPlaces(std::uint64_t count) : count_(count) {
    REPRISE_CHECK(count > 0 && count < kNone);
    places_ = std::make_unique<Place[]>(count);
    for (std::uint32_t place = 0; place < count; ++place)
      places_[place].next_free = place + 1 < count ? place + 1 : kNone;
  }

  [[nodiscard]] bool HasFree() const { return free_ != kNone; }

  // Takes a free place for the asker of this request.
  std::uint32_t Take(std::uint64_t correlation) {
    const std::uint32_t place = free_;
    free_ = places_[place].next_free;
    places_[place].correlation = correlation;
    return place;
  }

  // Frees the place. Returns the response, if there was one.
  std::optional<Resp> Free(std::uint32_t place) {
    Place& its = places_[place];
    its.correlation = kNobody;
    its.next_free = std::exchange(free_, place);
    return std::exchange(its.response, std::nullopt);
  }

  // True: the asker with this correlation still waits at this place.
  [[nodiscard]] bool IsAt(std::uint32_t place, std::uint64_t correlation) const {
    return places_[place].correlation == correlation;
  }

  void Answer(std::uint32_t place, Resp response, std::uint64_t ticket) {
    Place& its = places_[place];
    REPRISE_CHECK(!its.response.has_value());  // A request is answered once.
    its.response.emplace(std::move(response));
    its.ticket = ticket;
    its.asker.WakeOne();
  }
  [[nodiscard]] bool IsAnswered(std::uint32_t place) const { return places_[place].response.has_value(); }
  [[nodiscard]] std::uint64_t TicketAt(std::uint32_t place) const { return places_[place].ticket; }
  sched::WaitList& AskerAt(std::uint32_t place) { return places_[place].asker; }

  [[nodiscard]] std::uint64_t count() const { return count_; }

  // Adds how often askers slept, and how often they were cancelled.
  void AddWaits(std::uint64_t& waits, std::uint64_t& cancelled) const {
    for (std::uint64_t place = 0; place < count_; ++place) {
      waits += places_[place].asker.entered();
      cancelled += places_[place].asker.cancelled();
    }
  }

  void WakeAll() {
    for (std::uint64_t place = 0; place < count_; ++place) places_[place].asker.WakeAll();
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint64_t kNobody = std::numeric_limits<std::uint64_t>::max();

  struct Place {
    std::uint64_t correlation = kNobody;
    std::uint64_t ticket = 0;
    std::uint32_t next_free = 0;
    std::optional<Resp> response;
    sched::WaitList asker;
  };

  const std::uint64_t count_;
  std::unique_ptr<Place[]> places_;
  std::uint32_t free_ = 0;
};

}  // namespace reprise::channel
