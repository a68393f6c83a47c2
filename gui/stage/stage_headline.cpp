// The lines on top of a StageView: what is wrong, in red, on two where one is too short; what the network is doing.
#include <QPainter>
#include <algorithm>

#include "gui/stage/headline_lines.h"
#include "gui/stage/stage_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr double kMargin = 10;
// Where the stage is lower the words are made small rather than it.
constexpr double kLeastLinesOfStage = 6;

QFont bold_of(QFont font) {
  font.setBold(true);
  return font;
}

// Somewhat smaller where the words would not fit, so that the line keeps its place and its end.
QFont fitting(QFont font, const QString& words, double room) {
  constexpr double kSmallest = 0.65;
  const double wide = QFontMetricsF(font).horizontalAdvance(words);
  if (wide > room) font.setPointSizeF(font.pointSizeF() * std::max(kSmallest, room / wide * 0.99));
  return font;
}

void draw_fitting(QPainter& painter, const QFont& font, const QRectF& box, const QString& words) {
  painter.setFont(fitting(font, words, box.width()));
  painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                   painter.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(box.width())));
}

}  // namespace

double StageView::headline_line() const { return fontMetrics().height() + (is_headline_broken_ ? 3 : 6); }

double StageView::headline_height() const { return headline_line() * (is_headline_broken_ ? 3 : 2); }

StageView::Headline StageView::headline_of(const StageMoment& moment) const {
  const Group* feed = session().world().group(session().network());
  std::string trouble = trouble_text(session().world(), moment);
  for (const std::string& more :
       {lateness_text(session().world(), late_), feed == nullptr ? std::string() : price_trouble(*feed, price_)}) {
    if (!more.empty()) trouble += (trouble.empty() ? "" : "; ") + more;
  }
  const NetworkMoment* network = moment.network(session().network());
  return {to_qt(trouble), moment_text(session().cursor(), 3, is_dated(session())),
          network == nullptr ? QString() : to_qt(progress_text(session().world(), *network))};
}

double StageView::room_beside_time(const QString& time) const {
  return width() - 2 * kMargin - QFontMetricsF(bold_of(font())).horizontalAdvance(time) - 24;
}

// Once it was needed the room stays, until the pane has another size: the stage stands still from moment to moment.
void StageView::make_room_for(const Headline& headline) {
  const double wide = QFontMetricsF(bold_of(font())).horizontalAdvance(headline.trouble);
  if (is_headline_broken_ || wide <= room_beside_time(headline.time)) return;
  if (stage_area().height() < kLeastLinesOfStage * fontMetrics().height()) return;
  is_headline_broken_ = true;
  lay_out();
}

void StageView::paint_headline(QPainter& painter, const Headline& headline) {
  const bool is_well = headline.trouble.isEmpty();
  const QString words = is_well ? tr("No fault stands; every machine is up") : headline.trouble;
  const QFont bold = bold_of(font());
  const QFontMetricsF metrics(bold);
  const double line = headline_line(), room = room_beside_time(headline.time);
  const HeadlineLines lines =
      is_headline_broken_
          ? headline_lines(words, room, [&](const QString& text) { return metrics.horizontalAdvance(text); })
          : HeadlineLines{words, {}};
  trouble_lines_ = lines.second.isEmpty() ? 1 : 2;
  painter.fillRect(QRectF(0, 0, width(), line * (trouble_lines_ + 1)), is_well ? theme().panel : theme().bad_ground);
  const auto box = [&](int number) { return QRectF(kMargin, line * number + 1, width() - 2 * kMargin, line - 2); };
  painter.setPen(is_well ? theme().good : theme().bad);
  draw_fitting(painter, bold, QRectF(box(0).topLeft(), QSizeF(room, line - 2)), lines.first);
  draw_fitting(painter, bold, box(1), lines.second);
  painter.setFont(bold);
  painter.setPen(theme().text);
  painter.drawText(box(0), Qt::AlignVCenter | Qt::AlignRight, headline.time);
  draw_fitting(painter, font(), box(trouble_lines_), headline.progress);
  painter.setFont(font());
}

}  // namespace orrery::gui
