#pragma once

#include <QWidget>

namespace orrery::gui {

/// What stands in the window before anything is open: the shipped scenarios with their titles, recent files, and how to
/// open others. Everything can be reached by keyboard.
class StartPage : public QWidget {
  Q_OBJECT

 public:
  explicit StartPage(QWidget* parent);

 Q_SIGNALS:
  void chosen(const QString& path);
  void browse();
};

/// Remembers a file among the recent ones, newest first.
void remember_recent(const QString& path);
QStringList recent_files();

}  // namespace orrery::gui
