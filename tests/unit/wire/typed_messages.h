// The list of message types that each typed test of the codecs runs over.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/wire/samples.h"
#include "wire/codecs.h"

namespace reprise::wire {

using AllMessages = ::testing::Types<TickStart, BotDecision, GameEvents, bots::PathQuery, bots::PathAnswer,
                                     TickEnd, Keyframe, Standings, Commentary>;

template <typename T>
std::string EncodedSample() {
  const auto bytes = channel::Codec<T>::Encode(Sample<T>());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::span<const std::byte> Bytes(const std::string& bytes) { return std::as_bytes(std::span(bytes)); }

}  // namespace reprise::wire
