// Counts what each seat did, from the events of a match.
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

  // An event without a seat, or with a seat that does not exist, is ignored.
  void Add(const arena::GameEvent& event);

  [[nodiscard]] const std::vector<wire::Standing>& rows() const { return rows_; }  // By seat.

 private:
  [[nodiscard]] wire::Standing* Row(std::uint8_t seat);

  std::vector<wire::Standing> rows_;
};

}  // namespace reprise::match
