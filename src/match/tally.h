// Who did what, counted from the events of a match.
//
// Threads      thread-compatible.
#pragma once

#include <cstddef>
#include <vector>

#include "arena/events.h"
#include "wire/messages.h"

namespace reprise::match {

class Tally {
 public:
  explicit Tally(std::size_t seats);

  // An event that names no seat, or one that nobody has, counts for nobody.
  void Add(const arena::GameEvent& event);

  [[nodiscard]] const std::vector<wire::Standing>& rows() const { return rows_; }  // By seat.

 private:
  [[nodiscard]] wire::Standing* Row(std::uint8_t seat);

  std::vector<wire::Standing> rows_;
};

}  // namespace reprise::match
