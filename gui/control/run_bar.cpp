#include "gui/control/run_bar.h"

#include <QPaintEvent>
#include <QPainter>
#include <nlohmann/json.hpp>

#include "gui/control/standing_text.h"
#include "gui/control/steering.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr const char* kPaces[] = {"fast", "express", "0.01", "0.25", "1", "4", "15", "60", "300", "1800"};

QString pace_text(const QString& pace) {
  return pace == "fast" || pace == "express" ? pace : QStringLiteral("× ") + pace;
}

}  // namespace

void ElidedLabel::tell(const QString& text) {
  setText(text);
  setToolTip(text);
}

void ElidedLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::WindowText));
  painter.drawText(contentsRect(), Qt::AlignVCenter | Qt::AlignLeft,
                   fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()));
}

RunBar::RunBar(Session& session, QWidget* parent) : QToolBar(tr("Run"), parent), session_(session) {
  setMovable(false);
  setToolButtonStyle(Qt::ToolButtonTextOnly);
  run_ = addAction(QString(), this, &RunBar::run_or_pause);
  for (const auto& [by, text, tip] :
       {std::tuple("event", tr("event"), tr("Run on by one event")),
        std::tuple("hop", tr("message"), tr("Run on to the next message that is sent")),
        std::tuple("round", tr("round"), tr("Run on to the end of a round of the feed that is shown")),
        std::tuple("block", tr("block"), tr("Run on to the next block"))}) {
    QAction* action = addAction("+ " + text, this, [this, step_by = by] { step(step_by); });
    action->setToolTip(tip);
    steps_.push_back(action);
  }
  pace_ = new QComboBox(this);
  pace_->setAccessibleName(tr("Pace of the run"));
  pace_->setToolTip(tr("Simulated seconds a second; fast shows it as it goes, express (0) seldom"));
  for (const char* pace : kPaces) pace_->addItem(pace_text(pace), QString(pace));
  addWidget(pace_);
  connect(pace_, &QComboBox::activated, this, [this](int index) {
    if (session_.steering() != nullptr) session_.steering()->set_pace(pace_->itemData(index).toString().toStdString());
  });
  until_ = new QLineEdit(this);
  until_->setAccessibleName(tr("Run until"));
  until_->setPlaceholderText(tr("until 01:00, +30s, round 3.2"));
  until_->setToolTip(
      tr("Return runs until there: a time, +30s, event 1000, round 14.3, block 17, or a filter, as "
         "kind == report && late"));
  until_->setMinimumWidth(fontMetrics().horizontalAdvance("until 01:00:00") + 24);
  until_->setMaximumWidth(fontMetrics().horizontalAdvance(until_->placeholderText()) + 60);
  addWidget(until_);
  connect(until_, &QLineEdit::returnPressed, this, &RunBar::run_until);
  standing_ = new ElidedLabel(this);
  standing_->setAccessibleName(tr("How the run stands"));
  standing_->setContentsMargins(10, 0, 10, 0);
  standing_->setMinimumWidth(fontMetrics().horizontalAdvance("running at 00:00:00.000") + 24);
  standing_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  addWidget(standing_);
  futures_ = new QComboBox(this);
  futures_->setAccessibleName(tr("Which future is shown"));
  futures_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  futures_action_ = addWidget(futures_);
  futures_action_->setVisible(false);
  connect(futures_, &QComboBox::activated, this, &RunBar::future_chosen);
  connect(&session, &Session::steering_changed, this, &RunBar::show_state);
  connect(&session, &Session::cursor_changed, this, &RunBar::show_state);
  if (session.steering() != nullptr) connect(session.steering(), &Steering::stood_still, this, &RunBar::come_to_goal);
  show_state();
}

void RunBar::show_state() {
  const Steering* steering = session_.steering();
  if (steering == nullptr) return;
  const bool live = steering->is_live(), running = steering->is_running();
  run_->setText(running ? tr("❚❚ pause the run") : tr("▶ run"));
  run_->setToolTip(tr("Runs on at the pace, or pauses (Space at the newest moment)"));
  run_->setEnabled(live);
  for (QAction* step : steps_) step->setEnabled(live);
  until_->setEnabled(live);
  pace_->setEnabled(live);
  set_pace(steering->pace());
  standing_->tell(standing_text(steering->state(), steering->is_connected(),
                                running ? session_.newest() : steering->state().time, steering->loss()));
}

// What was reached is no goal any more; what a pause came before still is.
void RunBar::come_to_goal() {
  if (session_.steering()->state().reason != "asked to") until_->clear();
}

void RunBar::set_pace(const std::string& pace) {
  const QString wanted = to_qt(pace);
  int at = pace_->findData(wanted);
  if (at < 0) {
    pace_->addItem(pace_text(wanted), wanted);
    at = pace_->count() - 1;
  }
  pace_->setCurrentIndex(at);
}

void RunBar::set_futures(const QStringList& names, int current) {
  futures_->clear();
  futures_->addItems(names);
  futures_->setCurrentIndex(current);
  futures_action_->setVisible(names.size() > 1);
}

void RunBar::step(const char* by) {
  if (session_.steering() == nullptr) return;
  session_.follow_edge(true);
  session_.steering()->step(by, session_.world().name_of(session_.network()), "");
}

void RunBar::run_until() {
  window()->setFocus();
  if (session_.steering() == nullptr) return;
  const Group* group = session_.world().group(session_.network());
  const std::string chain = group == nullptr || group->chain.is_none() ? "" : session_.world().name_of(group->chain);
  session_.follow_edge(true);
  session_.steering()->run(parse_until(until_->text().toStdString(), session_.steering()->state().time,
                                       session_.world().name_of(session_.network()), chain));
}

}  // namespace orrery::gui
