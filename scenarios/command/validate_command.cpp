#include "scenarios/command/validate_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "scenarios/command/commands.h"
#include "scenarios/recording/new_file.h"
#include "scenarios/validation/validation_page.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> shipped_replays() {
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(shipped_scenarios()))
    if (entry.path().extension() == ".toml" && !validations_of(entry.path().string()).empty())
      paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::function<void(const SweepProgress&)> show_progress(const std::string& name, bool quiet) {
  if (quiet || isatty(STDERR_FILENO) == 0) return [](const SweepProgress&) {};
  return [name](const SweepProgress& progress) {
    std::fprintf(stderr, "\r\033[K%s: %llu of %llu runs", name.c_str(), static_cast<unsigned long long>(progress.done),
                 static_cast<unsigned long long>(progress.runs));
    std::fflush(stderr);
  };
}

std::vector<JudgedSeries> judge_series() {
  std::vector<JudgedSeries> judged;
  const auto folder = shared_data_folder();
  if (!folder) return judged;
  constexpr std::size_t kSeeds = 30;
  for (const MinuteSeriesSpec& spec : minute_series()) {
    const MinuteSeries minutes = read_minutes((fs::path(*folder) / spec.file).string(), spec);
    judged.push_back(judge_bridge(minutes, spec, kSeeds));
    if (spec.table.empty()) continue;
    const fs::path table = fs::path(shipped_scenarios()) / spec.table;
    judged.back().differences = differences(nodes::read_candles(table.string()), minutes);
  }
  return judged;
}

bool every_prediction_is_inside(const Validation& validation) {
  for (const JudgedReplay& replay : validation.replays)
    for (const JudgedFigure& figure : replay.figures)
      if (const ValidationBasis basis = figure.entry.basis;
          (basis == ValidationBasis::kPredicted || basis == ValidationBasis::kSign) && !figure.inside())
        return false;
  return true;
}

void print_summary(const Validation& validation) {
  for (const JudgedReplay& replay : validation.replays) {
    fmt::print("{}\n", replay.title);
    for (const JudgedFigure& figure : replay.figures)
      fmt::print("  {:<8} {:<10} {}: {} ({} to {})\n", figure.inside() ? "inside" : "OUTSIDE",
                 to_text(figure.entry.basis), figure.entry.name, figure_text(figure.simulated.median, figure.unit),
                 figure_text(figure.simulated.low, figure.unit), figure_text(figure.simulated.high, figure.unit));
  }
  for (const JudgedSeries& series : validation.bridges) {
    fmt::print("the bridge of {}\n", series.name);
    for (const BridgeFigure& figure : series.figures)
      fmt::print("  {:<8} {}: {} ({} to {}), in the minutes {}\n", figure.inside() ? "inside" : "OUTSIDE", figure.name,
                 figure_text(figure.bridged.median, figure.unit), figure_text(figure.bridged.low, figure.unit),
                 figure_text(figure.bridged.high, figure.unit), figure_text(figure.minutes, figure.unit));
  }
}

}  // namespace

int validate_command(const ValidateCommand& command) {
  Validation validation{command.seeds, {}, {}};
  const std::vector<std::string> paths = command.scenarios.empty() ? shipped_replays() : command.scenarios;
  for (const std::string& path : paths)
    if (validations_of(path).empty())
      throw sim::InputError(path, "has no [[validation]]: there is nothing to validate");
  std::optional<NewFile> page;
  if (!command.out.empty()) page.emplace(command.out, command.force);
  for (const std::string& path : paths) {
    const auto progress = show_progress(fs::path(path).stem().string(), command.quiet);
    const unsigned jobs = command.jobs == 0 ? usable_cores() : command.jobs;
    validation.replays.push_back(validate_replay(path, command.seeds, jobs, progress, stop_requested));
    if (isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
    const JudgedReplay& replay = validation.replays.back();
    if (replay.interrupted) return kInterrupted;
    if (!replay.failures.empty()) {
      fmt::print(stderr, "orrery: {}: {} of its runs failed: {}\n", path, replay.failures.size(),
                 replay.failures.front());
      return kInterrupted;
    }
  }
  validation.bridges = judge_series();
  print_summary(validation);
  if (page) {
    page->write(validation_page(validation));
    page->finish();
    fmt::print("{}\n", command.out);
  }
  return every_prediction_is_inside(validation) ? kHeld : kViolated;
}

}  // namespace orrery::scenarios
