#pragma once

#include <QProxyStyle>

namespace orrery::gui {

/// Fusion with boxes that can be seen on a dark ground whether or not they are ticked: Fusion derives their frames from
/// the ground behind them, which leaves a contrast of almost none there.
class CheckMarks : public QProxyStyle {
  Q_OBJECT

 public:
  CheckMarks() : QProxyStyle(QStringLiteral("Fusion")) {}
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
};

}  // namespace orrery::gui
