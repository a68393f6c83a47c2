#pragma once

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QPixmap>
#include <QWidget>

namespace orrery::gui {

/// What of a pane changes rarely, painted once and kept as a picture. Onto what is no raster, such as SVG, it is
/// painted each time.
class StillLayer {
 public:
  void forget() { picture_ = QPixmap(); }

  /// `paint(QPainter&)` draws the layer over `ground`; a transparent ground is for a layer above others.
  template <class Paint>
  void draw(QPainter& painter, const QWidget& widget, const QColor& ground, Paint paint) {
    if (painter.paintEngine() == nullptr || painter.paintEngine()->type() != QPaintEngine::Raster) {
      if (ground.alpha() == 255) painter.fillRect(widget.rect(), ground);
      paint(painter);
      return;
    }
    const qreal ratio = painter.device()->devicePixelRatio();
    const QSize size = widget.size() * ratio;
    if (picture_.size() != size || picture_.devicePixelRatio() != ratio) {
      picture_ = QPixmap(size);
      picture_.setDevicePixelRatio(ratio);
      picture_.fill(ground);
      QPainter still(&picture_);
      still.setRenderHint(QPainter::Antialiasing);
      still.setFont(widget.font());
      paint(still);
    }
    painter.drawPixmap(QPointF(0, 0), picture_);
  }

 private:
  QPixmap picture_;
};

}  // namespace orrery::gui
