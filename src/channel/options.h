// The options of a channel.
#pragma once

#include <cstdint>
#include <string>

namespace reprise::channel {

struct Options {
  std::string name;               // The topic of its messages: "/match/bot/3/decisions".
  std::uint64_t capacity = 1000;  // Messages.
};

}  // namespace reprise::channel
