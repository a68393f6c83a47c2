#include "gui/tables/filter_edit.h"

#include <QAbstractItemView>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QSettings>
#include <QTextCharFormat>

#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr const char* kHistoryKey = "filter/history";
constexpr qsizetype kMostRemembered = 50;
constexpr std::size_t kMostValues = 200;
constexpr int kMostOffered = 100;

using State = scenarios::FilterState::Kind;

// Filters count bytes, Qt counts UTF-16 units.
int place_of_byte(const std::string& text, std::size_t byte) {
  return static_cast<int>(to_qt(std::string_view(text).substr(0, byte)).size());
}

}  // namespace

FilterEdit::FilterEdit(Session& session, QWidget* parent) : QLineEdit(parent), session_(session) {
  setPlaceholderText(tr("filter, as: kind == report && node != N3 && late    (Ctrl+Space offers what may follow)"));
  setAccessibleName(tr("Filter"));
  setClearButtonEnabled(true);
  items_ = new QStandardItemModel(this);
  completer_ = new QCompleter(items_, this);
  completer_->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
  completer_->setMaxVisibleItems(12);
  completer_->setWidget(this);
  history_ = QSettings().value(kHistoryKey).toStringList();
  connect(completer_, QOverload<const QModelIndex&>::of(&QCompleter::activated), this,
          [this](const QModelIndex& index) { take(index.row()); });
  connect(this, &QLineEdit::textChanged, this, &FilterEdit::type);
  // Comes before textChanged.
  connect(this, &QLineEdit::textEdited, this, [this](const QString& text) {
    at_ = -1;
    type(text);
    offer();
  });
  connect(this, &QLineEdit::returnPressed, this, [this] {
    // Return takes what was gone to in the offer, and one writes on; else keys are the window's again.
    QAbstractItemView* offer = completer_->popup();
    if (offer->isVisible() && offer->currentIndex().isValid()) return;
    offer->hide();
    remember();
    window()->setFocus();
  });
  connect(&session, &Session::filter_typed, this, &FilterEdit::show_state);
  connect(&session, &Session::theme_changed, this, &FilterEdit::show_state);
  show_state();
}

void FilterEdit::type(const QString& text) { session_.set_filter_text(text.toStdString()); }

QString FilterEdit::problem() const {
  const scenarios::FilterState& state = session_.filter().state();
  if (state.kind == State::kValid) return {};
  return tr("column %1: %2")
      .arg(place_of_byte(session_.filter().text(), state.span.begin) + 1)
      .arg(to_qt(state.message));
}

// The frame says how the text stands, a wave where it is wrong.
void FilterEdit::show_state() {
  const FilterLine& filter = session_.filter();
  if (text().toStdString() != filter.text()) {
    const QSignalBlocker quiet(this);
    setText(to_qt(filter.text()));
  }
  const scenarios::FilterState& state = filter.state();
  const Theme& theme = session_.theme();
  const QColor colour = state.kind == State::kInvalid      ? theme.bad
                        : state.kind == State::kIncomplete ? theme.warning
                        : filter.text().empty()            ? theme.line
                                                           : theme.good;
  setStyleSheet(QStringLiteral("QLineEdit { border: 1px solid %1; }").arg(colour.name()));
  setToolTip(problem());
  underline(state.kind == State::kInvalid ? state.span : scenarios::TextSpan{}, theme.bad);
}

// Formats of an input method are the only ones that a QLineEdit paints.
void FilterEdit::underline(scenarios::TextSpan span, const QColor& colour) {
  QList<QInputMethodEvent::Attribute> attributes;
  if (span.end > span.begin) {
    const std::string& text = session_.filter().text();
    const int begin = place_of_byte(text, span.begin), end = place_of_byte(text, span.end);
    QTextCharFormat wave;
    wave.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    wave.setUnderlineColor(colour);
    wave.setForeground(colour);
    attributes.append({QInputMethodEvent::TextFormat, begin - cursorPosition(), end - begin, wave});
  }
  QInputMethodEvent event(QString(), attributes);
  const QSignalBlocker quiet(this);
  QLineEdit::inputMethodEvent(&event);
}

