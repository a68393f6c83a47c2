#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>

#include "scenarios/world/runner.h"

namespace orrery::gui {

/// The shipped scenario hello-feed, run once a process and recorded at level protocol: four oracles (f = 1), of which
/// node-2 is down from 00:50 to 01:20 of a run from 00:00 to 03:00.
inline const std::string& hello_recording() {
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

inline std::string beside_hello(const std::string& name) {
  return (std::filesystem::path(hello_recording()).parent_path() / name).string();
}

inline sim::Time at(const std::string& clock) { return sim::parse_time("2025-01-01T" + clock + "Z"); }

}  // namespace orrery::gui
