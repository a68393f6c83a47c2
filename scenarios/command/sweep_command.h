#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenarios/sweep/plan.h"
#include "scenarios/sweep/run_sweep.h"

namespace orrery::scenarios {

/// What `orrery sweep` was asked. `subject` is a scenario, a manifest or a sweep's file.
struct SweepCommand {
  std::string subject;
  SweepRequest request;
  std::string out;            ///< the sweep's file
  std::string manifest_out;   ///< write the manifest and stop
  std::string results;        ///< of a manifest: the folder for results
  std::string range;          ///< of a manifest: FIRST..LAST
  bool list_missing = false;  ///< of a manifest: print what is missing as ranges
  std::uint64_t chunk = 0;    ///< most runs in one of those
  bool merge = false;         ///< of a manifest: make the sweep's file from the results
  bool resume = false;        ///< there must be something to go on with
  bool json = false, quiet = false;
  SweepOptions options;
};

/// Exit codes: of a sweep into a file 0 all held, 1 some violated, 3 some failed or interrupted; of a range 0 when
/// every run has its row, else 3; of a merge 3 while runs are missing.
int sweep_command(SweepCommand command);

}  // namespace orrery::scenarios
