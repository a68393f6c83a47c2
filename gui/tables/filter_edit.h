#pragma once

#include <QCompleter>
#include <QLineEdit>
#include <QStandardItemModel>

#include "gui/window/session.h"
#include "scenarios/query/completion.h"

namespace orrery::gui {

/// The line that the filter is written in: shows while it is typed whether it is understood and where not, offers what
/// may follow (Ctrl+Space at any time), and goes through what was written before with Up and Down. In the offer Tab
/// takes what Up and Down went to, or the first; Return takes only the former, else it leaves the line as it is.
class FilterEdit : public QLineEdit {
  Q_OBJECT

 public:
  FilterEdit(Session& session, QWidget* parent);

  /// What is wrong, with its column, or "" when nothing is.
  QString problem() const;
  /// Asks what may stand at the cursor; offered() tells.
  void offer();
  const scenarios::Completion& completion() const { return completion_; }
  /// Puts one of what is offered where it belongs.
  void take(int item);
  /// Notes the text, when it is understood, among those that Up and Down bring back; of all sessions.
  void remember();

 Q_SIGNALS:
  void offered();

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void type(const QString& text);
  void show_state();
  void underline(scenarios::TextSpan span, const QColor& colour);
  void show_offer(scenarios::Completion completion);
  void go_back(int steps);

  Session& session_;
  QCompleter* completer_;
  QStandardItemModel* items_;
  scenarios::Completion completion_;
  std::string completed_;  // the text that completion_ is of
  Question question_;
  QStringList history_;
  qsizetype at_ = -1;  // place in history_, -1 for what is being typed
  QString typed_;
};

}  // namespace orrery::gui
