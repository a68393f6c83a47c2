#pragma once

#include <string>
#include <vector>

#include "scenarios/validation/bridge_check.h"
#include "scenarios/validation/replay_check.h"

namespace orrery::scenarios {

/// What `orrery validate` found out.
struct Validation {
  std::string seeds;  ///< as asked: "1..30"
  std::vector<JudgedReplay> replays;
  std::vector<JudgedSeries> bridges;  ///< empty when the series were not there
};

/// A figure as a person reads it: "0.8795", "11.2 M", "3h 39m", "12.3 %".
std::string figure_text(double number, const std::string& unit);
/// docs/validation.md: a table for each replay and series, the sources, and the reason of everything outside.
std::string validation_page(const Validation& validation);

}  // namespace orrery::scenarios
