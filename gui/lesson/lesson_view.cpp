#include "gui/lesson/lesson_view.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include "gui/control/steering.h"
#include "gui/window/wording.h"

namespace orrery::gui {

LessonView::LessonView(Session& session, QWidget* parent) : View(session, "Lesson", parent) {
  auto* halves = new QSplitter(Qt::Vertical, this);
  list_ = new QListWidget(halves);
  list_->setAccessibleName(tr("Steps of the lesson"));
  list_->setWordWrap(true);
  // Rows are measured again when the scroll bar takes some of the width; else long titles lose their second line.
  list_->setResizeMode(QListView::Adjust);
  list_->setTextElideMode(Qt::ElideNone);
  list_->setSpacing(2);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  text_ = new QTextBrowser(halves);
  text_->setAccessibleName(tr("What to look at in this step"));
  halves->setSizes({200, 300});
  answer_ = new QPushButton(this);
  answer_->setAccessibleName(tr("Answer to the question of this step"));
  previous_ = new QPushButton(tr("◀ back"), this);
  previous_->setToolTip(tr("To the step before (Shift+N)"));
  previous_->setAccessibleName(tr("To the step before"));
  next_ = new QPushButton(tr("next ▶"), this);
  next_->setToolTip(tr("To the next step; the run goes on until it (N)"));
  next_->setAccessibleName(tr("To the next step"));
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(previous_, 1);
  buttons->addWidget(next_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(halves, 1);
  layout->addWidget(answer_);
  layout->addLayout(buttons);
  connect(previous_, &QPushButton::clicked, this, [this] { step(false); });
  connect(next_, &QPushButton::clicked, this, [this] { step(true); });
  connect(answer_, &QPushButton::clicked, this, [this] { show_answer(!shows_answer_); });
  connect(list_, &QListWidget::itemClicked, this,
          [this](QListWidgetItem* item) { go_to(static_cast<std::size_t>(list_->row(item))); });
  connect(list_, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { go_to(static_cast<std::size_t>(list_->row(item))); });
  connect(&session, &Session::cursor_changed, this, &LessonView::show_step);
  connect(&session, &Session::theme_changed, this, &LessonView::show_step);
  fill();
}

void LessonView::fill() {
  lesson_ = LessonSteps::of(session().world());
  for (std::size_t i = 0; i < lesson_.steps.size(); ++i) {
    const scenarios::LessonEntry& step = lesson_.steps[i];
    list_->addItem(QStringLiteral("%1.  %2\n%3").arg(i + 1).arg(clock_text(step.at), to_qt(step.title)));
  }
  show_step();
}

void LessonView::show_step() {
  const auto now = lesson_.at(session().cursor());
  if (now != shown_) shows_answer_ = false;
  shown_ = now;
  {
    const QSignalBlocker quiet(list_);
    list_->setCurrentRow(now.has_value() ? static_cast<int>(*now) : -1);
  }
  previous_->setEnabled(lesson_.previous(session().cursor()).has_value());
  next_->setEnabled(lesson_.next(session().cursor()).has_value());
  const bool asks = now.has_value() && !lesson_.steps[*now].answer.empty();
  answer_->setVisible(asks);
  answer_->setText(shows_answer_ ? tr("hide the answer") : tr("show the answer"));
  if (const QString text = told(); text != text_->property("told").toString()) {
    text_->setProperty("told", text);
    text_->setHtml(text);
  }
}

QString LessonView::told() const {
  if (!has_steps())
    return tr("<p>This scenario carries no lesson. [[lesson]] in its file makes one: docs/scenarios.md.</p>");
  if (!shown_.has_value())
    return tr("<p>The lesson begins at %1: press <b>N</b>.</p>").arg(clock_text(lesson_.steps.front().at));
  const scenarios::LessonEntry& step = lesson_.steps[*shown_];
  const auto escaped = [](const std::string& text) { return to_qt(text).toHtmlEscaped().replace('\n', "<br>"); };
  QString text = QStringLiteral("<p><b>%1</b></p><p>%2</p>").arg(escaped(step.title), escaped(step.text));
  if (!step.question.empty())
    text += QStringLiteral("<p style=\"color:%1\">%2</p>").arg(theme().warning.name(), escaped(step.question));
  if (shows_answer_) text += QStringLiteral("<p>%1</p>").arg(escaped(step.answer));
  return text;
}

void LessonView::show_answer(bool on) {
  shows_answer_ = on;
  show_step();
}

void LessonView::step(bool forward) {
  const sim::Time now = session().cursor();
  if (const auto to = forward ? lesson_.next(now) : lesson_.previous(now); to.has_value()) go_to(*to);
}

void LessonView::go_to(std::size_t step) {
  const sim::Time at = lesson_.steps[step].at;
  Steering* steering = session().steering();
  session().play(false);
  if (at <= session().world().end) return session().set_cursor(at);
  if (steering != nullptr && steering->is_live() && steering->state().time < at) {
    session().follow_edge(true);
    return steering->run({{"time", sim::to_text(at, 9)}});
  }
  Q_EMIT session().problem(tr("this recording ends at %1, before that step").arg(clock_text(session().world().end)));
}

QString LessonView::as_text() const {
  QString text;
  for (std::size_t i = 0; i < lesson_.steps.size(); ++i) {
    const scenarios::LessonEntry& step = lesson_.steps[i];
    text += (shown_ == i ? "> " : "  ") + clock_text(step.at) + "  " + to_qt(step.title) + "\n";
  }
  return text;
}

}  // namespace orrery::gui
