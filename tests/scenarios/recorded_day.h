#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/world/runner.h"
#include "sim/recording/recording_reader.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {

/// One run of a scenario of this repository, recorded: only a recorded run has rows to point at.
class RecordedDay {
 public:
  /// `scenario` from the repository's root on; `assignments` as of `orrery run --set`.
  explicit RecordedDay(const std::string& scenario, std::vector<std::string> assignments = {})
      : path_(scratch_ / "day.sqlite"), report_(run(scenario, std::move(assignments), path_)), reader_(path_) {}

  const Report& report() const { return report_; }
  const sim::RecordingReader& reader() const { return reader_; }
  template <class T>
  T figure(const std::string& path) const {
    return std::get<T>(report_.figures.find(path)->value);
  }
  std::int64_t count(const std::string& path) const { return figure<std::int64_t>(path); }
  /// A price or an amount.
  double number(const std::string& path) const {
    return static_cast<double>(figure<Price>(path).units) / static_cast<double>(Price::kOne);
  }

 private:
  static Report run(const std::string& scenario, std::vector<std::string> assignments, const std::string& path) {
    RunRequest request;
    request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/" + scenario;
    request.assignments = std::move(assignments);
    request.recording_path = path;
    Files files;
    const std::atomic<bool> stop{false};
    return run_scenario(request, files, [](const Progress&) {}, stop);
  }

  sim::ScratchFolder scratch_;
  std::string path_;
  Report report_;
  sim::RecordingReader reader_;
};

}  // namespace orrery::scenarios
