#include "gui/pictures/picture.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>

#include "gui/pictures/clipped_svg.h"

namespace orrery::gui {
namespace {

constexpr int kSmallest = 0;  // of Qt's quality: for PNG, how hard to press

}  // namespace

bool save_picture(QWidget& widget, const QString& path, QSize size) {
  if (widget.size() != size) widget.resize(size);
  if (path.endsWith(".png")) return widget.grab().save(path, "PNG", kSmallest);
  if (!path.endsWith(".svg")) return false;
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return false;
  ClippedSvg picture(size, widget.logicalDpiX());
  QPainter painter(&picture);
  widget.render(&painter);
  painter.end();
  const QString title = widget.accessibleName().isEmpty() ? widget.windowTitle() : widget.accessibleName();
  return picture.write(file, title) && file.flush();
}

}  // namespace orrery::gui
