// Draws calls against time, one row a call, so that overlaps are seen:
//
//   thread 0  |--push(1)--|
//   thread 1       |--push(2)--|
//   thread 1                      |--pop -> 2--|
//
// A row without its right bar did not return. Time is the order of events; lengths mean nothing.
//
// Threads      thread-compatible.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "replay/oracle/history.h"

namespace reprise::oracle {

struct TimelineRow {
  unsigned thread = 0;
  std::string text;
  std::uint64_t invoked = 0;
  std::uint64_t returned = kPending;
};

inline std::string DrawTimeline(std::vector<TimelineRow> rows) {
  std::sort(rows.begin(), rows.end(),
            [](const TimelineRow& a, const TimelineRow& b) { return a.invoked < b.invoked; });
  std::map<std::uint64_t, std::size_t> column;  // By stamp; each event right of the one before.
  for (const TimelineRow& row : rows) {
    column[row.invoked] = 0;
    if (row.returned != kPending) column[row.returned] = 0;
  }
  std::size_t next = 0;
  for (auto& [stamp, x] : column) {
    x = next;
    for (const TimelineRow& row : rows)
      if (row.returned == stamp) x = std::max(x, column[row.invoked] + row.text.size() + 5);
    next = x + 2;
  }

  std::string picture;
  for (const TimelineRow& row : rows) {
    const std::size_t from = column[row.invoked];
    std::string line =
        "  thread " + std::to_string(row.thread) + "  " + std::string(from, ' ') + "|--" + row.text;
    if (row.returned == kPending) {
      line += "-- ...";
    } else {
      line += std::string(column[row.returned] - from - row.text.size() - 3, '-') + "|";
    }
    picture += line + "\n";
  }
  return picture;
}

}  // namespace reprise::oracle
