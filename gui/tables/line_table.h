#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QStringList>
#include <map>
#include <vector>

namespace orrery::gui {

/// A line of a short table: what stands in its columns and where it leads.
struct TableLine {
  QStringList cells;
  std::uint64_t row = 0;
  std::int64_t time = 0;  ///< ns
  QColor colour;          ///< of the text; invalid for the usual one
  /// By which lines are sorted in columns whose text is no order: instants, amounts, ranks.
  std::map<int, std::int64_t> orders = {};
  QStringList file = {};  ///< what a CSV of it has in its columns; empty: the cells
  QStringList tips = {};  ///< what pointing at a cell tells; empty: its text
};

/// What a CSV has of a line: `file`, or the cells as programs read them, with the time in nanoseconds.
QStringList cells_in_file(const TableLine& line, qsizetype time_column);

/// A table of a few thousand lines at most, held whole. For what is rare; messages have a table of their own.
class LineTable : public QAbstractTableModel {
 public:
  LineTable(QStringList columns, QObject* parent) : QAbstractTableModel(parent), columns_(std::move(columns)) {}
  void set_lines(std::vector<TableLine> lines);
  const std::vector<TableLine>& lines() const { return lines_; }
  /// Marks a line as the one at the cursor, on a ground of that colour; -1 for none.
  void mark(int line, const QColor& ground);
  int marked() const { return marked_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  /// What a column is sorted by: a number, or its text; nothing for an empty cell, which comes last.
  static constexpr int kOrderRole = Qt::UserRole;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QStringList columns_;
  std::vector<TableLine> lines_;
  int marked_ = -1;
  QColor mark_ground_;
};

}  // namespace orrery::gui
