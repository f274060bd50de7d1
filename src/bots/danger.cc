#include "bots/danger.h"

#include "arena/geometry.h"
#include "bots/bomb_run.h"

namespace reprise::bots {

DangerForecast ForecastDanger(const arena::State& state) {
  const std::size_t cells = state.board.size();
  DangerForecast forecast{.size = state.size};
  forecast.deadly.assign(cells, 0);
  forecast.blocked.assign(cells, 0);
  BombRun run(BombsOnly(state));
  for (int step = 0; step <= kHorizon; ++step) {
    if (step > 0) run.Advance();
    // A board without bombs and flames does not change any more: set the bits of all later steps.
    const auto bits = static_cast<std::uint16_t>(run.quiet() ? 0xffffU << step : 1U << step);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const arena::Code code = run.state().board[cell];
      if (code == arena::kFlames) forecast.deadly[cell] |= bits;
      if (code == arena::kBomb || arena::IsWall(code)) forecast.blocked[cell] |= bits;
    }
    if (run.quiet()) break;
  }
  constexpr std::uint16_t kInHorizon = (1U << (kHorizon + 1)) - 1;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    forecast.deadly[cell] &= kInHorizon;
    forecast.blocked[cell] &= kInHorizon;
  }
  return forecast;
}

}  // namespace reprise::bots
