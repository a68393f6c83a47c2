#include "tests/gui/recorded_run.h"

#include <unistd.h>

#include <atomic>

#include "scenarios/world/runner.h"

namespace orrery::gui {
namespace {

struct Recorded {
  Recorded(const std::string& name, sim::Level level, std::optional<std::string> until) {
    folder = std::filesystem::temp_directory_path() / ("orrery-gui-test-" + name + "-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    path = (folder / (name + ".sqlite")).string();
    scenarios::RunRequest request;
    request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml";
    request.recording_path = path;
    request.assignments = {"signatures=modelled"};
    request.level = level;
    request.until = std::move(until);
    scenarios::Files files;
    const std::atomic<bool> stop{false};
    scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
  }
  ~Recorded() { std::filesystem::remove_all(folder); }
  std::filesystem::path folder;
  std::string path;
};

}  // namespace

const std::string& hello_recording() {
  static const Recorded kRecorded("hello", sim::Level::kProtocol, std::nullopt);
  return kRecorded.path;
}

const std::string& full_hello_recording() {
  static const Recorded kRecorded("hello-full", sim::Level::kFull, "80min");
  return kRecorded.path;
}

}  // namespace orrery::gui
