// The window's commands: keys, palette, transport and status line.
#include "gui/window/commands.h"

#include <unistd.h>

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFile>
#include <QInputDialog>
#include <QLayout>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>
#include <utility>

#include "gui/control/standing_text.h"
#include "gui/inspector/inspector_view.h"
#include "gui/lesson/lesson_view.h"
#include "gui/sequence/sequence_view.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/messages_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/find_dialog.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

// Simulated seconds a second, by the keys 1 to 9.
constexpr int kNoteMilliseconds = 8000;
constexpr std::array<double, 9> kSpeeds{0.01, 0.05, 0.25, 1, 4, 15, 60, 300, 1800};

QString speed_text(double speed) { return QStringLiteral("× %1").arg(speed); }

// Resident memory in MiB, from the second number of /proc/self/statm.
double resident_mib() {
  QFile file("/proc/self/statm");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  const QList<QByteArray> fields = file.readAll().split(' ');
  return fields.size() < 2 ? 0 : fields[1].toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

}  // namespace

void MainWindow::add_command(const QString& text, const QKeySequence& keys, Reach reach, std::function<void()> run) {
  auto* action = new QAction(text, this);
  action->setShortcut(keys);
  action->setShortcutContext(Qt::WindowShortcut);
  connect(action, &QAction::triggered, this, [this, reach, run = std::move(run)] {
    if (session_ || reach == Reach::kAnywhere) run();
  });
  addAction(action);
  commands_.push_back({text, action, reach});
}

