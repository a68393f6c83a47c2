#pragma once

namespace orrery::gui {

/// Pixels of the timeline's parts, from top to bottom: flags, branches in lanes, density, faults in lanes, the axis.
inline constexpr double kTimelineMargin = 10;
inline constexpr int kTimelineFewestLanes = 1, kTimelineMostLanes = 5;
/// Lanes that the pane does not get too small for.
inline constexpr int kTimelineRoomyLanes = 3;
/// More branches than this are counted. The density needs its height to be read.
inline constexpr int kTimelineMostBranches = 3;
inline constexpr double kTimelineLeastDensity = 24;

}  // namespace orrery::gui
