#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "scenarios/control/checkpoints.h"
#include "scenarios/control/steered_run.h"
#include "scenarios/language/document.h"

namespace orrery::scenarios {

/// How long a branch with a socket waits for somebody to be connected. Whoever asked for it may have died since, and
/// nobody else knows its socket.
inline constexpr std::chrono::seconds kBranchPatience(60);

/// A what-if: the run so far with something else from a moment on.
struct BranchRequest {
  sim::Time at;
  std::vector<Node> faults;              ///< to add; one without a start begins at `at`, none begins before
  std::vector<std::size_t> without;      ///< numbers of faults to leave out; one that stands at `at` ends there
  std::vector<std::string> assignments;  ///< "key=value", for the whole run: parameters have no dates
  std::string recording_path;
  std::string control_path;  ///< empty: it runs to its end by itself
};
struct Branch {
  std::string scenario_path;  ///< the recording's with ".toml" behind it
  pid_t process = -1;
  bool from_checkpoint = false;
};

/// The scenario of a branch. Throws InputError.
Node branch_scenario(SteeredRun& run, const BranchRequest& request);

/// Writes the branch's scenario beside its recording and starts a process that runs it: from the last checkpoint before
/// `at` when there is one, else from its beginning. Up to `at` its history is the run's own, since equal scenarios have
/// equal histories. Throws InputError.
Branch start_branch(SteeredRun& run, const BranchRequest& request, Checkpoints& checkpoints);

}  // namespace orrery::scenarios