void MainWindow::build_commands() {
  const auto cursor = [this](sim::Time time) { session_->set_cursor(time); };
  add_command(tr("Run or pause; play what is recorded"), Qt::Key_Space, Reach::kPane, [this] { run_or_pause(); });
  add_command(tr("One event forward"), Qt::Key_Right, Reach::kPane, [this] { step(StepKind::kEvent, true); });
  add_command(tr("One event back"), Qt::Key_Left, Reach::kPane, [this] { step(StepKind::kEvent, false); });
  add_command(tr("One message forward"), Qt::SHIFT | Qt::Key_Right, Reach::kPane,
              [this] { step(StepKind::kHop, true); });
  add_command(tr("One message back"), Qt::SHIFT | Qt::Key_Left, Reach::kPane, [this] { step(StepKind::kHop, false); });
  add_command(tr("Next round"), Qt::CTRL | Qt::Key_Right, Reach::kPane, [this] { step_round(true); });
  add_command(tr("Previous round"), Qt::CTRL | Qt::Key_Left, Reach::kPane, [this] { step_round(false); });
  add_command(tr("Next block"), Qt::Key_PageDown, Reach::kPane, [this] { step(StepKind::kBlock, true); });
  add_command(tr("Previous block"), Qt::Key_PageUp, Reach::kPane, [this] { step(StepKind::kBlock, false); });
  add_command(tr("To the beginning"), Qt::Key_Home, Reach::kPane, [this, cursor] { cursor(session_->world().start); });
  add_command(tr("To the newest moment, and follow it"), Qt::Key_End, Reach::kPane,
              [this] { session_->follow_edge(true); });
  add_command(tr("Next on this line of the sequence: the selected node's, or the leader's"), Qt::Key_Period,
              Reach::kPane, [this] { step_on_axis(true); });
  add_command(tr("Previous on this line of the sequence"), Qt::Key_Comma, Reach::kPane,
              [this] { step_on_axis(false); });
  add_command(tr("Next violation or missed deadline"), Qt::Key_BracketRight, Reach::kPane,
              [this] { jump_to_violation(true); });
  add_command(tr("Previous violation or missed deadline"), Qt::Key_BracketLeft, Reach::kPane,
              [this] { jump_to_violation(false); });
  add_command(tr("Go to a time, a round, a block, an event, a row, a name"), Qt::Key_G, Reach::kPane,
              [this] { ask_where(); });
  const auto zoom = [this](double factor, double shift) {
    const TimeRange range = session_->range();
    const double length = static_cast<double>(range.length().count_nanoseconds());
    const auto part = [](double ns) { return sim::Duration::nanoseconds(static_cast<std::int64_t>(ns)); };
    const sim::Time centre = factor == 1 ? range.from + part(length / 2) : session_->cursor();
    const double before = static_cast<double>((centre - range.from).count_nanoseconds()) * factor;
    session_->set_range(
        {centre - part(before) + part(shift * length), centre - part(before) + part(length * factor + shift * length)});
  };
  add_command(tr("Show less time"), Qt::Key_W, Reach::kPane, [zoom] { zoom(0.5, 0); });
  add_command(tr("Show more time"), Qt::Key_S, Reach::kPane, [zoom] { zoom(2, 0); });
  add_command(tr("Pan to earlier"), Qt::Key_A, Reach::kPane, [zoom] { zoom(1, -0.2); });
  add_command(tr("Pan to later"), Qt::Key_D, Reach::kPane, [zoom] { zoom(1, 0.2); });
  add_command(tr("Sequence: follow the round at the cursor"), Qt::Key_F, Reach::kPane,
              [this] { front_as<SequenceView>("sequence")->follow(); });
  add_command(tr("Sequence: linear, step or nonlinear time"), Qt::Key_L, Reach::kPane, [this] {
    auto* sequence = front_as<SequenceView>("sequence");
    sequence->set_mode(sequence->mode() == TimeMode::kLinear ? TimeMode::kStep
                       : sequence->mode() == TimeMode::kStep ? TimeMode::kNonlinear
                                                             : TimeMode::kLinear);
  });
  add_command(tr("Sequence: a line a node, by zone, by network"), Qt::Key_O, Reach::kPane,
              [this] { front_as<SequenceView>("sequence")->next_grouping(); });
  add_command(tr("Sequence: fold or open all groups"), Qt::SHIFT | Qt::Key_O, Reach::kPane,
              [this] { front_as<SequenceView>("sequence")->fold_all(); });
  add_command(tr("Bookmark the cursor"), Qt::Key_M, Reach::kPane,
              [this] { view_as<TimelineView>("timeline")->toggle_bookmark(session_->cursor()); });
  add_command(tr("Filter out things like the selected one"), Qt::Key_X, Reach::kPane,
              [this] { front_as<MessagesView>("messages")->filter_out_selected(); });
  add_command(tr("Write a filter"), Qt::Key_Slash, Reach::kPane, [this] {
    if (presented_ == nullptr) show_table("messages");
    front_as<MessagesView>("messages")->focus_filter();
  });
  add_command(tr("Clear filter and selection; stop an export"), Qt::Key_Escape, Reach::kWindow, [this] {
    const bool in_until = run_bar_ != nullptr && run_bar_->until().hasFocus();
    // Keys are the window's again, whatever was being written.
    setFocus();
    if (in_until) return run_bar_->until().clear();
    if (view_as<MessagesView>("messages")->stop_export() || stop_frames()) return;
    session_->clear_filter();
    session_->select({});
  });
  add_command(tr("Why did the selected row happen"), Qt::Key_Y, Reach::kPane,
              [this] { front_as<InspectorView>("inspector")->show_why(); });
  add_command(tr("Stage: the world"), Qt::CTRL | Qt::Key_1, Reach::kPane,
              [this] { front_as<StageView>("stage")->set_level(StageView::Level::kWorld); });
  add_command(tr("Stage: the network as a ring"), Qt::CTRL | Qt::Key_2, Reach::kPane,
              [this] { front_as<StageView>("stage")->set_level(StageView::Level::kNetwork); });
  add_command(tr("Stage: inside the selected node"), Qt::CTRL | Qt::Key_3, Reach::kPane,
              [this] { front_as<StageView>("stage")->set_level(StageView::Level::kNode); });
  for (std::size_t i = 0; i < kSpeeds.size(); ++i) {
    add_command(tr("Speed %1").arg(speed_text(kSpeeds[i])), QKeySequence(Qt::Key_1 + static_cast<int>(i)), Reach::kPane,
                [this, i] {
                  session_->set_speed(kSpeeds[i]);
                  if (steering() != nullptr) steering()->set_pace(QString::number(kSpeeds[i]).toStdString());
                });
  }
  add_command(tr("Next step of the lesson"), Qt::Key_N, Reach::kPane,
              [this] { front_as<LessonView>("lesson")->step(true); });
  add_command(tr("Previous step of the lesson"), Qt::SHIFT | Qt::Key_N, Reach::kPane,
              [this] { front_as<LessonView>("lesson")->step(false); });
  add_command(tr("Export this pane as a picture"), Qt::Key_E, Reach::kPane, [this] { ask_for_picture(); });
  add_command(tr("Export this pane as numbered frames"), Qt::CTRL | Qt::Key_E, Reach::kPane,
              [this] { ask_for_frames(); });
  add_command(tr("Export the table in front as CSV"), Qt::SHIFT | Qt::Key_E, Reach::kWindow, [this] { ask_for_csv(); });
  add_command(tr("Copy this pane as text"), Qt::CTRL | Qt::Key_C, Reach::kPane,
              [this] { QApplication::clipboard()->setText(focused_view()->as_text()); });
  add_command(tr("Present this pane full screen"), Qt::Key_T, Reach::kWindow,
              [this] { present(focused_view()->objectName().toLower().toStdString()); });
  add_command(tr("Light or dark"), Qt::CTRL | Qt::Key_T, Reach::kAnywhere,
              [this] { set_theme(theme_->is_dark ? light_theme() : dark_theme()); });
  add_command(tr("Reset layout"), Qt::CTRL | Qt::SHIFT | Qt::Key_L, Reach::kWindow, [this] { reset_layout(); });
  add_command(tr("Find anything"), Qt::CTRL | Qt::Key_P, Reach::kPane, [this] { find_anything(); });
  add_command(tr("All commands"), Qt::CTRL | Qt::SHIFT | Qt::Key_P, Reach::kAnywhere, [this] { show_commands(); });
  add_command(tr("Keys"), Qt::Key_Question, Reach::kAnywhere, [this] { show_keys(); });
  add_command(tr("Close, and show the start page"), Qt::CTRL | Qt::Key_W, Reach::kWindow, [this] {
    close_session();
    futures_.clear();
    show_start_page();
  });
}

