// The topics of a match's log that the harness looks for: the marks of its ticks and its keyframes.
//
// Only src/match knows the names of the other topics. With these two the harness can read a log tick by tick.
#pragma once

namespace reprise::match {

inline constexpr char kTickTopic[] = "/reprise/tick";  // One TickEnd for each tick, after its last op.
inline constexpr char kKeyframeTopic[] = "/reprise/keyframe";  // The whole state, every kKeyframeTicks.

}  // namespace reprise::match
