#include "gui/pictures/picture.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgGenerator>

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
  QSvgGenerator generator;
  generator.setOutputDevice(&file);
  generator.setSize(size);
  generator.setViewBox(QRect(QPoint(), size));
  generator.setTitle(widget.accessibleName());
  QPainter painter(&generator);
  widget.render(&painter);
  painter.end();
  return file.error() == QFile::NoError;
}

}  // namespace orrery::gui