void MainWindow::build_transport() {
  transport_ = addToolBar(tr("Transport"));
  remember(*transport_);
  transport_->setMovable(false);
  transport_->setToolButtonStyle(Qt::ToolButtonTextOnly);
  const auto button = [this](const QString& sign, const QString& what, std::function<void()> run) {
    QAction* action = transport_->addAction(sign);
    action->setToolTip(what);
    connect(action, &QAction::triggered, this, std::move(run));
    return action;
  };
  button("|◀", tr("To the beginning (Home)"), [this] { session_->set_cursor(session_->world().start); });
  button("◀◀", tr("Previous round (Ctrl+Left)"), [this] { step_round(false); });
  button("◀", tr("One message back (Shift+Left)"), [this] { step(StepKind::kHop, false); });
  play_ = button("▶ play", tr("Play what is recorded, or pause (Space)"),
                 [this] { session_->play(!session_->is_playing()); });
  button("▶", tr("One message forward (Shift+Right)"), [this] { step(StepKind::kHop, true); });
  button("▶▶", tr("Next round (Ctrl+Right)"), [this] { step_round(true); });
  button("▶|", tr("To the newest moment (End)"), [this] { session_->follow_edge(true); });
  speed_ = new QComboBox(transport_);
  speed_->setAccessibleName(tr("Speed"));
  speed_->setToolTip(tr("How fast what is recorded is played: simulated seconds a second (1 to 9)"));
  for (const double speed : kSpeeds) speed_->addItem(speed_text(speed), speed);
  speed_action_ = transport_->addWidget(speed_);
  connect(speed_, &QComboBox::activated, this,
          [this](int index) { session_->set_speed(speed_->itemData(index).toDouble()); });
  time_ = new QLabel(transport_);
  QFont bold = time_->font();
  bold.setBold(true);
  time_->setFont(bold);
  time_->setContentsMargins(12, 0, 12, 0);
  transport_->addWidget(time_);
  auto* space = new QWidget(transport_);
  space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  transport_->addWidget(space);
  network_ = new QComboBox(transport_);
  network_->setAccessibleName(tr("Feed that is shown"));
  fill_networks();
  transport_->addWidget(network_);
  connect(network_, &QComboBox::activated, this,
          [this](int index) { session_->set_network({network_->itemData(index).toUInt()}); });
  connect(session_.get(), &Session::network_changed, this, &MainWindow::fill_networks);
  for (const auto& [text, level] :
       {std::pair(tr("World"), StageView::Level::kWorld), std::pair(tr("Ring"), StageView::Level::kNetwork),
        std::pair(tr("Node"), StageView::Level::kNode)}) {
    button(text, tr("Stage: %1").arg(text), [this, chosen = level] { view_as<StageView>("stage")->set_level(chosen); });
  }
  button(tr("Keys ?"), tr("What every key does"), [this] { show_keys(); });
}

