#pragma once

#include <QString>
#include <functional>

namespace orrery::gui {

/// Words on at most two lines; `second` is empty where the first has room for all.
struct HeadlineLines {
  QString first, second;
};
/// Breaks words at the last space that leaves the first line no longer than `room`; nothing is on the first where not
/// even one word is. `width` measures.
HeadlineLines headline_lines(const QString& words, double room, const std::function<double(const QString&)>& width);

}  // namespace orrery::gui
