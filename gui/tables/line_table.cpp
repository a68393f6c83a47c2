#include "gui/tables/line_table.h"

#include <utility>

#include "gui/window/wording.h"

namespace orrery::gui {

QStringList cells_in_file(const TableLine& line, qsizetype time_column) {
  if (!line.file.isEmpty()) return line.file;
  QStringList cells;
  for (qsizetype i = 0; i < line.cells.size(); ++i) {
    const bool is_time = i == time_column && !line.cells[i].isEmpty();
    cells << (is_time ? QString::number(line.time) : machine_text(line.cells[i]));
  }
  return cells;
}

void LineTable::set_lines(std::vector<TableLine> lines) {
  beginResetModel();
  lines_ = std::move(lines);
  marked_ = -1;
  endResetModel();
}

void LineTable::mark(int line, const QColor& ground) {
  mark_ground_ = ground;
  const int before = std::exchange(marked_, line);
  for (const int changed : {before, line})
    if (changed >= 0 && changed < rowCount()) Q_EMIT dataChanged(index(changed, 0), index(changed, columnCount() - 1));
}

int LineTable::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}

int LineTable::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant LineTable::data(const QModelIndex& index, int role) const {
  const TableLine& line = lines_[static_cast<std::size_t>(index.row())];
  if (role == Qt::ToolTipRole && !line.tips.isEmpty()) return line.tips.value(index.column());
  if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return line.cells.value(index.column());
  if (role == kOrderRole) {
    if (const auto found = line.orders.find(index.column()); found != line.orders.end())
      return static_cast<qlonglong>(found->second);
    const QString text = line.cells.value(index.column());
    return text.isEmpty() ? QVariant() : QVariant(text);
  }
  if (role == Qt::BackgroundRole && index.row() == marked_) return mark_ground_;
  if (role == Qt::ForegroundRole && line.colour.isValid()) return line.colour;
  return {};
}

QVariant LineTable::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return columns_.value(section);
}

}  // namespace orrery::gui
