#include "scenarios/validation/replay_check.h"

#include <algorithm>
#include <map>

#include "scenarios/language/scenario.h"
#include "scenarios/page/statistics.h"
#include "scenarios/sweep/plan.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

/// Keeps results for as long as the command lives: every validation is of fresh runs.
class ResultsInMemory : public ResultStore {
 public:
  std::vector<std::uint64_t> missing(std::uint64_t first, std::uint64_t last) override {
    std::vector<std::uint64_t> indices;
    for (std::uint64_t index = first; index <= last; ++index)
      if (!results_.contains(index)) indices.push_back(index);
    return indices;
  }
  void put(const RunResult& result) override { results_[result.index] = result; }
  unsigned put_failure(std::uint64_t index, const std::string&) override { return ++failures_[index]; }
  unsigned failures(std::uint64_t index) override { return failures_[index]; }
  std::uint64_t forget_failed(std::uint64_t, std::uint64_t) override { return 0; }

  std::vector<RunResult> all() const {
    std::vector<RunResult> results;
    for (const auto& [index, result] : results_) results.push_back(result);
    return results;
  }

 private:
  std::map<std::uint64_t, RunResult> results_;
  std::map<std::uint64_t, unsigned> failures_;
};

double number_of(const FigureValue& value, const ValidationEntry& entry) {
  const auto number = number_of(result_figure(entry.figure.name, value));
  if (!number)
    throw sim::InputError(entry.figure.place.text(), "\"" + entry.figure.name + "\" is a text, not a number");
  return *number;
}

Tolerance tolerance_of(const ValidationEntry& entry, const Figures& declared) {
  const Limits limits = limits_of(entry, declared);
  Tolerance tolerance;
  if (limits.at_least) tolerance.low = number_of(*limits.at_least, entry);
  if (limits.at_most) tolerance.high = number_of(*limits.at_most, entry);
  if (limits.equals) tolerance.low = tolerance.high = number_of(*limits.equals, entry);
  return tolerance;
}

std::vector<double> values_of(const std::string& path, const std::vector<RunResult>& results) {
  std::vector<double> values;
  for (const RunResult& result : results) {
    const auto figure = std::ranges::find(result.figures, path, &ResultFigure::path);
    if (figure == result.figures.end()) continue;
    if (const auto number = number_of(*figure)) values.push_back(*number);
  }
  return values;
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.5), quantile(values, 0.05), quantile(values, 0.95)};
}

std::vector<JudgedFigure> judge(const std::vector<ValidationEntry>& entries, const Figures& declared,
                                const std::vector<RunResult>& results) {
  std::vector<JudgedFigure> judged;
  for (const ValidationEntry& entry : entries) {
    JudgedFigure figure;
    figure.entry = entry;
    figure.unit = unit_of(declared.require(entry.figure.name, entry.figure.place.text()).value);
    figure.tolerance = tolerance_of(entry, declared);
    const std::vector<double> values = values_of(entry.figure.name, results);
    figure.runs = values.size();
    figure.runs_inside = static_cast<std::size_t>(
        std::ranges::count_if(values, [&](double value) { return figure.tolerance.allows(value); }));
    if (!values.empty()) figure.simulated = spread_of(values);
    judged.push_back(std::move(figure));
  }
  return judged;
}

std::vector<ValidationEntry> validations_of(const std::string& path) {
  Files files;
  return scenario_section().read(read_document(files, path)).validations;
}

JudgedReplay validate_replay(const std::string& path, const std::string& seeds, unsigned jobs,
                             const std::function<void(const SweepProgress&)>& progress, const std::atomic<bool>& stop) {
  SweepRequest request;
  request.scenario_path = path;
  request.assignments = {"signatures=\"modelled\""};
  request.seeds = seeds;
  const Manifest manifest = plan_sweep(request);
  SweepOptions options;
  options.last = manifest.runs.size() - 1;
  options.jobs = jobs;
  ResultsInMemory store;
  const SweepSummary summary = run_sweep(manifest, options, store, progress, stop);

  JudgedReplay replay;
  replay.path = path;
  Files files = manifest.source();
  const Scenario scenario = scenario_section().read(read_document(files, path));
  replay.title = scenario.title;
  replay.interrupted = summary.interrupted;
  std::vector<RunResult> results;
  for (RunResult& result : store.all()) {
    if (result.outcome == RunOutcome::kFailed) {
      replay.failures.push_back(std::move(result.error));
    } else {
      results.push_back(std::move(result));
    }
  }
  replay.runs = results.size();
  replay.figures = judge(scenario.validations, figures_of(manifest), results);
  return replay;
}

}  // namespace orrery::scenarios
