#include "gui/window/signs.h"

#include <algorithm>
#include <array>

namespace orrery::gui {
namespace {

enum class Shape : std::uint8_t { kDisc, kUp, kDown, kDiamond, kSquare, kWide, kTall, kLeft, kRight, kRing, kGlass };

struct ShapeOfKind {
  std::string_view kind;
  Shape shape;
};
// Requests and what answers them stand beside each other in time: their shapes are the least alike. A committee's kinds
// share colours with those of OCR2, which its scenario can hold as well, so they share no shape.
constexpr std::array kShapes{
    ShapeOfKind{"observe-req", Shape::kUp},
    ShapeOfKind{"observe", Shape::kDisc},
    ShapeOfKind{"report-req", Shape::kDiamond},
    ShapeOfKind{"report", Shape::kSquare},
    ShapeOfKind{"final", Shape::kDown},
    ShapeOfKind{"final-echo", Shape::kWide},
    ShapeOfKind{"new-epoch", Shape::kTall},
    ShapeOfKind{"committee-ask", Shape::kRight},
    ShapeOfKind{"committee-view", Shape::kRing},
    ShapeOfKind{"committee-proposal", Shape::kGlass},
    ShapeOfKind{"committee-signature", Shape::kLeft},
};

constexpr int kSigns = 5;
// Below it a sign is a smudge.
constexpr double kLeastRadius = 4;

}  // namespace

QPainterPath kind_sign(std::string_view message_kind, QPointF at, double radius) {
  const auto* found =
      std::find_if(kShapes.begin(), kShapes.end(), [&](const ShapeOfKind& s) { return s.kind == message_kind; });
  const double r = radius;
  QPainterPath path;
  const auto polygon = [&](std::initializer_list<QPointF> corners) {
    path.addPolygon(QPolygonF(QList<QPointF>(corners)).translated(at));
    path.closeSubpath();
  };
  switch (found == kShapes.end() ? Shape::kDisc : found->shape) {
    case Shape::kDisc:
      path.addEllipse(at, r, r);
      break;
    case Shape::kUp:
      polygon({{0, -r}, {r, r * 0.8}, {-r, r * 0.8}});
      break;
    case Shape::kDown:
      polygon({{0, r}, {r, -r * 0.8}, {-r, -r * 0.8}});
      break;
    case Shape::kDiamond:
      polygon({{0, -r}, {r, 0}, {0, r}, {-r, 0}});
      break;
    case Shape::kSquare:
      path.addRect(at.x() - r * 0.85, at.y() - r * 0.85, r * 1.7, r * 1.7);
      break;
    case Shape::kWide:
      path.addRect(at.x() - r, at.y() - r * 0.45, r * 2, r * 0.9);
      break;
    case Shape::kTall:
      path.addRect(at.x() - r * 0.45, at.y() - r, r * 0.9, r * 2);
      break;
    case Shape::kLeft:
      polygon({{-r, 0}, {r * 0.8, -r}, {r * 0.8, r}});
      break;
    case Shape::kRight:
      polygon({{r, 0}, {-r * 0.8, r}, {-r * 0.8, -r}});
      break;
    case Shape::kRing:  // the inner one is a hole: paths are filled by odd and even
      path.addEllipse(at, r, r);
      path.addEllipse(at, r * 0.5, r * 0.5);
      break;
    case Shape::kGlass:
      polygon({{-r, -r}, {r, -r}, {-r, r}, {r, r}});
      break;
  }
  return path;
}

int network_sign(int k) { return k % kSigns; }

void paint_network_sign(QPainter& painter, int k, QPointF at, double radius, const QColor& ground) {
  if (radius < kLeastRadius) return;
  painter.setPen(Qt::NoPen);
  painter.setBrush(ground);
  const double half = radius * 0.6, thick = std::max(1.4, radius * 0.3);
  switch (network_sign(k)) {
    default:  // the first has none
      break;
    case 1:
      painter.drawEllipse(at, radius * 0.38, radius * 0.38);
      break;
    case 2:
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(ground, thick * 0.8));
      painter.drawEllipse(at, radius * 0.55, radius * 0.55);
      break;
    case 3:
      for (const double side : {-0.42, 0.42})
        painter.drawEllipse(at + QPointF(side * radius, 0), radius * 0.27, radius * 0.27);
      break;
    case 4:
      painter.drawRect(QRectF(at.x() - half, at.y() - thick / 2, 2 * half, thick));
      painter.drawRect(QRectF(at.x() - thick / 2, at.y() - half, thick, 2 * half));
      break;
  }
}

}  // namespace orrery::gui
