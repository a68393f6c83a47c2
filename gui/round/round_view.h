#pragma once

#include <memory>

#include "gui/round/round_sheet.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// The round at the cursor: a line a step, a column a node; what was counted against the quorum, how much of the fault
/// budget is used, and the rounds before and after it with their leaders.
class RoundView : public View {
  Q_OBJECT

 public:
  RoundView(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {460, 230}; }
  QSize minimumSizeHint() const override { return {300, 206}; }
  QString as_text() const override;
  const RoundSheet* sheet() const { return sheet_.get(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void ask();
  void paint_title(QPainter& painter, const QRectF& area);
  void paint_sheet(QPainter& painter, const QRectF& area);
  void paint_cell(QPainter& painter, const QRectF& box, const RoundCell& cell, const QColor& colour);
  void paint_budget(QPainter& painter, const QRectF& area);
  void paint_history(QPainter& painter, const QRectF& area);
  QRectF sheet_area() const;
  QRectF history_area() const;
  double label_width() const;
  std::optional<std::pair<std::size_t, std::size_t>> cell_at(QPointF at) const;  // node, step

  std::shared_ptr<const RoundSheet> sheet_;
  std::uint64_t asked_row_ = 0;
  bool goes_on_ = false;
  Question question_;
};

}  // namespace orrery::gui
