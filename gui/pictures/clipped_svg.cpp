#include "gui/pictures/clipped_svg.h"

#include <QBuffer>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QSvgGenerator>
#include <optional>

namespace orrery::gui {
namespace {

constexpr double kMillimetresPerInch = 25.4;

// What Qt's generator can write.
constexpr auto kFeatures = QPaintEngine::PaintEngineFeatures(
    QPaintEngine::AllFeatures &
    ~(QPaintEngine::PerspectiveTransform | QPaintEngine::ConicalGradientFill | QPaintEngine::PorterDuff));

QByteArray number(double value) { return QByteArray::number(value, 'g', 8); }

QByteArray outline(const QPainterPath& path) {
  QByteArray text;
  for (int i = 0; i < path.elementCount(); ++i) {
    const QPainterPath::Element& element = path.elementAt(i);
    const char* sign = element.isMoveTo() ? "M" : element.isLineTo() ? "L" : element.isCurveTo() ? "C" : " ";
    text += sign + number(element.x) + "," + number(element.y);
  }
  return text;
}

// Names in one part of the picture are not those of another.
QByteArray renamed(QByteArray svg, int part) {
  const QByteArray own = "part" + QByteArray::number(part) + "-";
  return svg.replace("id=\"", "id=\"" + own).replace("url(#", "url(#" + own);
}

// The drawing of a whole picture by Qt's generator, without its frame.
QByteArray inner_part(const QByteArray& svg) {
  const qsizetype begin = svg.indexOf("<defs>"), end = svg.lastIndexOf("</svg>");
  return begin < 0 || end < begin ? QByteArray() : svg.mid(begin, end - begin);
}

}  // namespace

// Draws everything that has one clip with a generator of its own, which begins anew with each change of the clip.
class ClippedSvg::Engine : public QPaintEngine {
 public:
  Engine(QSize size, int dpi) : QPaintEngine(kFeatures), size_(size), dpi_(dpi) {}

  bool begin(QPaintDevice*) override { return true; }
  bool end() override {
    finish_part();
    return true;
  }
  Type type() const override { return User; }

  void updateState(const QPaintEngineState& now) override {
    const DirtyFlags changed = now.state();
    if (changed & DirtyPen) pen_ = now.pen();
    if (changed & DirtyBrush) brush_ = now.brush();
    if (changed & DirtyFont) font_ = now.font();
    if (changed & DirtyTransform) transform_ = now.transform();
    if (changed & DirtyOpacity) opacity_ = now.opacity();
    if (changed & (DirtyClipEnabled | DirtyClipPath | DirtyClipRegion)) clip_is_known_ = false;
    drawn_state_is_known_ = false;
  }

  void drawPath(const QPainterPath& path) override { part().drawPath(path); }
  void drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) override {
    if (mode == PolylineMode) {
      part().drawPolyline(points, count);
    } else {
      part().drawPolygon(points, count, mode == WindingMode ? Qt::WindingFill : Qt::OddEvenFill);
    }
  }
  void drawPixmap(const QRectF& to, const QPixmap& pixmap, const QRectF& from) override {
    part().drawPixmap(to, pixmap, from);
  }
  void drawImage(const QRectF& to, const QImage& image, const QRectF& from, Qt::ImageConversionFlags flags) override {
    part().drawImage(to, image, from, flags);
  }
  void drawTextItem(const QPointF& point, const QTextItem& item) override { part().drawTextItem(point, item); }

  const QByteArray& clips() const { return clips_; }
  const QByteArray& parts() const { return parts_; }

 private:
  // The clip of the widget that is being drawn, and of its painter within it.
  std::optional<QPainterPath> clip_now() {
    std::optional<QPainterPath> clip;
    if (!system_clip_.isEmpty()) {
      clip.emplace();
      for (const QRect& box : system_clip_) clip->addRect(box);
    }
    if (painter() == nullptr || !painter()->hasClipping()) return clip;
    const QPainterPath own = painter()->deviceTransform().map(painter()->clipPath());
    return clip.has_value() ? clip->intersected(own) : own;
  }

