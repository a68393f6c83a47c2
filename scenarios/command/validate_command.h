#pragma once

#include <string>
#include <vector>

namespace orrery::scenarios {

/// What `orrery validate` was asked.
struct ValidateCommand {
  std::vector<std::string> scenarios;  ///< empty: every shipped one that has [[validation]] sections
  std::string seeds = "1..30";
  std::string out;     ///< the page; empty: printed
  bool force = false;  ///< over an existing page
  unsigned jobs = 0;   ///< 0: as many as cores
  bool quiet = false;
};

/// Runs the replays and writes the page. Exit codes: 0 when every predicted figure is inside, 1 when one is not, 3 when
/// a run failed or the command was interrupted; then nothing is written.
int validate_command(const ValidateCommand& command);

}  // namespace orrery::scenarios
