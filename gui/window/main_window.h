#pragma once

#include <QComboBox>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QLabel>
#include <QMainWindow>
#include <QPointer>
#include <QProcess>
#include <QSplitter>
#include <QTimer>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "gui/control/futures.h"
#include "gui/control/run_bar.h"
#include "gui/model/stepping.h"
#include "gui/window/session.h"
#include "gui/window/view.h"

namespace orrery::gui {

enum class Reach : std::uint8_t;

/// The window: a start page, or one open recording with all its views, transport and keys.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(const Theme& theme);
  ~MainWindow() override;

  /// Opens a recording, or starts a scenario (a .toml) as a run that waits to be steered, and shows what it records.
  /// What cannot be opened is told in one line and leaves the window as it was; returns false then.
  bool open(const QString& path);
  /// Whether what is opened goes among the recent files, and theme, place and layout are kept and taken from last time;
  /// programs that draw pictures leave them alone.
  void set_remembers(bool on) { remembers_ = on; }
  /// As the last window of this user was: its theme, and where it stood.
  static const Theme& remembered_theme();
  void restore_place();
  /// Docks and panes as they are at the first start; what was laid out by hand is forgotten.
  void reset_layout();
  /// Lifts a pane that is a dock off the window, into one of its own, or puts it back where it was.
  void float_pane(const std::string& name, bool on);
  QDockWidget* pane(const std::string& name) const;
  void close_session();
  Session* session() const { return session_.get(); }
  /// The view of that name (view_entries()), or null.
  View* view(const std::string& name) const;
  template <class T>
  T* view_as(const std::string& name) const {
    return static_cast<T*>(view(name));
  }
  /// The same, or the one that is presented in its place.
  template <class T>
  T* front_as(const std::string& name) const {
    T* presented = qobject_cast<T*>(presented_);
    return presented != nullptr ? presented : view_as<T>(name);
  }
  /// The presented pane, or null.
  View* presented() const { return presented_; }
  /// The problem or the note that is told below, for tests and screen readers.
  QString problem() const { return message_->text(); }
  /// It is a note of what was done, which goes by itself, and no problem.
  bool is_note() const { return note_timer_.isActive(); }

  void step(StepKind kind, bool forward);
  void step_round(bool forward);
  /// Along the sequence's chosen line.
  void step_on_axis(bool forward);
  void jump_to_violation(bool forward);
  /// Goes to what a person typed: a time, "+30s", "round 14.3", "round 41" (the 41st of the run), "block 17" of the
  /// feed's chain, "row 27240", an entity's name; "event 1000" where a run stands behind that has not come there yet.
  /// False, and told, when that is not; a block is looked for first.
  bool go_to(const QString& where);
  void set_theme(const Theme& theme);
  /// One pane full screen in large type; again to leave.
  void present(const std::string& view_name);
  /// Brings the named table to the front.
  void show_table(const std::string& name);
  /// Writes the status line anew; it does so itself twice a second.
  void show_status();
  /// Writes the table in front as CSV; the messages, by and by, when what is in front is no table. Tells how it went.
  void export_table(const QString& path);
  bool export_picture(View& view, const QString& path, QSize size = {});
  /// Draws frame-00000.png and so on into a folder, from the cursor on, as `--render` does and in a process of its own.
  /// `asked`: how many, and the simulated time from each to the next, as "100 20ms". Tells how it went; Esc stops it.
  void export_frames(View& view, const QString& folder, const QString& asked);

  // Steering; each tells why not where there is no run that could.
  Futures& futures() { return futures_; }
  Steering* steering() const { return session_ ? session_->steering() : nullptr; }
  /// Space: runs or pauses the run at the newest moment; plays what is recorded before it.
  void run_or_pause();
  QString end_text() const;
  /// Starts the run of the open recording again and takes it to the cursor.
  void run_again();
  /// Asks for a fault with a form; at a moment that the run has passed, for a branch with that fault.
  void ask_for_fault(const FaultWish& wish);
  void ask_for_branch(const FaultWish& wish);
  /// Pauses the run at every message that the filter lets through; again to let it run.
  void break_on_match();
  /// Looks at another future, or a file, beside the open one.
  void compare();
  void compare_with(const QString& recording, bool and_show = true);

 protected:
  bool event(QEvent* event) override;
  QMenu* createPopupMenu() override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Command;
  void build_views();
  void build_transport();
  void build_status();
  void build_commands();
  void add_command(const QString& text, const QKeySequence& keys, Reach reach, std::function<void()> run);
  QDockWidget* dock(QWidget* widget, const QString& title, Qt::DockWidgetArea area);
  bool run_scenario(const QString& path);
  bool open_recording(const QString& path);
  /// A problem stays until something else is told; a note goes after a while.
  void tell(const QString& problem);
  void note(const QString& done);
  void show_message(const QString& text);
  void show_time();
  QString rate_text(std::uint64_t events);
  void fill_networks();
  void show_start_page();
  void find_anything();
  void show_commands();
  void show_keys();
  void ask_where();
  void ask_for_picture();
  void ask_for_csv();
  void ask_for_frames();
  bool stop_frames();
  void leave_presented();
  View* focused_view() const;
  /// What is in front, for dialogs to stand before.
  QWidget* front();
  void build_steering();
  void build_steering_commands();
  void join(Future& future);
  void show_future(Future& future);
  void show_futures();
  void show_branches();
  void show_future_number(int number);
  void lose(const Future& future, const QString& problem);
  /// At the newest moment of a run that can go on: stepping forward is the run's to do.
  bool steers_edge() const;
  bool can_steer();
  void go_to_hit();
  void go_to_block(std::int64_t number);
  bool go_to_event(const QString& text);
  void ask_where_to_save();
  void fit_heights();
  void dress(QDockWidget& dock);
  void fit_splitters();
  void remember(QToolBar& bar);
  void keep_place();
  void keep_layout();
  void restore_layout();
  void show_lesson();

  const Theme* theme_;
  std::unique_ptr<Session> session_;
  Futures futures_;
  RunBar* run_bar_ = nullptr;
  std::map<std::string, View*> views_;
  std::map<std::string, QDockWidget*> docks_;
  std::vector<Command> commands_;
  View* presented_ = nullptr;
  QPointer<QProcess> frames_;
  QSplitter *rows_ = nullptr, *middle_ = nullptr;
  QByteArray plain_layout_;
  bool has_own_layout_ = false;  // someone moved, closed or opened something
  bool remembers_ = true;
  QToolBar* transport_ = nullptr;
  QAction *play_ = nullptr, *speed_action_ = nullptr;
  QLabel* time_ = nullptr;
  ElidedLabel *status_ = nullptr, *message_ = nullptr;
  QComboBox *speed_ = nullptr, *network_ = nullptr;
  QTimer status_timer_, note_timer_;
  QElapsedTimer since_events_;
  std::uint64_t last_events_ = 0;
  Question step_question_;
};

}  // namespace orrery::gui
