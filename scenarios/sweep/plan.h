#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/report/figures.h"
#include "scenarios/sweep/manifest.h"

namespace orrery::scenarios {

/// What the user asked to vary.
struct SweepRequest {
  std::string scenario_path;
  std::vector<std::string> assignments;  ///< --set, for all runs
  std::optional<std::string> until;
  std::vector<std::string> variations;  ///< --vary
  std::optional<std::string> seeds;     ///< "1..1000"; the scenario's own when absent
  std::uint64_t samples = 0;            ///< points of the Latin hypercube
  std::uint64_t sample_seed = 1;
  bool independent_luck = false;  ///< every variant draws its own seeds
};

/// Lists the runs: variants in the order of the options, the last varied key fastest, each with every seed. Keys with
/// values make a grid; keys with intervals are drawn together as a Latin hypercube of `samples` points, whose strata
/// are each hit once, and the grid is laid over every point. All variants share the same seeds (common random numbers),
/// so that they differ only in what was varied, unless independent_luck.
///
/// The world is built for the first variant and for each single value, so that a wrong key, unit or name is found
/// before the first run. Throws InputError at the option.
Manifest plan_sweep(const SweepRequest& request);

/// The figures that the first run will have, from a world that is built and not run.
Figures figures_of(const Manifest& manifest);

}  // namespace orrery::scenarios