void MainWindow::fill_networks() {
  const WorldModel& world = session_->world();
  network_->clear();
  for (const Group& group : world.groups) {
    network_->addItem(to_qt(group.name), group.id.index);
    if (group.id == session_->network()) network_->setCurrentIndex(network_->count() - 1);
  }
}

void MainWindow::build_status() {
  status_ = new ElidedLabel(this);
  message_ = new ElidedLabel(this);
  for (ElidedLabel* label : {status_, message_}) label->want_all();
  statusBar()->addWidget(message_, 1);
  statusBar()->addPermanentWidget(status_);
  status_->setAccessibleName(tr("Status"));
  status_->setContentsMargins(0, 0, 8, 0);
  note_timer_.setSingleShot(true);
  note_timer_.setInterval(kNoteMilliseconds);
  connect(&note_timer_, &QTimer::timeout, this, [this] { show_message({}); });
  statusBar()->setSizeGripEnabled(false);
}

void MainWindow::show_time() {
  if (!session_ || time_ == nullptr) return;
  time_->setText(date_text(session_->cursor()) + "  " + clock_text(session_->cursor(), 3) + " UTC");
  // Beside a run's own button it says that it moves through what is recorded; at the newest moment nothing is.
  const QString play = steering() != nullptr ? tr("▶ replay") : tr("▶ play");
  play_->setText(session_->is_playing() ? tr("❚❚ pause") : play);
  for (QAction* action : {play_, speed_action_}) action->setEnabled(!steers_edge() || session_->is_playing());
  const int at = speed_->findData(session_->speed());
  if (at >= 0) speed_->setCurrentIndex(at);
  // The status line is written twice a second, but how the run stands at once.
  if (steering() != nullptr && !status_->text().startsWith(standing_word(*steering()))) show_status();
}

