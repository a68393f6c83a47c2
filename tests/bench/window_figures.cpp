// The window's figures on the offscreen platform in software raster at 1440x900: frames with 200 nodes and 2 000 copies
// on their way, opening, filtering and scrubbing large recordings, and what they take of memory. Prints a line a
// figure.
//   window_figures                 three recordings: 1 M messages, 10 M, and one of 5 GB
//   window_figures ROWS [BYTES]    one of so many messages, each with a detail of so many bytes
// Recordings are written into the temporary folder first, by a process of its own so that memory is the window's alone,
// and removed afterwards.
#include <sys/wait.h>
#include <unistd.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
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
constexpr std::int64_t kMessagesOfARound = 1000;
constexpr const char* kKinds[] = {"observe-req", "observe", "report-req", "report", "final", "final-echo"};
constexpr sim::Duration kApart = sim::Duration::milliseconds(10);

struct Load {
  std::int64_t messages = 0, detail_bytes = 0;
};

// A network of 200 nodes in 16 zones; every 10 ms one of them broadcasts, so that with 100 ms between zones 10
// broadcasts are on their way at once: 1 990 copies. A round ends every 10 s, and nodes change their phase 20 times in
// it. Rows are of the shape of World's own.
void write_recording(const std::string& path, const Load& load) {
  const sim::Time start = sim::Time::from_unix_seconds(1'760'918'400);
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
  const std::string detail(static_cast<std::size_t>(load.detail_bytes), 'x');
  std::uint64_t dice = 1, id = 0;
  for (std::int64_t i = 0; i < load.messages; ++i) {
    dice = dice * 6364136223846793005ull + 1442695040888963407ull;
    const std::int64_t round = i / kMessagesOfARound;
    const sim::EntityId leader = nodes[static_cast<std::size_t>(round) % kNodes];
    const sim::Time now = start + kApart * i;
    const sim::Value message[] = {sim::Value(kKinds[(dice >> 40) % 6]),
                                  sim::Value(nodes[(dice >> 33) % kNodes]),
                                  sim::Value(),
                                  sim::Value(network),
                                  sim::Value(120),
                                  sim::Value(kNodes - 1),
                                  sim::Value(round / 10),
                                  sim::Value(round % 10),
                                  detail.empty() ? sim::Value() : sim::Value(detail)};
    recording.row(world.tables().message, ++id, now, {}, message, std::size(message));
    if (i % 50 == 0) {
      const sim::Value state[] = {sim::Value(leader), sim::Value("phase"),
                                  sim::Value(i / 50 % 2 == 0 ? "observe" : "final")};
      recording.row(world.tables().state, ++id, now, {}, state, std::size(state));
    }
    if (i % kMessagesOfARound == kMessagesOfARound - 1) {
      const sim::Value span[] = {sim::Value("round"),    sim::Value(leader),
                                 sim::Value(network),    sim::Value(round / 10),
                                 sim::Value(round % 10), sim::Value(now - kApart * (kMessagesOfARound / 2)),
                                 sim::Value("reported")};
      recording.row(world.tables().span, ++id, now, {}, span, std::size(span));
    }
  }
  recording.finish({sim::RunState::kFinished, "", start + kApart * load.messages, "0", id});
  world.journal().stop();
}

// Of the GUI thread alone, or of all threads: what a machine that does nothing else would need at most.
double processor_milliseconds(clockid_t whose = CLOCK_THREAD_CPUTIME_ID) {
  timespec time{};
  clock_gettime(whose, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double milliseconds(const QElapsedTimer& clock) { return static_cast<double>(clock.nsecsElapsed()) / 1e6; }

void tell(const char* what, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  double sum = 0;
  for (const double time : times) sum += time;
  std::printf("%-52s mean %7.1f ms  median %7.1f  worst %7.1f  (%zu)\n", what, sum / static_cast<double>(times.size()),
              times[times.size() / 2], times.back(), times.size());
  std::fflush(stdout);
}

// "VmRSS" or "VmHWM", the most there ever was, in MiB.
double memory_mib(const char* which) {
  QFile file("/proc/self/status");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  for (const QByteArray& line : file.readAll().split('\n')) {
    if (line.startsWith(which))
      return line.mid(line.indexOf(':') + 1).simplified().split(' ').value(0).toDouble() / 1024;
  }
  return 0;
}

void tell_memory(const char* when) {
  std::printf("%-52s %.0f MiB resident, %.0f at most\n", when, memory_mib("VmRSS"), memory_mib("VmHWM"));
  std::fflush(stdout);
}

void measure_frames(MainWindow& window) {
  Session& session = *window.session();
  auto* stage = window.view_as<StageView>("stage");
  QImage screen(window.size(), QImage::Format_ARGB32_Premultiplied);
  for (const auto& [name, level] : {std::pair("the stage painted anew, world", StageView::Level::kWorld),
                                    std::pair("the stage painted anew, ring", StageView::Level::kNetwork)}) {
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
  // What a person sees: the cursor moves on by a frame's time, and what changed is painted.
  for (const auto& [name, level] : {std::pair("a frame of playing, whole window, world", StageView::Level::kWorld),
                                    std::pair("a frame of playing, whole window, ring", StageView::Level::kNetwork)}) {
    stage->set_level(level);
    session.set_cursor(session.world().start + sim::Duration::minutes(2));
    settle(session);
    std::vector<double> times;
    for (int i = 0; i < 600; ++i) {
      const double before = processor_milliseconds();
      session.set_cursor(session.cursor() + sim::Duration::milliseconds(16));
      QCoreApplication::processEvents();
      times.push_back(processor_milliseconds() - before);
    }
    tell(name, times);
  }
  stage->set_level(StageView::Level::kWorld);
  std::vector<double> times;
  for (int i = 0; i < 30; ++i) {
    const double before = processor_milliseconds();
    window.render(&screen);
    times.push_back(processor_milliseconds() - before);
  }
  tell("everything in the window painted anew", times);
}

void measure_scrubbing(MainWindow& window) {
  Session& session = *window.session();
  std::vector<double> times, processor;
  std::uint64_t dice = 7;
  const std::int64_t length = (session.world().end - session.world().start).count_nanoseconds();
  for (int i = 0; i < 60; ++i) {
    dice = dice * 6364136223846793005ull + 1442695040888963407ull;
    const double share = static_cast<double>(dice >> 11) / 9007199254740992.0;
    QElapsedTimer clock;
    clock.start();
    const double before = processor_milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    session.set_cursor(session.world().start +
                       sim::Duration::nanoseconds(static_cast<std::int64_t>(share * static_cast<double>(length))));
    settle(session);
    times.push_back(milliseconds(clock));
    processor.push_back(processor_milliseconds(CLOCK_PROCESS_CPUTIME_ID) - before);
  }
  tell("scrub to any moment, all panes settled", times);
  tell("  processor, all threads", processor);
}

// What many rows pass, what few do, and what none does, so that all are looked through.
void measure_filters(MainWindow& window) {
  Session& session = *window.session();
  const MessageTable& table = window.view_as<MessagesView>("messages")->table();
  for (const char* text : {"kind == report && node != N3", "sender == N17 && kind == final", "kind == new-epoch",
                           "kind == new-epoch && node != N3 && bytes > 100", "late && kind == report"}) {
    std::vector<double> times, processor;
    for (int i = 0; i < 5; ++i) {
      session.clear_filter();
      settle(session);
      const double before = processor_milliseconds(CLOCK_PROCESS_CPUTIME_ID);
      session.set_filter_text(text);
      if (session.filter().state().kind != scenarios::FilterState::Kind::kValid)
        std::printf("wrong filter: %s\n", text);
      settle(session);
      times.push_back(table.first_screen_ms());
      processor.push_back(processor_milliseconds(CLOCK_PROCESS_CPUTIME_ID) - before);
    }
    tell((std::string("first screen: ") + text).c_str(), times);
    tell("  processor, all threads, until all is counted", processor);
  }
  session.clear_filter();
  settle(session);
}

void measure_opening(MainWindow& window, const QString& path) {
  // Twice: the second finds the file in the system's cache.
  for (const char* which : {"open", "open again"}) {
    QElapsedTimer clock;
    clock.start();
    const double before = processor_milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    window.open(path);
    window.grab();
    const double first = milliseconds(clock),
                 first_processor = processor_milliseconds(CLOCK_PROCESS_CPUTIME_ID) - before;
    settle(*window.session());
    std::printf("%-52s first picture %.0f ms (processor %.0f), all panes %.0f (%.0f)\n", which, first, first_processor,
                milliseconds(clock), processor_milliseconds(CLOCK_PROCESS_CPUTIME_ID) - before);
  }
  tell_memory("after opening");
}

int measure(const std::string& path) {
  MainWindow window(dark_theme());
  window.set_remembers(false);
  window.resize(1440, 900);
  window.show();
  measure_opening(window, QString::fromStdString(path));
  measure_frames(window);
  measure_scrubbing(window);
  measure_filters(window);
  tell_memory("at the end");
  return window.problem().isEmpty() ? 0 : 1;
}

int in_a_process(const std::function<int()>& work) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const int code = work();
    std::fflush(stdout);
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int measure_load(const Load& load, int argc, char** argv) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("orrery-window-" + std::to_string(getpid()) + ".sqlite")).string();
  int code = in_a_process([&] {
    write_recording(path, load);
    return 0;
  });
  if (code == 0) {
    std::printf("\n%lld messages, %ju MiB\n", static_cast<long long>(load.messages),
                static_cast<std::uintmax_t>(std::filesystem::file_size(path) >> 20));
    code = in_a_process([&] {
      QApplication application(argc, argv);
      QApplication::setStyle("Fusion");
      return measure(path);
    });
  }
  std::filesystem::remove(path);
  return code;
}

}  // namespace
}  // namespace orrery::gui

int main(int argc, char** argv) {
  using orrery::gui::Load;
  qputenv("QT_QPA_PLATFORM", "offscreen");
  if (argc > 1) return orrery::gui::measure_load({std::atoll(argv[1]), argc > 2 ? std::atoll(argv[2]) : 0}, argc, argv);
  // A detail of 470 bytes makes 10 M messages a file of 5 GB.
  int code = 0;
  for (const Load load : {Load{1'000'000, 0}, Load{10'000'000, 0}, Load{10'000'000, 470}})
    code = std::max(code, orrery::gui::measure_load(load, argc, argv));
  return code;
}
