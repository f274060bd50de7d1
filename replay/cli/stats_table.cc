#include "replay/cli/stats_table.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "task/task_type.h"

namespace reprise::cli {
namespace {

using Row = std::vector<std::string>;

std::string Time(std::uint64_t nanos) {
  struct Unit {
    const char* name;
    std::uint64_t nanos;
  };
  static constexpr std::array<Unit, 3> kUnits = {{{"s", 1'000'000'000}, {"ms", 1'000'000}, {"us", 1'000}}};
  for (const Unit& unit : kUnits) {
    if (nanos < unit.nanos) continue;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %s", static_cast<double>(nanos) / static_cast<double>(unit.nanos),
                  unit.name);
    return text;
  }
  return absl::StrCat(nanos, " ns");
}

std::string Fixed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

std::string PoolName(std::uint8_t type) {
  return type < task::kTaskTypeCount ? task::Name(static_cast<task::TaskType>(type))
                                     : absl::StrCat("type ", type);
}

// The first column to the left, the others to the right.
std::string Aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], row[column].size());
  }
  std::string text;
  for (const Row& row : rows) {
    absl::StrAppend(&text, "  ", row[0], std::string(widths[0] - row[0].size(), ' '));
    for (std::size_t column = 1; column < row.size(); ++column)
      absl::StrAppend(&text, "  ", std::string(widths[column] - row[column].size(), ' '), row[column]);
    text += '\n';
  }
  return text;
}

std::string Pools(const std::vector<sched::PoolStats>& pools) {
  std::vector<Row> rows = {{"pool", "turns", "queued", "wait p50", "p90", "p99", "max", "service p50", "p90",
                            "p99", "max", "steals", "parks", "wakes"}};
  for (const sched::PoolStats& pool : pools) {
    Row row = {PoolName(pool.type), absl::StrCat(pool.service.count), Fixed(pool.mean_queued)};
    for (const sched::Distribution* times : {&pool.wait, &pool.service}) {
      for (std::uint64_t nanos : {times->p50_ns, times->p90_ns, times->p99_ns, times->max_ns})
        row.push_back(Time(nanos));
    }
    for (std::uint64_t count : {pool.steals, pool.parks, pool.wakes}) row.push_back(absl::StrCat(count));
    rows.push_back(std::move(row));
  }
  return Aligned(rows);
}

std::string Shares(const std::vector<sched::ShareStats>& shares) {
  std::vector<Row> rows = {{"pool", "share given", "share now"}};
  for (const sched::ShareStats& share : shares)
    rows.push_back({share.pool, absl::StrCat(share.given), Fixed(share.now)});
  return Aligned(rows);
}

std::string Objects(const std::vector<sched::ObjectStats>& objects) {
  std::vector<Row> rows = {
      {"channel", "kind", "sent", "received", "undelivered", "sender waits", "receiver waits", "cancelled"}};
  for (const sched::ObjectStats& object : objects) {
    rows.push_back({object.name, sched::Name(object.kind), absl::StrCat(object.sent),
                    absl::StrCat(object.received), absl::StrCat(object.undelivered + object.length),
                    absl::StrCat(object.sender_waits), absl::StrCat(object.receiver_waits),
                    absl::StrCat(object.cancelled)});
  }
  return Aligned(rows);
}

nlohmann::ordered_json TimesJson(const sched::Distribution& times) {
  return {{"count", times.count},   {"p50_ns", times.p50_ns}, {"p90_ns", times.p90_ns},
          {"p99_ns", times.p99_ns}, {"max_ns", times.max_ns}, {"total_ns", times.total_ns}};
}

}  // namespace

std::string StatsTable(const sched::RuntimeStats& stats) {
  std::string text = absl::StrCat(
      "  ran ", Time(stats.ran_ns), ", tasks ", stats.scheduler.tasks, ", steals ", stats.scheduler.steals,
      ", parks ", stats.scheduler.parks, ", wakes ", stats.scheduler.wakes, ", worker sleeps ",
      stats.scheduler.sleeps, ", garbage ", stats.garbage.waiting(), " (epoch ", stats.garbage.epoch, ")\n");
  if (!stats.pools.empty()) absl::StrAppend(&text, "\n", Pools(stats.pools));
  if (!stats.shares.empty()) absl::StrAppend(&text, "\n", Shares(stats.shares));
  if (!stats.objects.empty()) absl::StrAppend(&text, "\n", Objects(stats.objects));
  return text;
}

nlohmann::ordered_json StatsJson(const sched::RuntimeStats& stats) {
  nlohmann::ordered_json pools = nlohmann::ordered_json::array();
  for (const sched::PoolStats& pool : stats.pools) {
    pools.push_back({{"pool", PoolName(pool.type)},
                     {"mean_queued", pool.mean_queued},
                     {"wait", TimesJson(pool.wait)},
                     {"service", TimesJson(pool.service)},
                     {"steals", pool.steals},
                     {"parks", pool.parks},
                     {"wakes", pool.wakes}});
  }
  nlohmann::ordered_json shares = nlohmann::ordered_json::array();
  for (const sched::ShareStats& share : stats.shares)
    shares.push_back({{"pool", share.pool}, {"given", share.given}, {"now", share.now}});
  nlohmann::ordered_json objects = nlohmann::ordered_json::array();
  for (const sched::ObjectStats& object : stats.objects) {
    objects.push_back({{"name", object.name},
                       {"kind", sched::Name(object.kind)},
                       {"alive", object.alive},
                       {"capacity", object.capacity},
                       {"length", object.length},
                       {"sent", object.sent},
                       {"received", object.received},
                       {"undelivered", object.undelivered + object.length},
                       {"sender_waits", object.sender_waits},
                       {"receiver_waits", object.receiver_waits},
                       {"cancelled", object.cancelled}});
  }
  return {{"ran_ns", stats.ran_ns},
          {"tasks", stats.scheduler.tasks},
          {"steals", stats.scheduler.steals},
          {"parks", stats.scheduler.parks},
          {"wakes", stats.scheduler.wakes},
          {"sleeps", stats.scheduler.sleeps},
          {"epoch", stats.garbage.epoch},
          {"garbage", stats.garbage.waiting()},
          {"pools", pools},
          {"shares", shares},
          {"channels", objects}};
}

}  // namespace reprise::cli
