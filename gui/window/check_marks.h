#pragma once

#include <QProxyStyle>

namespace orrery::gui {

/// Fusion with boxes that can be seen on a dark ground whether or not they are ticked: Fusion derives their frames from
/// the ground behind them, which leaves a contrast of almost none there. The sign of a
/// bar that has more than it can show, which Qt has only as a dark picture, is drawn in the colour of text.
class CheckMarks : public QProxyStyle {
  Q_OBJECT

 public:
  CheckMarks() : QProxyStyle(QStringLiteral("Fusion")) {}
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  QIcon standardIcon(StandardPixmap sign, const QStyleOption* option, const QWidget* widget) const override;
  int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
};

}  // namespace orrery::gui
