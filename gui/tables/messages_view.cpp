#include "gui/tables/messages_view.h"

#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QVBoxLayout>

#include "gui/control/steering.h"
#include "gui/tables/table_style.h"
#include "gui/window/wording.h"

namespace orrery::gui {

MessagesView::MessagesView(Session& session, QWidget* parent) : View(session, "Messages", parent) {
  table_ = new MessageTable(session, this);
  filter_ = new QLineEdit(this);
  filter_->setPlaceholderText(tr("filter: words that must stand in a message, as: report eth-usd/node-3"));
  filter_->setAccessibleName(tr("Filter"));
  filter_->setClearButtonEnabled(true);
  break_ = new QToolButton(this);
  break_->setText(tr("break on match"));
  break_->setToolTip(tr("The run pauses at every row that the filter lets through (B)"));
  break_->setCheckable(true);
  count_ = new QLabel(this);
  terms_ = new QLabel(this);
  terms_->setTextFormat(Qt::RichText);
  view_ = new QTableView(this);
  view_->setModel(table_);
  view_->setAccessibleName(tr("Messages"));
  view_->setSortingEnabled(true);
  view_->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  style_table(*view_);
  set_column_widths(*view_, {"00:00:00.000000", "committee-signature", "committee-5-of-9/node-0",
                             "committee-5-of-9/node-0", "epoch", "round", "999 999"});
  auto* line = new QHBoxLayout;
  line->setContentsMargins(6, 3, 6, 3);
  line->addWidget(filter_, 1);
  line->addWidget(terms_);
  line->addWidget(break_);
  line->addWidget(count_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(line);
  layout->addWidget(view_, 1);
  connect(filter_, &QLineEdit::textChanged, this,
          [this](const QString& text) { this->session().set_filter_text(text.toStdString()); });
  connect(&session, &Session::filter_changed, this, &MessagesView::show_terms);
  connect(table_, &MessageTable::counted, this, &MessagesView::show_count);
  connect(view_, &QTableView::clicked, this, &MessagesView::choose);
  connect(view_, &QTableView::activated, this, &MessagesView::choose);
  connect(view_, &QTableView::customContextMenuRequested, this, &MessagesView::open_menu);
  connect(terms_, &QLabel::linkActivated, this,
          [this](const QString& number) { this->session().remove_filter(number.toUInt()); });
  connect(&session, &Session::cursor_changed, this, &MessagesView::follow_cursor);
  connect(table_, &MessageTable::counted, this, &MessagesView::follow_cursor);
  connect(break_, &QToolButton::clicked, &session, &Session::ask_to_break);
  connect(&session, &Session::steering_changed, this, &MessagesView::show_break);
  show_break();
  table_->refresh();
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
  // What the user chose by hand stays where it is.
  if (!view_->isVisible() || view_->hasFocus()) return;
  table_->find_row(session().cursor(), [this](int row) {
    view_->selectRow(row);
    view_->scrollTo(table_->index(row, 0), QAbstractItemView::PositionAtCenter);
  });
}

void MessagesView::show_count() {
  const QString shown = count_text(static_cast<std::uint64_t>(table_->rowCount()));
  const QString all = count_text(session().density().total(DensityProfile::kMessages));
  const SqlCondition condition = session().condition();
  if (!condition.error.empty()) {
    count_->setText(QStringLiteral("<span style=\"color:%1\">%2</span>")
                        .arg(theme().bad.name(), to_qt(condition.error).toHtmlEscaped()));
    return;
  }
  count_->setText((table_->is_complete() ? tr("%1 of %2 shown") : tr("%1 of %2, looking on")).arg(shown, all));
}

void MessagesView::show_terms() {
  QString text;
  const auto& terms = session().filter().terms();
  for (std::size_t i = 0; i < terms.size(); ++i) {
    text += QStringLiteral(" <a style=\"color:%1\" href=\"%2\">%3 ✕</a>")
                .arg(theme().accent.name())
                .arg(i)
                .arg(to_qt(terms[i].text()).toHtmlEscaped());
  }
  terms_->setText(text);
  if (filter_->text().toStdString() != session().filter().text()) filter_->setText(to_qt(session().filter().text()));
}

std::optional<FilterTerm> MessagesView::term_at(const QModelIndex& index, bool keep) const {
  const MessageLine* line = index.isValid() ? table_->line(index.row()) : nullptr;
  if (line == nullptr) return std::nullopt;
  switch (index.column()) {
    case MessageTable::kSender:
      return FilterTerm{"sender", line->sender, keep};
    case MessageTable::kReceiver:
      return FilterTerm{"receiver", line->receiver, keep};
    case MessageTable::kEpoch:
      return FilterTerm{"epoch", std::to_string(line->epoch), keep};
    case MessageTable::kRound:
      return FilterTerm{"round", std::to_string(line->round), keep};
    default:
      return FilterTerm{"kind", line->kind, keep};
  }
}

void MessagesView::filter_out_selected() {
  if (auto term = term_at(view_->currentIndex(), false); term.has_value()) session().add_filter(std::move(*term));
}

void MessagesView::open_menu(const QPoint& at) {
  const QModelIndex index = view_->indexAt(at);
  const auto keep = term_at(index, true), leave = term_at(index, false);
  if (!keep.has_value()) return;
  QMenu menu(this);
  menu.addAction(tr("Show only %1").arg(to_qt(keep->value)), this, [this, keep] { session().add_filter(*keep); });
  menu.addAction(tr("Leave out %1").arg(to_qt(leave->value)), this, [this, leave] { session().add_filter(*leave); });
  menu.addAction(tr("Clear the filter"), this, [this] { session().clear_filter(); });
  menu.exec(view_->viewport()->mapToGlobal(at));
}

void MessagesView::choose(const QModelIndex& index) {
  const MessageLine* line = table_->line(index.row());
  if (line == nullptr) return;
  session().set_cursor(sim::Time::from_unix_nanoseconds(line->time));
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

bool MessagesView::export_csv(const QString& path) const {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return false;
  const sim::RecordingReader reader(session().path());
  std::atomic<bool> stop{false};
  QByteArray out = "row,time,kind,sender,receiver,epoch,round,bytes,detail\n";
  const auto quoted = [](const std::string& text) { return "\"" + to_qt(text).replace('"', "\"\"").toUtf8() + "\""; };
  find_messages(
      reader, session().condition(), "id",
      [&](const std::vector<std::uint32_t>& ids) {
        for (const MessageLine& line : message_lines(reader, ids)) {
          out += QByteArray::number(static_cast<qulonglong>(line.row)) + "," +
                 QByteArray::number(static_cast<qlonglong>(line.time)) + "," + quoted(line.kind) + "," +
                 quoted(line.sender) + "," + quoted(line.receiver) + "," +
                 (line.epoch < 0 ? QByteArray() : QByteArray::number(static_cast<qlonglong>(line.epoch))) + "," +
                 (line.round < 0 ? QByteArray() : QByteArray::number(static_cast<qlonglong>(line.round))) + "," +
                 QByteArray::number(static_cast<qlonglong>(line.bytes)) + "," + quoted(line.detail) + "\n";
        }
        file.write(out);
        out.clear();
      },
      stop);
  return file.error() == QFile::NoError;
}

}  // namespace orrery::gui
