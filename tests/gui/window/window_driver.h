#pragma once

#include <QDialog>
#include <QObject>
#include <QTemporaryDir>
#include <memory>

#include "gui/window/main_window.h"

namespace orrery::gui {

/// Milliseconds for a machine under load; nothing here takes so long.
constexpr int kPatience = 60'000;

/// A test that drives the real window as a person would who steers a run: a new window for each test function, its
/// settings in a folder of their own. What fails in a helper fails the test function.
class WindowDriver : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();

 protected:
  Session& session() { return *window_->session(); }
  Steering& steering() { return *window_->steering(); }
  /// A new window in place of the one that is there.
  void open_window();
  void activate();
  void press(Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier);
  /// Types a time into the run bar's "until" and waits until the run stands there.
  void run_until(const QString& where);
  /// Drops a kind of fault on a machine, a zone or a chain of the stage.
  void drop(const char* kind, const char* target);
  /// Drops it on a place of a pane.
  void drop_at(QWidget& pane, QPoint where, const char* kind);
  /// The dialog of that name, once it is open; null when it does not come.
  QDialog* dialog(const char* name);
  /// Fills a fault's form and sends it.
  void put_on(QDialog* form, const QString& start, const QString& length);
  /// Ctrl+S, with this answer to the question where to.
  void save_as(const QString& path);
  /// What the headless command says that a scenario's history is.
  QString digest_of(const QString& scenario);
  void keep_picture(const QString& name, QWidget* of = nullptr);

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace orrery::gui
