#include "gui/tables/line_view.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/tables/csv_file.h"
#include "gui/tables/table_style.h"
#include "gui/window/wording.h"

namespace orrery::gui {

LineView::LineView(Session& session, const QString& name, const QStringList& columns, const QStringList& widest,
                   QWidget* parent)
    : View(session, name, parent), file_columns_(columns), time_column_(columns.indexOf(tr("time"))) {
  table_ = new LineTable(columns, this);
  sorted_ = new QSortFilterProxyModel(this);
  sorted_->setSourceModel(table_);
  sorted_->setSortRole(LineTable::kOrderRole);
  view_ = new QTableView(this);
  view_->setAccessibleName(name);
  view_->setModel(sorted_);
  view_->setSortingEnabled(true);
  view_->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
  style_table(*view_);
  set_column_widths(*view_, widest);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(view_);
  connect(&session, &Session::selection_changed, this, &LineView::drop_foreign_selection);
  connect(view_, &QTableView::clicked, this, &LineView::choose);
  connect(view_, &QTableView::activated, this, &LineView::choose);
}

void LineView::ask(Lines lines) {
  look_when_seen([this, lines = std::move(lines)] {
    question_.ask(session().questions(), lines, [this](std::vector<TableLine> found) { set_lines(std::move(found)); });
  });
}

void LineView::set_lines(std::vector<TableLine> lines) {
  // Lines that are read again do not move under a user who chose one of them.
  const bool stays = is_chosen();
  const int place = view_->verticalScrollBar()->value();
  table_->set_lines(std::move(lines));
  if (!follows_) return;
  if (!stays) return follow_cursor();
  mark_cursor();
  view_->doItemsLayout();
  view_->verticalScrollBar()->setValue(place);
}

void LineView::keep_at_cursor() {
  follows_ = true;
  connect(&session(), &Session::cursor_changed, this, &LineView::follow_cursor);
}

void LineView::showEvent(QShowEvent* event) {
  View::showEvent(event);
  if (follows_) follow_cursor();
}

// The last line until the cursor, or -1.
int LineView::mark_cursor() {
  const std::int64_t cursor = session().cursor().unix_nanoseconds();
  const auto& lines = table_->lines();
  const auto after = std::upper_bound(lines.begin(), lines.end(), cursor,
                                      [](std::int64_t time, const TableLine& line) { return time < line.time; });
  const int line = static_cast<int>(after - lines.begin()) - 1;
  table_->mark(line, theme().raised);
  return line;
}

// The focus alone, which a tab gives to its table when it is opened, is no choice.
bool LineView::is_chosen() const { return view_->hasFocus() && view_->selectionModel()->hasSelection(); }

// What the user chose by hand stays where it is. Before the first line that one is what comes next.
void LineView::follow_cursor() {
  if (!view_->isVisible()) return;
  const int line = std::max(0, mark_cursor());
  if (is_chosen()) return;
  view_->doItemsLayout();  // new lines are laid out later: until then it can scroll nowhere
  view_->scrollTo(sorted_->mapFromSource(table_->index(line, 0)), QAbstractItemView::PositionAtCenter);
}

// A line that looks selected is what is selected, here and in every other pane.
void LineView::drop_foreign_selection() {
  const QModelIndex current = sorted_->mapToSource(view_->currentIndex());
  if (!current.isValid()) return;
  const std::uint64_t row = table_->lines()[static_cast<std::size_t>(current.row())].row;
  if (row != 0 && row != session().selection().row) view_->setCurrentIndex(QModelIndex());
}

QString LineView::export_csv(const QString& path) const {
  QByteArray out = "row";
  for (const QString& column : file_columns_) out += "," + CsvFile::quoted(column);
  out += "\n";
  for (int i = 0; i < sorted_->rowCount(); ++i) {
    const TableLine& line = table_->lines()[static_cast<std::size_t>(sorted_->mapToSource(sorted_->index(i, 0)).row())];
    out += QByteArray::number(static_cast<qulonglong>(line.row));
    for (const QString& cell : cells_in_file(line, time_column_)) out += "," + CsvFile::quoted(cell);
    out += "\n";
  }
  CsvFile file(path);
  if (file.write(out)) file.finish();
  return file.problem();
}

void LineView::choose(const QModelIndex& index) {
  const int row = sorted_->mapToSource(index).row();
  if (row < 0) return;
  const TableLine line = table_->lines()[static_cast<std::size_t>(row)];
  if (line.time != 0) session().set_cursor(sim::Time::from_unix_nanoseconds(line.time));
  if (line.row == 0) return;
  session().select({session().selection().entity, line.row});
  Q_EMIT row_chosen(line.row);
}

QString LineView::as_text() const {
  QString text;
  for (const TableLine& line : table_->lines()) text += line.cells.join('\t') + "\n";
  return text;
}

}  // namespace orrery::gui
