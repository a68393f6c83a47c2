#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/validation.h"
#include "scenarios/sweep/run_result.h"
#include "scenarios/sweep/run_sweep.h"

namespace orrery::scenarios {

/// Where many values of one figure lie.
struct Spread {
  double median = 0, low = 0, high = 0;  ///< low and high: 5 % and 95 % of the values
};
/// By linear interpolation between neighbours. Not for none.
Spread spread_of(std::vector<double> values);

/// What a tolerance allows, in the unit of a ResultFigure; both ends are allowed.
struct Tolerance {
  std::optional<double> low, high;
  bool allows(double value) const { return (!low || value >= *low) && (!high || value <= *high); }
};

/// One documented figure, and what the runs gave.
struct JudgedFigure {
  ValidationEntry entry;
  std::string unit;  ///< as of ResultFigure
  Tolerance tolerance;
  Spread simulated;
  std::size_t runs = 0, runs_inside = 0;
  /// The median is within the tolerance.
  bool inside() const { return tolerance.allows(simulated.median); }
};

/// One replay, run with many seeds.
struct JudgedReplay {
  std::string path, title;
  std::vector<JudgedFigure> figures;
  std::size_t runs = 0;
  std::vector<std::string> failures;  ///< of runs that gave no figures, one line each
  bool interrupted = false;
};

/// The figures of finished runs against the entries. Runs that failed are left out. Throws InputError when a figure is
/// a text, or unknown.
std::vector<JudgedFigure> judge(const std::vector<ValidationEntry>& entries, const Figures& declared,
                                const std::vector<RunResult>& results);

/// The `[[validation]]` sections of a scenario. Throws InputError.
std::vector<ValidationEntry> validations_of(const std::string& path);

/// Runs the scenario afresh, with modelled signatures, once for each of `seeds` ("1..30"), `jobs` processes at once.
JudgedReplay validate_replay(const std::string& path, const std::string& seeds, unsigned jobs,
                             const std::function<void(const SweepProgress&)>& progress, const std::atomic<bool>& stop);

}  // namespace orrery::scenarios
