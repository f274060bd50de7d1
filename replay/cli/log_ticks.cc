#include "replay/cli/log_ticks.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "replay/log/format.h"
#include "wire/codecs.h"

namespace reprise::cli {

LogTicks::LogTicks(const log::LogFile& log) {
  const log::LogChannel* marks = log.FindChannel(log::kTickTopic);
  if (marks == nullptr) return;
  for (const log::LogMessage& message : marks->messages) {
    const absl::StatusOr<wire::TickEnd> mark = channel::Codec<wire::TickEnd>::Decode(message.data);
    if (mark.ok()) ends_.emplace_back(message.log_time, mark->tick);
  }
  std::sort(ends_.begin(), ends_.end());
}

std::uint64_t LogTicks::TickOf(const log::LogMessage& message) const {
  const auto end =
      std::lower_bound(ends_.begin(), ends_.end(), std::pair(message.log_time, std::uint64_t{0}));
  if (end != ends_.end()) return end->second;
  return ends_.empty() ? 0 : ends_.back().second + 1;
}

absl::StatusOr<TickRange> ParseTickRange(const std::string& text) {
  TickRange range;
  const std::size_t dots = text.find("..");
  const std::string first = text.substr(0, dots);
  const std::string last = dots == std::string::npos ? text : text.substr(dots + 2);
  const bool open = dots != std::string::npos && text.size() > 2;  // ".." alone is no range.
  const bool first_ok = absl::SimpleAtoi(first, &range.first) || (open && first.empty());
  const bool last_ok = absl::SimpleAtoi(last, &range.last) || (open && last.empty());
  if (first.empty()) range.first = 0;
  if (last.empty()) range.last = UINT64_MAX;
  if (first_ok && last_ok && range.first <= range.last) return range;
  return absl::InvalidArgumentError(
      absl::StrCat("'", text, "' is no range of ticks; expected N, A..B, A.. or ..B with A not above B"));
}

}  // namespace reprise::cli
