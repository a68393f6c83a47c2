#pragma once

#include <QStringList>
#include <algorithm>
#include <memory>
#include <span>

#include "gui/round/round_sheet.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// The round that goes on at the cursor, or else the last one before it: a line a step, a column a node, as far as it
/// had come by then; what was counted against the quorum, how much of the fault budget is used, and the rounds before
/// and after it with their leaders.
class RoundView : public View {
  Q_OBJECT

 public:
  RoundView(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {460, 246}; }
  QSize minimumSizeHint() const override { return {300, std::max(222, fontMetrics().height() * 9)}; }
  QString as_text() const override;
  /// As of the cursor; null before the first round.
  const RoundSheet* sheet() const { return sheet_.get(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void ask();
  void show_as_of_cursor();
  QStringList standings(const RoundSheet& sheet) const;
  QString budget_text() const;
  QString words_without_rounds() const;
  void paint_title(QPainter& painter, const QRectF& area);
  void paint_sheet(QPainter& painter, const QRectF& area);
  void paint_cell(QPainter& painter, const QRectF& box, const RoundCell& cell, const QColor& colour);
  void paint_names(QPainter& painter, const QRectF& area);
  void paint_quorum(QPainter& painter, const QRectF& box, const RoundSheet::Step& step);
  void paint_key(QPainter& painter, const QRectF& area);
  void paint_budget(QPainter& painter, const QRectF& area);
  void paint_history(QPainter& painter, const QRectF& area);
  QRectF sheet_area() const;
  QRectF history_area() const;
  std::span<const RoundSpan> rounds_in_strip() const;
  /// What there is room for beside the steps and the budget.
  struct Parts {
    bool names = false, history = false, led_by = false, key = false;
  };
  Parts parts() const;
  double label_width() const;
  std::optional<std::pair<std::size_t, std::size_t>> cell_at(QPointF at) const;  // node, step

  std::shared_ptr<const RoundSheet> read_;   // all that is recorded of the round
  std::unique_ptr<const RoundSheet> sheet_;  // of it, what had happened by the cursor
  QString standing_;
  std::optional<std::pair<std::uint64_t, sim::Time>> asked_;  // row of the round, as far as it was recorded
  Question question_;
};

}  // namespace orrery::gui
