#include "replay/cli/board_view.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "arena/render.h"
#include "base/os.h"
#include "replay/cli/terminal.h"

namespace reprise::cli {
namespace {

// A match in lockstep runs far faster than an eye; drawing every tick would only slow it down.
constexpr std::uint64_t kRedrawNanos = 33'000'000;

constexpr int kLinesBelowBoard = 2;

// Drawing over the last board needs all of it on the screen.
bool FitsOnTerminal(int lines) {
  winsize size{};
  if (ioctl(fileno(stdout), TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return true;
  return lines <= size.ws_row;
}

}  // namespace

BoardView::BoardView(bool wanted, int board_size)
    : shown_(wanted && WelcomesDrawing(stdout) && FitsOnTerminal(board_size + kLinesBelowBoard)) {}

void BoardView::AfterTick(const arena::State& state, std::uint32_t tick) {
  if (!shown_) return;
  const std::uint64_t now = MonotonicNanos();
  if (now < next_nanos_) {
    last_ = state;
    return;
  }
  next_nanos_ = now + kRedrawNanos;
  Draw(state, tick);
}

void BoardView::AfterMatch(const match::MatchReport& report) {
  report_ = report;
  if (shown_ && last_.size > 0 && !last_.board.empty()) Draw(last_, last_.step_count);
}

void BoardView::Draw(const arena::State& state, std::uint32_t tick) {
  std::string text = lines_drawn_ > 0 ? absl::StrCat("\x1b[", lines_drawn_, "A") : std::string();
  absl::StrAppend(
      &text, arena::Render(state, arena::Glyphs::kColour), "\x1b[Ktick ", tick, ", alive ",
      std::count_if(state.agents.begin(), state.agents.end(), [](const auto& a) { return a.alive; }), "\n");
  lines_drawn_ = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
  last_.board.clear();
}

}  // namespace reprise::cli