  QPainter& part() {
    if (!clip_is_known_ || systemClip() != system_clip_) {
      system_clip_ = systemClip();
      clip_is_known_ = true;
      const auto clip = clip_now();
      if (clip != clip_) finish_part();
      clip_ = clip;
    }
    if (!generator_) {
      generator_ = std::make_unique<QSvgGenerator>();
      buffer_ = std::make_unique<QBuffer>();
      generator_->setOutputDevice(buffer_.get());
      generator_->setSize(size_);
      generator_->setViewBox(QRect(QPoint(), size_));
      generator_->setResolution(dpi_);
      drawing_.begin(generator_.get());
      drawn_state_is_known_ = false;
    }
    if (!drawn_state_is_known_) {
      drawn_state_is_known_ = true;
      drawing_.setPen(pen_);
      drawing_.setBrush(brush_);
      drawing_.setFont(font_);
      drawing_.setTransform(transform_);
      drawing_.setOpacity(opacity_);
    }
    return drawing_;
  }

  void finish_part() {
    if (!generator_) return;
    drawing_.end();
    generator_.reset();
    const QByteArray drawn = renamed(inner_part(buffer_->data()), ++count_);
    if (!clip_.has_value()) {
      parts_ += "<g>\n" + drawn + "</g>\n";
    } else if (!clip_->isEmpty()) {
      const QByteArray name = "clip" + QByteArray::number(count_);
      clips_ += "<clipPath id=\"" + name + "\"><path d=\"" + outline(*clip_) + "\"/></clipPath>\n";
      parts_ += "<g clip-path=\"url(#" + name + ")\">\n" + drawn + "</g>\n";
    }
  }

  QSize size_;
  int dpi_;
  QPen pen_;
  QBrush brush_;
  QFont font_;
  QTransform transform_;
  double opacity_ = 1;
  QRegion system_clip_;
  std::optional<QPainterPath> clip_;
  bool clip_is_known_ = false, drawn_state_is_known_ = false;
  std::unique_ptr<QBuffer> buffer_;
  std::unique_ptr<QSvgGenerator> generator_;
  QPainter drawing_;
  QByteArray clips_, parts_;
  int count_ = 0;
};

ClippedSvg::ClippedSvg(QSize size, int dpi) : size_(size), dpi_(dpi), engine_(std::make_unique<Engine>(size, dpi)) {}

ClippedSvg::~ClippedSvg() = default;

QPaintEngine* ClippedSvg::paintEngine() const { return engine_.get(); }

bool ClippedSvg::write(QIODevice& to, const QString& title) const {
  const QByteArray width = QByteArray::number(size_.width()), height = QByteArray::number(size_.height());
  const QByteArray text =
      R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)"
      "\n<svg width=\"" +
      width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height +
      "\" xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\">\n<title>" +
      title.toHtmlEscaped().toUtf8() + "</title>\n<defs>\n" + engine_->clips() + "</defs>\n" + engine_->parts() +
      "</svg>\n";
  return to.write(text) == text.size();
}

int ClippedSvg::metric(PaintDeviceMetric metric) const {
  const auto millimetres = [this](int pixels) { return static_cast<int>(pixels * kMillimetresPerInch / dpi_); };
  switch (metric) {
    case PdmWidth:
      return size_.width();
    case PdmHeight:
      return size_.height();
    case PdmWidthMM:
      return millimetres(size_.width());
    case PdmHeightMM:
      return millimetres(size_.height());
    case PdmDpiX:
    case PdmDpiY:
    case PdmPhysicalDpiX:
    case PdmPhysicalDpiY:
      return dpi_;
    default:
      return QPaintDevice::metric(metric);
  }
}

}  // namespace orrery::gui
