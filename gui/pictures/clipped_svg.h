#pragma once

#include <QPaintDevice>
#include <QSize>
#include <QString>
#include <memory>

class QIODevice;

namespace orrery::gui {

/// An SVG in which what painters and panes cut off is cut off: Qt's own generator (QSvgGenerator, 6.4) writes no clip.
/// Whatever is drawn under one clip is one group of the picture that carries it. Lengths are pixels at `dpi` dots an
/// inch, so a font of so many points has the size that it has on that screen. Drawn with one QPainter, then written.
class ClippedSvg : public QPaintDevice {
 public:
  ClippedSvg(QSize size, int dpi);
  ~ClippedSvg() override;
  QPaintEngine* paintEngine() const override;
  /// The whole picture, once the painter has ended. False when it could not be written.
  bool write(QIODevice& to, const QString& title) const;

 protected:
  int metric(PaintDeviceMetric metric) const override;

 private:
  class Engine;
  QSize size_;
  int dpi_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace orrery::gui
