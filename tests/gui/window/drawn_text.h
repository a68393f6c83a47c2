#pragma once

#include <QImage>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QWidget>
#include <map>
#include <vector>

#include "gui/window/theme.h"

namespace orrery::gui {

/// A text that a widget painted: where its ink is, in the widget's pixels, and in which colour.
struct DrawnText {
  QString text;
  QRectF ink;
  QColor colour;
};

/// Takes what is painted, keeps the texts and draws nothing.
class TextEngine : public QPaintEngine {
 public:
  TextEngine() : QPaintEngine(QPaintEngine::AllFeatures) {}
  bool begin(QPaintDevice*) override { return true; }
  bool end() override { return true; }
  void updateState(const QPaintEngineState&) override {}
  void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override {}
  void drawPath(const QPainterPath&) override {}
  void drawPolygon(const QPointF*, int, PolygonDrawMode) override {}
  void drawImage(const QRectF&, const QImage&, const QRectF&, Qt::ImageConversionFlags) override {}
  Type type() const override { return User; }
  void drawTextItem(const QPointF& at, const QTextItem& item) override {
    if (item.text().trimmed().isEmpty()) return;
    const QRectF ink = QFontMetricsF(item.font()).tightBoundingRect(item.text()).translated(at);
    texts.push_back({item.text(), painter()->deviceTransform().mapRect(ink), painter()->pen().color()});
  }
  std::vector<DrawnText> texts;
};

class TextDevice : public QPaintDevice {
 public:
  explicit TextDevice(QSize size) : size_(size) {}
  QPaintEngine* paintEngine() const override { return &engine_; }
  std::vector<DrawnText>& texts() const { return engine_.texts; }

 protected:
  int metric(PaintDeviceMetric which) const override {
    switch (which) {
      case PdmWidth:
        return size_.width();
      case PdmHeight:
        return size_.height();
      case PdmDepth:
        return 32;
      case PdmDevicePixelRatio:
        return 1;
      case PdmDevicePixelRatioScaled:
        return static_cast<int>(devicePixelRatioFScale());
      default:
        return 96;
    }
  }

 private:
  QSize size_;
  mutable TextEngine engine_;
};

inline std::vector<DrawnText> texts_of(QWidget& widget) {
  const TextDevice device(widget.size());
  QPainter painter(const_cast<TextDevice*>(&device));
  painter.setFont(widget.font());
  widget.render(&painter);
  painter.end();
  return device.texts();
}

/// What is seen of a colour that lets some of its ground through.
inline QColor over(const QColor& colour, const QColor& ground) {
  const auto mixed = [alpha = colour.alphaF()](float a, float b) { return a * alpha + b * (1 - alpha); };
  return QColor::fromRgbF(mixed(colour.redF(), ground.redF()), mixed(colour.greenF(), ground.greenF()),
                          mixed(colour.blueF(), ground.blueF()));
}

/// The colour that most of a text's ground has, of a picture of the widget.
inline QColor ground_of(const DrawnText& text, const QImage& picture) {
  std::map<QRgb, int> counts;
  const QRect box = text.ink.toAlignedRect().adjusted(-2, -2, 2, 2).intersected(picture.rect());
  for (int y = box.top(); y <= box.bottom(); ++y)
    for (int x = box.left(); x <= box.right(); ++x) ++counts[picture.pixel(x, y)];
  QRgb most = 0;
  int count = 0;
  for (const auto& [colour, times] : counts) {
    if (times > count) most = colour, count = times;
  }
  return QColor::fromRgb(most);
}

}  // namespace orrery::gui
