#include "tests/gui/recorded_run.h"

#include <unistd.h>

#include <atomic>

#include "scenarios/world/runner.h"

namespace orrery::gui {

const std::string& hello_recording() {
  static const struct Recorded {
    Recorded() {
      folder = std::filesystem::temp_directory_path() / ("orrery-gui-test-" + std::to_string(getpid()));
      std::filesystem::create_directories(folder);
      path = (folder / "hello.sqlite").string();
      scenarios::RunRequest request;
      request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml";
      request.recording_path = path;
      request.assignments = {"signatures=modelled"};
      scenarios::Files files;
      const std::atomic<bool> stop{false};
      scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
    }
    ~Recorded() { std::filesystem::remove_all(folder); }
    std::filesystem::path folder;
    std::string path;
  } kRecorded;
  return kRecorded.path;
}

}  // namespace orrery::gui
