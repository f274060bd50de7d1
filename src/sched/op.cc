#include "sched/op.h"

#include <array>

namespace reprise::sched {

std::string ToString(const Site& site) {
  std::string path = site.file;
  while (path.rfind("../", 0) == 0) path.erase(0, 3);
  return path + ":" + std::to_string(site.line);
}

const char* Name(OpKind kind) {
  static constexpr std::array<const char*, kModelOpKindMax + 1> kNames = {
      "start",       "spawn",   "end",       "join",    "send",  "try_send",    "receive",
      "try_receive", "close",   "subscribe", "publish", "load",  "append",      "now",
      "sleep",       "poll",    "yield",     "notify",  "lock",  "unlock",      "wait",
      "acquire",     "release", "select",    "cancel",  "stats", "atomic_load", "atomic_store",
      "atomic_rmw",  "fence",   "spin"};
  return kNames.at(static_cast<std::size_t>(kind));
}

const char* Name(Branch branch) {
  static constexpr std::array<const char*, kBranchMax + 1> kNames = {
      "free", "done", "failed", "closed", "timed_out", "cancelled", "lagged"};
  return kNames.at(static_cast<std::size_t>(branch));
}

const char* Name(ObjectKind kind) {
  static constexpr std::array<const char*, kObjectKindMax + 1> kNames = {
      "task",     "mpsc",   "broadcast", "requests", "replies", "snapshots", "journal",   "clock", "outside",
      "entities", "events", "oneshot",   "watch",    "mutex",   "condition", "semaphore", "scope", "stats"};
  return kNames.at(static_cast<std::size_t>(kind));
}

}  // namespace reprise::sched
