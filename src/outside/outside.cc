#include "outside/outside.h"

#include <utility>

#include "sched/object/announce.h"

namespace reprise::sched {

Outside::Outside(std::string name, std::function<std::uint64_t()> read)
    : Object({.kind = ObjectKind::kOutside, .name = std::move(name)}), read_(std::move(read)) {}

std::uint64_t Outside::Poll(Site site) {
  const Announced op = Announce(OpKind::kPoll, id(), site);
  const std::uint64_t value = op.IsDecided() ? op.decided().value : read_();
  op.Commit({.branch = Branch::kDone, .value = value});
  return value;
}

}  // namespace reprise::sched
