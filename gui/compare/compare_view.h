#pragma once

#include <QTableView>
#include <QTextBrowser>
#include <QTimer>
#include <memory>

#include "gui/compare/compared_futures.h"
#include "gui/tables/line_table.h"
#include "gui/window/view.h"

namespace orrery::gui {

class FuturesPicture;

/// This recording and another beside it: both as strips of time with their faults, the first event at which they part,
/// and every figure that differs.
class CompareView : public View {
  Q_OBJECT

 public:
  CompareView(Session& session, QWidget* parent);
  QString as_text() const override;
  const ComparedFutures* futures() const { return futures_.get(); }
  LineTable& figures() { return *figures_; }

 private:
  void ask();
  void ask_when_calm();
  void show_answer();
  void follow(const QUrl& link);

  FuturesPicture* picture_;
  QTextBrowser* parting_;
  QTableView* table_;
  LineTable* figures_;
  std::shared_ptr<const ComparedFutures> futures_;
  Question question_;
  QTimer again_;
};

/// The strips of both: density as bars, faults as lines below, the parting as a vertical line across both.
class FuturesPicture : public QWidget {
  Q_OBJECT

 public:
  FuturesPicture(CompareView& view, QWidget* parent) : QWidget(parent), view_(view) {}
  QSize sizeHint() const override { return {420, 96}; }
  QSize minimumSizeHint() const override { return {220, 58}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  double left() const;
  void paint_side(QPainter& painter, const FutureSide& side, const QString& sign, const QRectF& area);

  CompareView& view_;
};

}  // namespace orrery::gui
