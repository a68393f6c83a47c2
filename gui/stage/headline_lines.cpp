#include "gui/stage/headline_lines.h"

namespace orrery::gui {

HeadlineLines headline_lines(const QString& words, double room, const std::function<double(const QString&)>& width) {
  if (width(words) <= room) return {words, {}};
  for (qsizetype space = words.lastIndexOf(' '); space > 0; space = words.lastIndexOf(' ', space - 1))
    if (width(words.left(space)) <= room) return {words.left(space), words.mid(space + 1)};
  return {{}, words};
}

}  // namespace orrery::gui
