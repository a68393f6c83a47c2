#include "gui/tables/messages_view.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QVBoxLayout>
#include <utility>

#include "gui/control/steering.h"
#include "gui/tables/message_export.h"
#include "gui/tables/table_style.h"
#include "gui/window/filter_menu.h"
#include "gui/window/wording.h"

namespace orrery::gui {

MessagesView::MessagesView(Session& session, QWidget* parent) : View(session, "Messages", parent) {
  table_ = new MessageTable(session, this);
  filter_ = new FilterEdit(session, this);
  break_ = new QToolButton(this);
  break_->setText(tr("break on match"));
  break_->setToolTip(tr("The run pauses at every row that the filter lets through (B)"));
  break_->setCheckable(true);
  count_ = new QLabel(this);
  count_->setContentsMargins(8, 0, 4, 0);
  view_ = new QTableView(this);
  view_->setModel(table_);
  view_->setAccessibleName(tr("Messages"));
  view_->setSortingEnabled(true);
  view_->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  style_table(*view_);
  for (const int column : {MessageTable::kSender, MessageTable::kReceiver}) elide_in_the_middle(*view_, column);
  set_column_widths(*view_, {moment_text(session.world().start, 6, is_dated(session)), "committee-signature",
                             "committee-5-of-9/node-0", "committee-5-of-9/node-0", "epoch", "round", "999 999"});
  auto* line = new QHBoxLayout;
  line->setContentsMargins(6, 3, 6, 3);
  line->addWidget(filter_, 1);
  line->addWidget(break_);
  line->addWidget(count_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(line);
  layout->addWidget(view_, 1);
  connect(&session, &Session::filter_typed, this, &MessagesView::show_count);
  connect(table_, &MessageTable::found, this, &MessagesView::show_count);
  connect(view_, &QTableView::clicked, this, &MessagesView::choose);
  connect(view_, &QTableView::activated, this, &MessagesView::choose);
  connect(view_, &QTableView::customContextMenuRequested, this, &MessagesView::open_menu);
  connect(&session, &Session::cursor_changed, this, &MessagesView::follow_cursor);
  connect(&session, &Session::selection_changed, this, &MessagesView::drop_foreign_selection);
  connect(table_, &MessageTable::found, this, &MessagesView::follow_cursor);
  // A list that grew is laid out later: until then there is no way to scroll to what was added.
  connect(view_->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
    if (table_->marked() >= 0) show_marked();
  });
  // Keys that move through the table choose as a click does.
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
    if (view_->hasFocus() && index.isValid()) choose(index);
  });
  connect(break_, &QToolButton::clicked, &session, &Session::ask_to_break);
  connect(&session, &Session::steering_changed, this, &MessagesView::show_break);
  show_break();
  table_->refresh();
}

void MessagesView::showEvent(QShowEvent* event) {
  View::showEvent(event);
  follow_cursor();
}

void MessagesView::show_break() {
  const Steering* steering = session().steering();
  break_->setVisible(steering != nullptr && steering->is_live());
  break_->setChecked(steering != nullptr && !steering->break_filter().empty());
  if (steering == nullptr || steering->break_filter().empty()) return break_->setText(tr("break on match"));
  break_->setText(
      tr("breaks on: %1").arg(fontMetrics().elidedText(to_qt(steering->break_filter()), Qt::ElideRight, 220)));
}

void MessagesView::follow_cursor() {
  if (!view_->isVisible()) return;
  table_->find_row(session().cursor(), [this](int row) {
    // The row at the cursor is marked, and is not selected: only what the user chose is.
    table_->mark(row);
    show_marked();
  });
}

// What the user chose stays where it is, as long as the cursor stands there. Before the first row there is none to
// mark.
void MessagesView::show_marked() {
  const bool is_chosen =
      view_->hasFocus() && view_->selectionModel()->hasSelection() && chosen_at_ == session().cursor();
  if (is_chosen) return;
  if (table_->marked() < 0) {
    view_->scrollToTop();
  } else {
    view_->scrollTo(table_->index(table_->marked(), 0), QAbstractItemView::PositionAtCenter);
  }
  drop_foreign_selection();
}

// A row that looks selected is the selected one, here and in every other pane.
void MessagesView::drop_foreign_selection() {
  const QModelIndex current = view_->currentIndex();
  if (current.isValid() && table_->row_id(current.row()) != session().selection().row)
    view_->setCurrentIndex(QModelIndex());
}