void FilterEdit::offer() {
  const std::string text = session_.filter().text();
  const auto cursor = static_cast<std::size_t>(this->text().left(cursorPosition()).toUtf8().size());
  const std::string table = session_.filter().table().name;
  question_.ask(
      session_.questions(),
      [text, cursor, table](scenarios::RecordingQuery& query, const QuestionRunner::Stop&) {
        const sim::RecordedTable* of = query.schema().find(table);
        if (of == nullptr) return scenarios::Completion{};
        return scenarios::complete_filter(text, cursor, query.schema(), *of, [&](const scenarios::FilterField& field) {
          return query.values(*of, field, kMostValues);
        });
      },
      [this, text](scenarios::Completion completion) {
        completed_ = text;
        show_offer(std::move(completion));
      });
}

void FilterEdit::show_offer(scenarios::Completion completion) {
  completion_ = std::move(completion);
  items_->clear();
  int offered_now = 0;
  for (const scenarios::CompletionItem& item : completion_.items) {
    if (++offered_now > kMostOffered) break;
    items_->appendRow(new QStandardItem(to_qt(item.about.empty() ? item.text : item.text + "    " + item.about)));
  }
  const std::string& text = session_.filter().text();
  const auto& replace = completion_.replace;
  const bool said = completion_.items.size() == 1 && replace.end <= text.size() &&
                    completion_.items[0].text == text.substr(replace.begin, replace.end - replace.begin);
  if (offered_now == 0 || said || !hasFocus()) {
    completer_->popup()->hide();
  } else {
    QRect under = cursorRect();
    under.setWidth(std::min(360, width()));
    completer_->complete(under);
    // It marks the first by itself, which nobody chose.
    completer_->popup()->setCurrentIndex(QModelIndex());
  }
  Q_EMIT offered();
}

void FilterEdit::take(int item) {
  if (item < 0 || item >= static_cast<int>(completion_.items.size())) return;
  std::string text = session_.filter().text();
  const scenarios::TextSpan replace = completion_.replace;
  if (text != completed_ || replace.end > text.size()) return;
  const std::string& chosen = completion_.items[static_cast<std::size_t>(item)].text;
  text.replace(replace.begin, replace.end - replace.begin, chosen + " ");
  const int cursor = place_of_byte(text, replace.begin + chosen.size() + 1);
  setText(to_qt(text));
  setCursorPosition(cursor);
  offer();
}

void FilterEdit::remember() {
  const QString text = this->text().trimmed();
  if (text.isEmpty() || session_.filter().state().kind != State::kValid) return;
  QSettings settings;
  history_ = settings.value(kHistoryKey).toStringList();
  history_.removeAll(text);
  history_.prepend(text);
  if (history_.size() > kMostRemembered) history_.resize(kMostRemembered);
  settings.setValue(kHistoryKey, history_);
  at_ = -1;
}

void FilterEdit::go_back(int steps) {
  const qsizetype to = std::clamp<qsizetype>(at_ + steps, -1, history_.size() - 1);
  if (to == at_) return;
  if (at_ < 0) typed_ = text();
  at_ = to;
  setText(at_ < 0 ? typed_ : history_[at_]);
}

// Before Tab goes to the next widget, and before Esc is the window's: the offer would keep the keys that Esc gives
// back.
bool FilterEdit::event(QEvent* event) {
  const auto is = [event](QEvent::Type type, int key) {
    return event->type() == type && static_cast<QKeyEvent*>(event)->key() == key;
  };
  if (is(QEvent::ShortcutOverride, Qt::Key_Escape)) completer_->popup()->hide();
  if (!is(QEvent::KeyPress, Qt::Key_Tab) || !completer_->popup()->isVisible()) return QLineEdit::event(event);
  const int chosen = std::max(0, completer_->popup()->currentIndex().row());
  completer_->popup()->hide();
  take(chosen);
  event->accept();
  return true;
}

void FilterEdit::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Up) return go_back(1);
  if (event->key() == Qt::Key_Down) return go_back(-1);
  if (event->key() == Qt::Key_Space && (event->modifiers() & Qt::ControlModifier) != 0) return offer();
  QLineEdit::keyPressEvent(event);
}

void FilterEdit::focusOutEvent(QFocusEvent* event) {
  // The popup takes the focus for a moment; nothing ends then.
  if (event->reason() != Qt::PopupFocusReason) remember();
  QLineEdit::focusOutEvent(event);
}

}  // namespace orrery::gui
