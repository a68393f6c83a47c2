#pragma once

#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>

#include "gui/lesson/lesson_steps.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// What someone who teaches says at the moments of a run: the steps that the scenario carries as a list, the one at the
/// cursor marked and told, with a question whose answer is shown when it is asked for. Going to a step that has not
/// happened yet lets the run go on until it.
class LessonView : public View {
  Q_OBJECT

 public:
  LessonView(Session& session, QWidget* parent);
  QString as_text() const override;
  QSize sizeHint() const override { return {210, 500}; }

  bool has_steps() const { return !lesson_.steps.empty(); }
  /// To the next step, or the one before the cursor; nothing at the ends.
  void step(bool forward);
  void go_to(std::size_t step);
  void show_answer(bool on);

 private:
  void fill();
  void show_step();
  QString told() const;

  LessonSteps lesson_;
  std::optional<std::size_t> shown_;
  bool shows_answer_ = false;
  QListWidget* list_;
  QTextBrowser* text_;
  QPushButton *previous_, *next_, *answer_;
};

}  // namespace orrery::gui