void MessagesView::show_count() {
  const FilterLine& filter = session().filter();
  if (const QString problem = filter_->problem(); !problem.isEmpty()) {
    const bool unfinished = filter.state().kind == scenarios::FilterState::Kind::kIncomplete;
    count_->setText(QStringLiteral("<span style=\"color:%1\">%2</span>")
                        .arg((unfinished ? theme().warning : theme().bad).name(), problem.toHtmlEscaped()));
    return;
  }
  const QString all = count_text(session().density().total(DensityProfile::kMessages));
  QString text = (table_->is_complete() ? tr("%1 of %2 match") : tr("%1 of %2, looking on"))
                     .arg(count_text(table_->counted()), all);
  if (!filter.is_about("message")) text = tr("all %1: the filter is of %2s").arg(all, to_qt(filter.table().name));
  const auto listed = static_cast<std::uint64_t>(table_->rowCount());
  if (listed < table_->counted()) text += tr(", %1 listed around the cursor").arg(count_text(listed));
  count_->setText(text);
}

std::optional<scenarios::FilterTerm> MessagesView::term_at(const QModelIndex& index, bool keep) const {
  const MessageLine* line = index.isValid() ? table_->line(index.row()) : nullptr;
  if (line == nullptr) return std::nullopt;
  scenarios::FilterTerm kind{"kind", line->kind, keep};
  const auto number = [&](const char* field, std::int64_t value) {
    return value < 0 ? kind : scenarios::FilterTerm{field, std::to_string(value), keep};
  };
  switch (index.column()) {
    case MessageTable::kSender:
      return scenarios::FilterTerm{"sender", line->sender, keep};
    case MessageTable::kReceiver:
      if (line->broadcast) return scenarios::FilterTerm{"broadcast", "", keep};
      return scenarios::FilterTerm{"receiver", line->receiver, keep};
    case MessageTable::kEpoch:
      return number("epoch", line->epoch);
    case MessageTable::kRound:
      return number("round", line->round);
    case MessageTable::kBytes:
      return number("bytes", line->bytes);
    case MessageTable::kDetail:
      return line->detail.empty() ? kind : scenarios::FilterTerm{"detail", line->detail, keep};
    default:
      return kind;
  }
}

void MessagesView::filter_out_selected() {
  auto term = view_->hasFocus() ? term_at(view_->currentIndex(), false) : std::nullopt;
  if (!term.has_value()) term = term_of_entity(session().world(), session().selection().entity, false);
  if (!term.has_value()) term = term_at(view_->currentIndex(), false);
  if (term.has_value()) session().narrow_filter(*term);
}

void MessagesView::open_menu(const QPoint& at) {
  const auto term = term_at(view_->indexAt(at), true);
  if (!term.has_value()) return;
  run_filter_menu(session(), {*term}, view_->viewport()->mapToGlobal(at), this);
}

void MessagesView::choose(const QModelIndex& index) {
  const MessageLine* line = table_->line(index.row());
  if (line == nullptr) return;
  chosen_at_ = sim::Time::from_unix_nanoseconds(line->time);
  session().set_cursor(*chosen_at_);
  session().select({session().world().find(line->sender), line->row});
  Q_EMIT row_chosen(line->row);
}

void MessagesView::focus_filter() {
  filter_->setFocus();
  filter_->selectAll();
}

QString MessagesView::as_text() const {
  QString text;
  const QModelIndex top = view_->indexAt(QPoint(2, 2));
  for (int row = std::max(0, top.row()); row < std::min(table_->rowCount(), top.row() + 60); ++row) {
    QStringList cells;
    for (int column = 0; column < MessageTable::kColumns; ++column) {
      cells << table_->data(table_->index(row, column), Qt::DisplayRole).toString();
    }
    text += cells.join('\t') + "\n";
  }
  return text;
}

void MessagesView::export_csv(const QString& path) {
  stop_export();
  exporting_ = path;
  Q_EMIT export_noted(tr("writing %1").arg(path));
  QPointer<MessagesView> self(this);
  const auto told = [self, path](std::uint64_t written) {
    // Queued to the application: the view may be gone by then, the job is taken back before it.
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, path, written] {
          if (!self.isNull() && self->exporting_ == path)
            Q_EMIT self->export_noted(tr("writing %1: %2 lines (Esc stops)").arg(path, count_text(written)));
        },
        Qt::QueuedConnection);
  };
  export_.ask(
      session().questions(),
      [search = table_->search(), path, told](scenarios::RecordingQuery& query, const QuestionRunner::Stop& stop) {
        return write_messages(query, search, path, told, stop);
      },
      [this, path](const QString& problem) {
        exporting_.clear();
        if (problem.isEmpty()) {
          Q_EMIT export_noted(tr("wrote %1").arg(path));
        } else {
          Q_EMIT export_told(problem);
        }
      });
}

bool MessagesView::stop_export() {
  if (exporting_.isEmpty()) return false;
  export_.take_back();
  Q_EMIT export_noted(tr("%1 is not written: it was stopped").arg(std::exchange(exporting_, {})));
  return true;
}

}  // namespace orrery::gui
