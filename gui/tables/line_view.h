#pragma once

#include <QSortFilterProxyModel>
#include <QTableView>
#include <functional>
#include <vector>

#include "gui/tables/line_table.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// A view of one LineTable that a question fills: sortable, a click goes to the line's moment and row.
class LineView : public View {
  Q_OBJECT

 public:
  /// `widest`: a text as wide as each column may get.
  LineView(Session& session, const QString& name, const QStringList& columns, const QStringList& widest,
           QWidget* parent);
  QString as_text() const override;
  /// Writes all lines in the order that is shown, with the row that each leads to, times in nanoseconds since 1970 and
  /// values whole. Returns why not in one line, or "".
  QString export_csv(const QString& path) const;
  const LineTable& table() const { return *table_; }

 protected:
  /// Answers with the lines to show; runs on a worker.
  using Lines = std::function<std::vector<TableLine>(scenarios::RecordingQuery&, const QuestionRunner::Stop&)>;
  void ask(Lines lines);
  void set_lines(std::vector<TableLine> lines);
  /// From now on the line at the cursor is marked and in sight. For lines in the order of time.
  void keep_at_cursor();
  /// What TableLine::file of the lines has, where a CSV has other columns than the table.
  void set_file_columns(const QStringList& columns) { file_columns_ = columns; }
  void showEvent(QShowEvent* event) override;

 private:
  void choose(const QModelIndex& index);
  int mark_cursor();
  bool is_chosen() const;
  void follow_cursor();
  void drop_foreign_selection();

  LineTable* table_;
  QSortFilterProxyModel* sorted_;
  QTableView* view_;
  QStringList file_columns_;
  qsizetype time_column_;
  bool follows_ = false;
  Question question_;
};

}  // namespace orrery::gui
