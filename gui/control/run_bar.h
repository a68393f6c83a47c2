#pragma once

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QToolBar>
#include <vector>

#include "gui/window/session.h"

namespace orrery::gui {

/// A label of one line that ends in "…" where there is no room, and tells all in its tooltip.
class ElidedLabel : public QLabel {
  Q_OBJECT

 public:
  using QLabel::QLabel;
  void tell(const QString& text);
  /// Wants room for all of its text, where there is room.
  void want_all() { wants_all_ = true; }
  QSize sizeHint() const override {
    return {wants_all_ ? QLabel::sizeHint().width() : 160, QLabel::sizeHint().height()};
  }
  QSize minimumSizeHint() const override { return {40, QLabel::minimumSizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  bool wants_all_ = false;
};

/// The second row of the window while it steers a run: run and pause, steps, pace, where to pause, how the run stands.
class RunBar : public QToolBar {
  Q_OBJECT

 public:
  RunBar(Session& session, QWidget* parent);
  QLineEdit& until() { return *until_; }
  QString standing() const { return standing_->text(); }
  void set_pace(const std::string& pace);
  /// Names of the futures that can be shown, and which is.
  void set_futures(const QStringList& names, int current);

 Q_SIGNALS:
  void run_or_pause();
  void future_chosen(int index);

 private:
  void show_state();
  void come_to_goal();
  void step(const char* by);
  void run_until();

  Session& session_;
  QAction* run_;
  std::vector<QAction*> steps_;
  QComboBox *pace_, *futures_;
  QAction* futures_action_ = nullptr;
  QLineEdit* until_;
  ElidedLabel* standing_;
};

}  // namespace orrery::gui
