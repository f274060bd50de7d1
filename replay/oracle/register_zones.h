// A register whose stores are all different is wrong exactly when one of these is so:
//
//   a load returned before its value's store was invoked, or nobody stored its value
//   two forward zones overlap
//   a backward zone lies within a forward zone
//
// A value's zone reaches from the first return to the last invocation among its store and its loads. It is forward
// when that return comes first: the register surely held the value all that time. Otherwise its ops all overlap in
// one time, backward, and the value needs one free moment there.
//
// Threads      thread-compatible.
// After        Gibbons & Korach, "Testing shared memories", 1997.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "replay/oracle/history.h"
#include "replay/oracle/history_check.h"
#include "replay/oracle/timeline.h"

namespace reprise::oracle {

template <typename Spec>
class RegisterZones {
 public:
  using OneCall = Call<Spec>;

  RegisterZones(const Spec& spec, const std::vector<OneCall>& calls) : spec_(spec), calls_(calls) {}

  // nullopt: some op both reads and writes, is pending, or stores what was stored before.
  std::optional<HistoryCheck> Check() {
    if (!Collect()) return std::nullopt;
    if (!wrong_) CheckZones();
    return wrong_ ? *wrong_ : HistoryCheck{};
  }

 private:
  struct Zone {
    const OneCall* store = nullptr;  // Null: the initial value.
    const OneCall* first_return = nullptr;
    const OneCall* last_invoke = nullptr;
    // One later than the stamps, so that the initial value's store is before all.
    [[nodiscard]] std::uint64_t returned() const { return store == nullptr ? 0 : first_return->returned + 1; }
    [[nodiscard]] std::uint64_t invoked() const { return last_invoke->invoked + 1; }
    [[nodiscard]] bool forward() const { return returned() < invoked(); }
  };

  bool Collect() {
    std::unordered_map<std::uint64_t, std::size_t> index{{InitialState(spec_), 0}};
    zones_.emplace_back();
    for (const OneCall& call : calls_) {
      if (call.pending() || (call.op.kind != Spec::Kind::kStore && call.op.kind != Spec::Kind::kLoad))
        return false;
      if (call.op.kind == Spec::Kind::kLoad) continue;
      if (!index.emplace(call.op.value, zones_.size()).second) return false;
      zones_.push_back({&call, &call, &call});
    }
    for (const OneCall& call : calls_) {
      if (call.op.kind == Spec::Kind::kStore) continue;
      const auto found = index.find(call.result->value);
      if (found == index.end()) {
        Wrong({&call}, "nobody stored the value of this load");
        return true;
      }
      Zone& zone = zones_[found->second];
      if (zone.store != nullptr && call.Before(*zone.store))
        Wrong({&call, zone.store}, "a load returned before its value's store was invoked");
      if (zone.first_return == nullptr || call.returned < zone.first_return->returned)
        zone.first_return = &call;
      if (zone.last_invoke == nullptr || call.invoked > zone.last_invoke->invoked) zone.last_invoke = &call;
    }
    if (zones_[0].last_invoke == nullptr) zones_.erase(zones_.begin());  // Nobody saw the initial value.
    return true;
  }

  void CheckZones() {
    std::vector<const Zone*> forward;
    for (const Zone& zone : zones_)
      if (zone.forward()) forward.push_back(&zone);
    std::sort(forward.begin(), forward.end(),
              [](const Zone* a, const Zone* b) { return a->returned() < b->returned(); });
    for (std::size_t next = 1; next < forward.size(); ++next) {
      if (forward[next]->returned() > forward[next - 1]->invoked()) continue;
      return WrongZones(*forward[next - 1], *forward[next], "the register held two values at one time");
    }
    for (const Zone& zone : zones_) {
      if (zone.forward()) continue;
      const auto after = std::partition_point(forward.begin(), forward.end(), [&](const Zone* candidate) {
        return candidate->returned() < zone.invoked();
      });
      if (after == forward.begin() || (*std::prev(after))->invoked() < zone.returned()) continue;
      return WrongZones(**std::prev(after), zone, "a value has no moment: another one held all the time");
    }
  }

  void WrongZones(const Zone& a, const Zone& b, const std::string& why) {
    std::vector<const OneCall*> involved;
    for (const Zone* zone : {&a, &b})
      for (const OneCall* call : {zone->store, zone->first_return, zone->last_invoke})
        if (call != nullptr && std::find(involved.begin(), involved.end(), call) == involved.end())
          involved.push_back(call);
    Wrong(involved, why);
  }

  void Wrong(const std::vector<const OneCall*>& involved, const std::string& why) {
    if (wrong_) return;
    std::vector<TimelineRow> rows;
    for (const OneCall* call : involved)
      rows.push_back({call->thread, spec_.Text(call->op, call->seen()), call->invoked, call->returned});
    wrong_ = HistoryCheck{Answer::kNotLinearizable,
                          "not linearizable: " + why + "\n" + DrawTimeline(std::move(rows)), 0};
  }

  const Spec& spec_;
  const std::vector<OneCall>& calls_;
  std::vector<Zone> zones_;  // Of the initial value, if anybody saw it, then in the order of the stores.
  std::optional<HistoryCheck> wrong_;
};

template <typename Spec>
std::optional<HistoryCheck> CheckRegisterZones(const Spec& spec, const std::vector<Call<Spec>>& calls) {
  return RegisterZones<Spec>(spec, calls).Check();
}

}  // namespace reprise::oracle
