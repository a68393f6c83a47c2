#pragma once

#include <QDir>
#include <QWidget>
#include <vector>

namespace orrery::gui {

/// A shipped scenario as the start page lists it.
struct ShelfEntry {
  QString path, title;
  bool is_first_step = false;  ///< to begin with: no replay of a day that was
  bool is_variant = false;     ///< of the entry before it, or of the one that that is a variant of
};
/// The scenarios of a folder: first steps, then replays by their dates, each followed by its variants.
std::vector<ShelfEntry> scenario_shelf(const QDir& folder);

/// What stands in the window before anything is open: recent files, the shipped scenarios with their titles, and how to
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
