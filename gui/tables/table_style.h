#pragma once

#include <QTableView>

namespace orrery::gui {

/// One look for all tables: whole rows selected, rows one line high, the last column takes what is left.
void style_table(QTableView& view);
/// What is too wide for this column loses its middle: of names the end tells them apart.
void elide_in_the_middle(QTableView& view, int column);
/// Widths by what each column holds in its wildest case.
void set_column_widths(QTableView& view, const QStringList& widest);

}  // namespace orrery::gui
