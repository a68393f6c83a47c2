#pragma once

#include <QTableView>

namespace orrery::gui {

/// One look for all tables: whole rows selected, rows one line high, the last column takes what is left.
void style_table(QTableView& view);
/// Widths by what each column holds in its wildest case.
void set_column_widths(QTableView& view, const QStringList& widest);

}  // namespace orrery::gui
