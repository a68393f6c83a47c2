#include "gui/pictures/render.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "gui/pictures/moments.h"
#include "gui/pictures/picture.h"
#include "gui/pictures/replayed_file.h"
#include "gui/stage/stage_view.h"
#include "gui/window/main_window.h"
#include "gui/window/wording.h"
#include "sim/input_error.h"

namespace orrery::gui {
namespace {

constexpr int kWrongInput = 2;
constexpr int kWaitMilliseconds = 5;
constexpr QSize kPicture(1440, 900), kCharts(1440, 420);

int wrong(const QString& what) {
  std::fprintf(stderr, "orrery-gui: %s\n", what.toUtf8().constData());
  return kWrongInput;
}

bool is_known(const QString& name) {
  const auto& all = view_entries();
  return name == "window" || std::any_of(all.begin(), all.end(), [&](const auto& entry) { return name == entry.name; });
}

// Opens a recording that is nobody's run, read to its end. `unread` becomes the first reason why something of it cannot
// be read, then or later: what would be drawn without that is not true.
int open_in(MainWindow& window, const QString& recording, QString& unread) {
  window.set_remembers(false);
  if (!window.open(recording)) return wrong(window.problem());
  QObject::connect(window.session(), &Session::problem, &window, [&unread](const QString& reason) {
    if (unread.isEmpty()) unread = reason;
  });
  window.show();
  const bool settled = settle(*window.session());
  if (!unread.isEmpty()) return wrong(unread);
  return settled ? 0 : wrong("the recording could not be read in time");
}

bool set_stage(StageView& stage, const QString& level) {
  if (level == "world") stage.set_level(StageView::Level::kWorld);
  if (level == "ring") stage.set_level(StageView::Level::kNetwork);
  if (level == "node") stage.set_level(StageView::Level::kNode);
  return level == "world" || level == "ring" || level == "node";
}

QString frame_name(const QString& folder, int frame) {
  return QStringLiteral("%1/frame-%2.png").arg(folder).arg(frame, 5, 10, QChar('0'));
}

// A view of its own, outside the window, so that it takes the size that was asked for.
std::unique_ptr<View> make_view(Session& session, const QString& name) {
  for (const ViewEntry& entry : view_entries()) {
    if (name != entry.name) continue;
    std::unique_ptr<View> view(entry.make(session, nullptr));
    view->setStyleSheet(session.theme().style_sheet());
    return view;
  }
  return nullptr;
}

}  // namespace

bool settle(Session& session, int milliseconds) {
  QElapsedTimer clock;
  clock.start();
  // Waiting leaves the processor to those who answer; the timer ends a wait for what came already.
  QTimer tick;
  tick.start(kWaitMilliseconds);
  constexpr int kGivenUp = 200;  // what cannot be read is not asked for again
  int calm = 0, idle = 0;
  while (clock.elapsed() < milliseconds) {
    QCoreApplication::processEvents();
    idle = session.questions().is_idle() ? idle + 1 : 0;
    if (!session.is_loaded() && idle >= kGivenUp) return false;
    calm = session.is_loaded() && idle > 0 ? calm + 1 : 0;
    // What was delivered may ask again, once the events that it caused have run and the panes that it moved are laid
    // out, which takes timers of their own.
    if (calm >= 3) return true;
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  }
  return false;
}

int render(const RenderRequest& request) {
  if (!is_known(request.view)) {
    QStringList names{"window"};
    for (const ViewEntry& entry : view_entries()) names << entry.name;
    return wrong(QStringLiteral("--render %1: expected one of %2").arg(request.view, names.join(", ")));
  }
  const ReplayedFile file(request.recording);
  if (file.exit_code() != 0) return file.exit_code();
  QString unread;
  MainWindow window(*request.theme);
  window.resize(request.size);
  if (const int problem = open_in(window, file.recording(), unread); problem != 0) return problem;
  Session& session = *window.session();
  for (const QString& name : {request.network, request.select}) {
    if (!name.isEmpty() && session.world().find(name.toStdString()).is_none()) {
      return wrong(QStringLiteral("there is no \"%1\" in %2").arg(name, request.recording));
    }
  }
  if (!request.network.isEmpty()) session.set_network(session.world().find(request.network.toStdString()));
  if (!request.select.isEmpty()) session.select_entity(session.world().find(request.select.toStdString()));
  if (!request.compare.isEmpty()) {
    try {
      const sim::RecordingReader other(request.compare.toStdString());
    } catch (const sim::InputError& error) {
      return wrong(QStringLiteral("--compare ") + error.what());
    }
    window.compare_with(request.compare);
  }
  if (!request.round.isEmpty() && !window.go_to("round " + request.round)) return wrong("--round: " + window.problem());
  if (!request.time.isEmpty()) {
    const QString before = window.problem();
    // A block is looked for first.
    if (!window.go_to(request.time) || !settle(session) || window.problem() != before)
      return wrong("--time: " + window.problem());
  }
  const std::unique_ptr<View> view = make_view(session, request.view);
  QWidget& drawn = view ? *view : static_cast<QWidget&>(window);
  drawn.resize(request.size);
  drawn.show();
  auto* stage = view ? qobject_cast<StageView*>(view.get()) : window.view_as<StageView>("stage");
  if (stage != nullptr && !set_stage(*stage, request.stage)) return wrong("--stage: expected world, ring or node");
  sim::Duration step;
  try {
    step = sim::parse_duration(request.step.toStdString());
  } catch (const sim::InputError& error) {
    return wrong(QStringLiteral("--step: ") + error.what());
  }
  if (request.frames > 1 && !QDir().mkpath(request.output)) return wrong(request.output + " cannot be made");
  for (int frame = 0; frame < request.frames; ++frame) {
    window.show_status();
    settle(session);
    if (!unread.isEmpty()) return wrong(unread);
    const QString path = request.frames > 1 ? frame_name(request.output, frame) : request.output;
    if (!save_picture(drawn, path, request.size)) return wrong(path + ": cannot be written; expected .png or .svg");
    session.set_cursor(session.cursor() + step);
  }
  return 0;
}

namespace {

bool draw_moment(MainWindow& window, const Moment& moment, const QString& folder, bool dark) {
  Session& session = *window.session();
  session.set_network(moment.network);
  session.set_cursor(moment.time);
  settle(session);
  window.show_status();
  settle(session);
  settle(session);
  const QString name = to_qt(moment.name);
  const auto path = [&](const char* view) {
    return QStringLiteral("%1/%2-%3%4.png").arg(folder, view, name, dark ? "" : "-light");
  };
  bool written = save_picture(window, path("window"), kPicture);
  if (!dark) return written;
  set_stage(*window.view_as<StageView>("stage"), "ring");
  settle(session);
  written = written && save_picture(window, path("ring"), kPicture);
  set_stage(*window.view_as<StageView>("stage"), "world");
  return written;
}

bool draw_crash(MainWindow& window, const Moment& moment, const QString& folder) {
  Session& session = *window.session();
  session.set_network(moment.network);
  session.select_entity(moment.network);
  session.set_cursor(moment.time);
  window.show_table("charts");
  settle(session);
  window.show_status();
  if (!save_picture(window, folder + "/window-crash.png", kPicture)) return false;
  const std::unique_ptr<View> charts = make_view(session, "charts");
  charts->resize(kCharts);
  charts->show();
  settle(session);
  return save_picture(*charts, folder + "/charts-crash.png", kCharts);
}

}  // namespace

int render_moments(const QString& path, const QString& folder) {
  const ReplayedFile file(path);
  if (file.exit_code() != 0) return file.exit_code();
  if (!QDir().mkpath(folder)) return wrong(folder + " cannot be made");
  for (const bool dark : {true, false}) {
    QString unread;
    MainWindow window(dark ? dark_theme() : light_theme());
    if (const int problem = open_in(window, file.recording(), unread); problem != 0) return problem;
    Session& session = *window.session();
    bool written = true;
    if (auto crash = moment_of_crash(sim::RecordingReader(session.path())); crash.has_value()) {
      crash->time = within_a_round(session.rounds(), crash->network, crash->time);
      const bool drawn = draw_crash(window, *crash, folder);
      if (!unread.isEmpty()) return wrong(unread);
      return drawn ? 0 : wrong(folder + " cannot be written");
    }
    for (const Moment& moment :
         moments_worth_a_picture(session.world(), session.rounds(), session.states(), session.network())) {
      written = written && draw_moment(window, moment, folder, dark);
      if (!dark) break;
    }
    if (!unread.isEmpty()) return wrong(unread);
    if (!written) return wrong(folder + " cannot be written");
  }
  return 0;
}

}  // namespace orrery::gui
