#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "gui/model/message_window.h"
#include "gui/sequence/sequence_axes.h"

namespace orrery::gui {

/// Copies of messages that are the same line on the screen.
struct SequenceArrow {
  std::uint32_t from = 0, to = 0;   ///< axes
  std::int32_t begin = 0, end = 0;  ///< pixels along the time
  std::uint32_t kind = 0;           ///< place in MessageWindow::kinds
  bool lost = false;
  bool told = false;   ///< its arrival is recorded, or told by what it caused
  bool faint = false;  ///< of nobody that is pointed at
  std::uint32_t copies = 0;
};

/// The arrows of a window, each once with the number of copies that it stands for: at most as many as there are
/// different ones in pixels. Copies that a node sends to itself are left out. `x_of` maps ns to pixels.
std::vector<SequenceArrow> sequence_arrows(const MessageWindow& window, const SequenceAxes& axes,
                                           sim::EntityId pointed_at, const std::function<double(std::int64_t)>& x_of);

}  // namespace orrery::gui
