#include "gui/tables/table_style.h"

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace orrery::gui {
namespace {

class MiddleElided : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideMiddle;
  }
};

}  // namespace

void elide_in_the_middle(QTableView& view, int column) {
  view.setItemDelegateForColumn(column, new MiddleElided(&view));
}

void style_table(QTableView& view) {
  view.setSelectionBehavior(QAbstractItemView::SelectRows);
  view.setSelectionMode(QAbstractItemView::SingleSelection);
  view.setShowGrid(false);
  view.setWordWrap(false);
  view.verticalHeader()->hide();
  view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  view.verticalHeader()->setDefaultSectionSize(view.fontMetrics().height() + 4);
  view.horizontalHeader()->setStretchLastSection(true);
  view.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  view.horizontalHeader()->setHighlightSections(false);
}

void set_column_widths(QTableView& view, const QStringList& widest) {
  for (qsizetype i = 0; i < widest.size(); ++i) {
    view.setColumnWidth(static_cast<int>(i), view.fontMetrics().horizontalAdvance(widest[i]) + 18);
  }
}

}  // namespace orrery::gui
