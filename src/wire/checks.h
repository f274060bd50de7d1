// The conditions on the values of a message, each with the sentence for a violation.
//
// The verifier of FlatBuffers checks only the structure: it accepts an action of 200.
//
// Threads      thread-safe (pure).
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "arena/board_generator.h"
#include "arena/rules.h"
#include "arena/state.h"
#include "wire/board_generated.h"

namespace reprise::wire {

// The field that a sentence is about: "tick", or "goals[3].row". Its text is made only for an error.
struct Field {
  const char* name;
  int index = -1;
  const char* part = "";
  const char* inner = "";  // A part of the part.

  Field(const char* the_name) : name(the_name) {}  // NOLINT(google-explicit-constructor): reads as a name.
  Field(const char* the_name, std::size_t the_index) : name(the_name), index(static_cast<int>(the_index)) {}

  [[nodiscard]] Field Part(const char* the_part) const {
    Field field = *this;
    (*part == '\0' ? field.part : field.inner) = the_part;
    return field;
  }
  [[nodiscard]] std::string ToString() const {
    return index < 0 ? absl::StrCat(name, part, inner) : absl::StrCat(name, "[", index, "]", part, inner);
  }
};

inline absl::Status ExpectInRange(const Field& field, std::int64_t found, std::int64_t min,
                                  std::int64_t max) {
  if (found >= min && found <= max) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(field.ToString(), ": found ", found, ", expected ", min,
                                                 " to ", max, "; the log is damaged"));
}

inline absl::Status ExpectSeat(const Field& field, std::uint8_t seat) {
  return ExpectInRange(field, seat, 0, arena::kPlayersMax - 1);
}

inline absl::Status ExpectAction(const Field& field, match::Action action) {
  return ExpectInRange(field, static_cast<std::uint8_t>(action), 0, arena::kActionCount - 1);
}

inline absl::Status ExpectCell(const Field& field, const match::Cell& cell, int size = arena::kBoardSizeMax) {
  const absl::Status row = ExpectInRange(field.Part(".row"), cell.row(), 0, size - 1);
  return row.ok() ? ExpectInRange(field.Part(".col"), cell.col(), 0, size - 1) : row;
}

inline match::Cell ToWire(arena::Position cell) { return {cell.row, cell.col}; }
inline arena::Position FromWire(const match::Cell& cell) { return {cell.row(), cell.col()}; }

}  // namespace reprise::wire

// Returns from the enclosing function with the check's status if the check fails.
#define REPRISE_EXPECT(check) \
  if (absl::Status status_ = (check); !status_.ok()) return status_
