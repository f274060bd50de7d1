#include "replay/cli/progress.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/os.h"
#include "replay/cli/terminal.h"

namespace reprise::cli {
namespace {

constexpr std::uint64_t kQuietNanos = 1'000'000'000;
constexpr std::uint64_t kRedrawNanos = 100'000'000;

}  // namespace

Progress::Progress(std::string doing, std::string unit, std::uint64_t total)
    : doing_(std::move(doing)),
      unit_(std::move(unit)),
      total_(total),
      shown_(WelcomesDrawing(stderr)),
      next_nanos_(MonotonicNanos() + kQuietNanos) {}

void Progress::Update(std::uint64_t done) {
  if (!shown_) return;
  const std::uint64_t now = MonotonicNanos();
  if (now < next_nanos_) return;
  next_nanos_ = now + kRedrawNanos;
  Draw(done);
}

void Progress::Draw(std::uint64_t done) {
  std::string line = doing_ + ": " + std::to_string(done);
  if (total_ != 0) {
    const std::uint64_t percent = std::min<std::uint64_t>(done, total_) * 100 / total_;
    line += " of " + std::to_string(total_) + " " + unit_ + ", " + std::to_string(percent) + " %";
  } else {
    line += " " + unit_;
  }
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::Clear() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace reprise::cli
