#include "gui/window/check_marks.h"

#include <QApplication>
#include <QPainter>
#include <QStyleOption>
#include <algorithm>
#include <utility>

namespace orrery::gui {
namespace {

constexpr int kSignPixels = 16, kExtensionPixels = 24;

}  // namespace

void CheckMarks::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
  if (element != PE_IndicatorCheckBox && element != PE_IndicatorItemViewItemCheck)
    return QProxyStyle::drawPrimitive(element, option, painter, widget);
  const QPalette& palette = option->palette;
  const bool on = (option->state & State_On) != 0;
  const double side = std::min(option->rect.width(), option->rect.height()) - 2;
  QRectF box(0, 0, side, side);
  box.moveCenter(QRectF(option->rect).center());
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const bool focused = (option->state & (State_HasFocus | State_MouseOver)) != 0;
  painter->setPen(QPen(palette.color(on || focused ? QPalette::Link : QPalette::PlaceholderText), 1.4));
  painter->setBrush(palette.color(QPalette::Base));
  painter->drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 2.5, 2.5);
  if (on) {
    painter->setPen(QPen(palette.color(QPalette::Text), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&box](double x, double y) {
      return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    painter->drawPolyline(QPolygonF{{at(0.25, 0.52), at(0.43, 0.7), at(0.76, 0.3)}});
  }
  painter->restore();
}

QIcon CheckMarks::standardIcon(StandardPixmap sign, const QStyleOption* option, const QWidget* widget) const {
  QIcon plain = QProxyStyle::standardIcon(sign, option, widget);
  if (sign != SP_ToolBarHorizontalExtensionButton && sign != SP_ToolBarVerticalExtensionButton) return plain;
  const QPalette palette = QApplication::palette();
  QIcon drawn;
  for (const auto& [mode, group] :
       {std::pair(QIcon::Normal, QPalette::Active), std::pair(QIcon::Disabled, QPalette::Disabled)}) {
    QPixmap pixmap = plain.pixmap(kSignPixels);
    QPainter painter(&pixmap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), palette.color(group, QPalette::ButtonText));
    painter.end();
    drawn.addPixmap(pixmap, mode);
  }
  return drawn;
}

int CheckMarks::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  return metric == PM_ToolBarExtensionExtent ? kExtensionPixels : QProxyStyle::pixelMetric(metric, option, widget);
}

}  // namespace orrery::gui
