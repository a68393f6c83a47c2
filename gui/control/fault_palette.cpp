#include "gui/control/fault_palette.h"

#include <QMimeData>
#include <QVBoxLayout>
#include <map>

#include "gui/control/fault_targets.h"
#include "gui/control/fault_wish.h"
#include "gui/control/steering.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

enum Role { kKind = Qt::UserRole, kWanted };

class KindTree : public QTreeWidget {
 public:
  using QTreeWidget::QTreeWidget;

 protected:
  QStringList mimeTypes() const override { return {kFaultMime}; }
  QMimeData* mimeData(const QList<QTreeWidgetItem*>& items) const override {
    if (items.isEmpty() || !items.first()->data(0, kKind).isValid()) return nullptr;
    auto* mime = new QMimeData;
    mime->setData(kFaultMime, items.first()->data(0, kKind).toString().toUtf8());
    return mime;
  }
};

}  // namespace

FaultPalette::FaultPalette(Session& session, QWidget* parent) : QWidget(parent), session_(session) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->setSpacing(4);
  filter_ = new QLineEdit(this);
  filter_->setPlaceholderText(tr("find a fault"));
  filter_->setAccessibleName(tr("Find a kind of fault"));
  filter_->setClearButtonEnabled(true);
  tree_ = new KindTree(this);
  tree_->setAccessibleName(tr("Faults that can be put on"));
  tree_->setHeaderHidden(true);
  tree_->setIndentation(12);
  tree_->setUniformRowHeights(true);
  tree_->setDragEnabled(true);
  tree_->setDragDropMode(QAbstractItemView::DragOnly);
  hint_ = new QLabel(this);
  hint_->setWordWrap(true);
  again_ = new QPushButton(tr("Run again to here"), this);
  layout->addWidget(filter_);
  layout->addWidget(tree_, 1);
  layout->addWidget(hint_);
  layout->addWidget(again_);
  connect(filter_, &QLineEdit::textChanged, this, &FaultPalette::narrow);
  connect(filter_, &QLineEdit::returnPressed, this, [this] {
    if (tree_->currentItem() != nullptr) choose(tree_->currentItem());
  });
  connect(tree_, &QTreeWidget::itemActivated, this, &FaultPalette::choose);
  connect(tree_, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
    if (item != nullptr && !item->toolTip(0).isEmpty()) hint_->setText(item->toolTip(0));
  });
  connect(again_, &QPushButton::clicked, this, &FaultPalette::run_wanted);
  connect(&session, &Session::steering_changed, this, &FaultPalette::fill);
  fill();
}

void FaultPalette::fill() {
  const Steering* steering = session_.steering();
  const bool live = steering != nullptr && steering->is_live();
  again_->setVisible(!live);
  filter_->setVisible(live);
  tree_->setEnabled(live);
  if (!live) {
    hint_->setText(
        steering != nullptr && steering->is_connected()
            ? tr("The run is over. Branch (V) from a moment before its end, or run it again.")
            : tr("Faults are put on a run. This recording's can be run again, to the moment at the cursor."));
    tree_->clear();
    return;
  }
  if (tree_->topLevelItemCount() > 0 || steering->kinds().empty()) return;
  std::map<QString, QTreeWidgetItem*> shelves;
  for (const FaultKindInfo& kind : steering->kinds()) {
    const QString shelf = tr(palette_shelf(kind.name, kind.target).c_str());
    QTreeWidgetItem*& top = shelves[shelf];
    if (top == nullptr) {
      top = new QTreeWidgetItem(tree_, {shelf});
      top->setFlags(Qt::ItemIsEnabled);
      top->setExpanded(true);
    }
    auto* item = new QTreeWidgetItem(top, {to_qt(kind.name)});
    item->setData(0, kKind, to_qt(kind.name));
    item->setData(0, kWanted, to_qt(kind.target));
    item->setToolTip(0, to_qt(kind.about));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
  }
  hint_->setText(tr("Drag one onto what it is to strike, or select that and press Return here."));
}

void FaultPalette::narrow(const QString& text) {
  QTreeWidgetItem* first = nullptr;
  for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
    QTreeWidgetItem* shelf = tree_->topLevelItem(i);
    bool any = false;
    for (int k = 0; k < shelf->childCount(); ++k) {
      QTreeWidgetItem* item = shelf->child(k);
      const bool matches = item->text(0).contains(text, Qt::CaseInsensitive) ||
                           item->toolTip(0).contains(text, Qt::CaseInsensitive) ||
                           shelf->text(0).contains(text, Qt::CaseInsensitive);
      item->setHidden(!matches);
      any |= matches;
      if (matches && first == nullptr) first = item;
    }
    shelf->setHidden(!any);
  }
  tree_->setCurrentItem(first);
}

void FaultPalette::choose(QTreeWidgetItem* item) {
  if (!item->data(0, kKind).isValid()) return;
  FaultWish wish;
  wish.kind = item->data(0, kKind).toString().toStdString();
  wish.target =
      target_at(session_.world(), item->data(0, kWanted).toString().toStdString(), session_.selection().entity);
  session_.ask_for_fault(wish);
}

void FaultPalette::focus_filter() {
  filter_->setFocus();
  filter_->selectAll();
}

}  // namespace orrery::gui
