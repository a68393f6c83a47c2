#pragma once

namespace orrery::gui {

/// Pixels of the timeline's parts, from top to bottom: flags, density, faults in lanes, the axis.
inline constexpr double kTimelineMargin = 10, kTimelineAxisHeight = 18, kTimelineFaultHeight = 16;
inline constexpr int kTimelineFewestLanes = 1, kTimelineMostLanes = 5;

}  // namespace orrery::gui
