// Lists of structs in messages: cells, events, agents, bombs, flames, standings.
//
// Uses the builder's callback that fills a vector, not its uninitialized vectors: those use a struct's size
// as its alignment, so that a struct of ten bytes would misalign every 64-bit field of the message.
//
// Threads      thread-safe (pure).
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <functional>
#include <vector>

#include "wire/checks.h"

namespace reprise::wire {

// `pack` turns one value into a Struct.
template <typename Struct, typename Value, typename Pack>
auto WriteStructs(flatbuffers::FlatBufferBuilder& builder, const std::vector<Value>& values, Pack pack) {
  const std::function<void(std::size_t, Struct*)> fill = [&](std::size_t i, Struct* room) {
    *room = pack(values[i]);
  };
  return builder.CreateVectorOfStructs<Struct>(values.size(), fill);
}

// Calls unpack(field, struct), which returns a Status, for each struct. A missing vector counts as empty.
template <typename Struct, typename Unpack>
absl::Status ReadStructs(const char* name, const flatbuffers::Vector<const Struct*>* vector, int count_max,
                         Unpack unpack) {
  const std::size_t count = vector == nullptr ? 0 : vector->size();
  REPRISE_EXPECT(
      ExpectInRange(Field(name).Part(" (length)"), static_cast<std::int64_t>(count), 0, count_max));
  for (std::size_t i = 0; i < count; ++i) {
    REPRISE_EXPECT(unpack(Field(name, i), *vector->Get(static_cast<flatbuffers::uoffset_t>(i))));
  }
  return absl::OkStatus();
}

inline auto WriteCells(flatbuffers::FlatBufferBuilder& builder, const std::vector<arena::Position>& cells) {
  return WriteStructs<match::Cell>(builder, cells, ToWire);
}

inline absl::Status ReadCells(const char* name, const flatbuffers::Vector<const match::Cell*>* vector,
                              int count_max, std::vector<arena::Position>& cells) {
  return ReadStructs(name, vector, count_max, [&](const Field& field, const match::Cell& cell) {
    REPRISE_EXPECT(ExpectCell(field, cell));
    cells.push_back(FromWire(cell));
    return absl::OkStatus();
  });
}

}  // namespace reprise::wire
