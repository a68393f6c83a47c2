// The window's figures on the offscreen platform in software raster at 1440x900: frames with 200 nodes and 2 000 copies
// on their way, opening, filtering and scrubbing a large recording. Prints one line a figure.
//   window_figures [ROWS]         rows of the large recording, 1 000 000 when left out
#include <unistd.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <vector>

#include "gui/pictures/render.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/messages_view.h"
#include "gui/window/main_window.h"
#include "sim/recording/sqlite_recording.h"
#include "sim/world.h"

namespace orrery::gui {
namespace {

constexpr std::uint32_t kNodes = 200, kZones = 16;
constexpr const char* kKinds[] = {"observe-req", "observe", "report-req", "report", "final", "final-echo"};

// A network of 200 nodes in 16 zones; every 10 ms one of them broadcasts, so that with 100 ms between zones 10
// broadcasts are on their way at once: 1 990 copies. Rows are of the shape of World's own.
void write_recording(const std::string& path, std::int64_t rows) {
  const sim::Time start = sim::Time::from_unix_seconds(1'760'918'400);
  const sim::Duration apart = sim::Duration::milliseconds(10);
  sim::RunDescription run;
  run.scenario_path = "bench.toml";
  run.scenario_text =
      "start = \"2025-10-20T00:00:00Z\"\n[latency]\nbetween_zones = \"100ms\"\n[[zone]]\nname = \"aws/us-east-1\"\n";
  run.seed = {1};
  run.start = start;
  sim::SqliteRecording recording(path, run);
  sim::World world(run.seed, start, sim::Level::kProtocol, &recording);
  std::vector<sim::EntityId> zones, nodes;
  for (std::uint32_t i = 0; i < kZones; ++i)
    zones.push_back(world.add_entity("zone", "cloud/zone-" + std::to_string(i)));
  const sim::EntityId network = world.add_entity("network", "net");
  for (std::uint32_t i = 0; i < kNodes; ++i) {
    nodes.push_back(world.add_entity("host", "net/node-" + std::to_string(i), network, zones[i % kZones]));
  }
  std::uint64_t dice = 1;
  for (std::int64_t i = 0; i < rows; ++i) {
    dice = dice * 6364136223846793005ull + 1442695040888963407ull;
    const sim::Value values[] = {sim::Value(kKinds[(dice >> 40) % 6]),
                                 sim::Value(nodes[(dice >> 33) % kNodes]),
                                 sim::Value(),
                                 sim::Value(network),
                                 sim::Value(120),
                                 sim::Value(kNodes - 1),
                                 sim::Value(i / 1000),
                                 sim::Value(i / 100 % 10),
                                 sim::Value()};
    recording.row(world.tables().message, static_cast<std::uint64_t>(i) + 1, start + apart * i, {}, values,
                  std::size(values));
  }
  recording.finish({sim::RunState::kFinished, "", start + apart * rows, "0", static_cast<std::uint64_t>(rows)});
  world.journal().stop();
}

// Of the GUI thread alone: what a machine that does nothing else would need at most.
double processor_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double milliseconds(const QElapsedTimer& clock) { return static_cast<double>(clock.nsecsElapsed()) / 1e6; }

void tell(const char* what, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  double sum = 0;
  for (const double time : times) sum += time;
  std::printf("%-44s mean %8.1f ms  median %8.1f  worst %8.1f  (%zu)\n", what, sum / static_cast<double>(times.size()),
              times[times.size() / 2], times.back(), times.size());
}

double resident_mib() {
  QFile file("/proc/self/statm");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  return file.readAll().split(' ').value(1).toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void measure_frames(MainWindow& window) {
  Session& session = *window.session();
  auto* stage = window.view_as<StageView>("stage");
  QImage screen(window.size(), QImage::Format_ARGB32_Premultiplied);
  for (const auto& [name, level] : {std::pair("a frame of the stage, world (processor)", StageView::Level::kWorld),
                                    std::pair("a frame of the stage, ring (processor)", StageView::Level::kNetwork)}) {
    stage->set_level(level);
    session.set_cursor(session.world().start + sim::Duration::minutes(1));
    settle(session);
    std::vector<double> times;
    for (int i = 0; i < 120; ++i) {
      session.set_cursor(session.cursor() + sim::Duration::milliseconds(1));
      const double before = processor_milliseconds();
      stage->render(&screen);
      times.push_back(processor_milliseconds() - before);
    }
    tell(name, times);
  }
  stage->set_level(StageView::Level::kWorld);
  std::vector<double> times;
  for (int i = 0; i < 60; ++i) {
    session.set_cursor(session.cursor() + sim::Duration::milliseconds(1));
    const double before = processor_milliseconds();
    window.render(&screen);
    times.push_back(processor_milliseconds() - before);
  }
  tell("a frame of the whole window (processor)", times);
}

void measure_scrubbing(MainWindow& window) {
  Session& session = *window.session();
  std::vector<double> times;
  std::uint64_t dice = 7;
  const std::int64_t length = (session.world().end - session.world().start).count_nanoseconds();
  for (int i = 0; i < 60; ++i) {
    dice = dice * 6364136223846793005ull + 1442695040888963407ull;
    const double share = static_cast<double>(dice >> 11) / 9007199254740992.0;
    QElapsedTimer clock;
    clock.start();
    session.set_cursor(session.world().start +
                       sim::Duration::nanoseconds(static_cast<std::int64_t>(share * static_cast<double>(length))));
    settle(session);
    times.push_back(milliseconds(clock));
  }
  tell("scrub to any moment, all panes settled", times);
}

void measure_filters(MainWindow& window) {
  Session& session = *window.session();
  std::vector<double> times;
  for (const char* text : {"report", "observe-req node-17", "final-echo node-199", "new", "node-3 report-req"}) {
    session.set_filter_text(text);
    settle(session);
    times.push_back(window.view_as<MessagesView>("messages")->table().first_screen_ms());
  }
  session.clear_filter();
  settle(session);
  tell("first screen of a filter", times);
}

int measure(std::int64_t rows) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("orrery-window-" + std::to_string(getpid()) + ".sqlite")).string();
  write_recording(path, rows);
  std::printf("%lld messages, %ju MiB\n", static_cast<long long>(rows),
              static_cast<std::uintmax_t>(std::filesystem::file_size(path) >> 20));
  {
    MainWindow window(dark_theme());
    window.resize(1440, 900);
    window.show();
    QElapsedTimer clock;
    clock.start();
    window.open(QString::fromStdString(path));
    window.grab();
    const double first = milliseconds(clock);
    settle(*window.session());
    std::printf("%-44s first picture %.0f ms, all panes %.0f ms, resident %.0f MiB\n", "open", first,
                milliseconds(clock), resident_mib());
    measure_frames(window);
    measure_scrubbing(window);
    measure_filters(window);
    std::printf("%-44s %.0f MiB\n", "resident at the end", resident_mib());
  }
  std::filesystem::remove(path);
  return 0;
}

}  // namespace
}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  return orrery::gui::measure(argc > 1 ? std::atoll(argv[1]) : 1'000'000);
}