void MainWindow::show_status() {
  if (!session_) return status_->tell(QString());
  const WorldModel& world = session_->world();
  double frame = 0;
  for (const auto& [name, view] : views_) frame = std::max(frame, view->last_paint_ms());
  // The recording of a run that goes on, or that crashed, does not say it.
  const std::uint64_t events =
      steering() != nullptr ? std::max(steering()->state().events, world.events) : world.events;
  const QString state = steering() != nullptr ? standing_word(*steering()) : to_qt(sim::to_text(world.state));
  status_->tell(
      tr("%1  |  seed %2  |  digest %3  |  %4 events%8  |  frame %5 ms  |  %6 MiB  |  signatures: %7")
          .arg(state)
          .arg(world.seed)
          .arg(world.digest.empty() ? to_qt(session_->digest_text()) : to_qt(world.digest.substr(0, 12)) + "…",
               count_text(events))
          .arg(frame, 0, 'f', 1)
          .arg(resident_mib(), 0, 'f', 0)
          .arg(to_qt(world.signatures), rate_text(events)));
  // Pictures are taken before the event that would give it its room.
  statusBar()->layout()->activate();
}

// How many events a second of wall time a run does, while the window steers it.
QString MainWindow::rate_text(std::uint64_t events) {
  const bool runs = steering() != nullptr && steering()->is_running();
  const double seconds = since_events_.isValid() ? static_cast<double>(since_events_.restart()) / 1e3 : 0;
  if (!since_events_.isValid()) since_events_.start();
  const std::uint64_t before = std::exchange(last_events_, events);
  if (!runs || seconds <= 0 || events < before) return {};
  const double rate = static_cast<double>(events - before) / seconds;
  return rate >= 1e6 ? tr(", %1 M/s").arg(rate / 1e6, 0, 'f', 1)
                     : tr(", %1/s").arg(count_text(static_cast<std::uint64_t>(rate)));
}

void MainWindow::find_anything() {
  std::vector<FindDialog::Entry> entries;
  for (const sim::Entity& entity : session_->world().entities) {
    entries.push_back(
        {to_qt(entity.kind + "  " + entity.name), [this, id = entity.id] { session_->select_entity(id); }});
  }
  for (const FaultBar& fault : session_->world().faults) {
    entries.push_back(
        {to_qt("fault  " + fault.kind + " on " + fault.target), [this, time = fault.begin, row = fault.row] {
           session_->set_cursor(time);
           session_->select({{}, row});
         }});
  }
  FindDialog(tr("Find anything"), std::move(entries), front()).exec();
}

void MainWindow::show_commands() {
  std::vector<FindDialog::Entry> entries;
  for (const Command& command : commands_) {
    if (!session_ && command.reach != Reach::kAnywhere) continue;
    const QString keys = command.action->shortcut().toString(QKeySequence::NativeText);
    entries.push_back({command.text + "   " + keys, [action = command.action] { action->trigger(); }});
  }
  FindDialog(tr("Run a command"), std::move(entries), front()).exec();
}

void MainWindow::show_keys() {
  // In two columns: there are more of them than a screen is high.
  const auto cell = [this](std::size_t number) {
    if (number >= commands_.size()) return QString();
    const Command& command = commands_[number];
    return QStringLiteral("<td style=\"padding-right:12px\"><b>%1</b></td><td style=\"padding-right:24px\">%2</td>")
        .arg(command.action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped(),
             command.text.toHtmlEscaped());
  };
  QString rows;
  const std::size_t half = (commands_.size() + 1) / 2;
  for (std::size_t i = 0; i < half; ++i) rows += "<tr>" + cell(i) + cell(i + half) + "</tr>";
  QDialog dialog(front());
  dialog.setWindowTitle(tr("Keys"));
  auto* layout = new QVBoxLayout(&dialog);
  layout->addWidget(new QLabel("<table>" + rows + "</table>", &dialog));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
  connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  layout->addWidget(buttons);
  dialog.exec();
}

void MainWindow::ask_where() {
  bool ok = false;
  const QString where = QInputDialog::getText(
      front(), tr("Go to"), tr("A time (06:48:31), +30s, round 14.3, block 17, event 1000, row 27240, or a name:"),
      QLineEdit::Normal, clock_text(session_->cursor(), 3), &ok);
  if (ok) go_to(where);
}

}  // namespace orrery::gui
