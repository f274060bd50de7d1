// The topics of a match's log that the harness looks for: the marks of its ticks and its keyframes.
//
// Everything else of a match goes by names that only src/match knows. These two make a log readable tick by tick.
#pragma once

namespace reprise::match {

inline constexpr char kTickTopic[] = "/reprise/tick";          // One TickEnd a tick, behind its last op.
inline constexpr char kKeyframeTopic[] = "/reprise/keyframe";  // The whole state, every kKeyframeTicks.

}  // namespace reprise::match
