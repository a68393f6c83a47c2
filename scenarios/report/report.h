#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/report/figures.h"
#include "sim/fault.h"
#include "sim/time.h"

namespace orrery::scenarios {

/// What a fault of the scenario did.
struct FaultOutcome {
  std::string kind, target, about;
  sim::Time start;
  std::optional<sim::Time> end;
  bool applied = false;
  std::uint64_t hits = 0;                       ///< things it acted on, all together
  std::array<std::uint64_t, sim::kHits> hit{};  ///< and by what they are
};

struct ExpectationOutcome {
  std::string name;
  bool met = false;
  std::string violation;     ///< empty when met
  int violation_number = 0;  ///< as `orrery why FILE N` takes it; 0 when met
};

/// The outcome of a run. All but the wall-clock figures are the same for the same scenario and seed.
struct Report {
  std::string title, scenario_path;
  std::uint64_t seed = 0;
  std::string signatures;
  sim::Time start, end;
  bool interrupted = false;
  Figures figures;
  std::vector<FaultOutcome> faults;
  std::vector<ExpectationOutcome> expectations;
  std::string digest;
  std::uint64_t events = 0;
  double wall_seconds = 0;
  std::string recording;  ///< path, or empty

  bool expectations_met() const;
  double virtual_wall_ratio() const;
};

/// For people, at most `columns` wide; `colour` uses terminal colours.
std::string to_text(const Report& report, bool colour);
/// One JSON object: digest, expectations [{name, met, violation}], virtual_wall_ratio, figures by section, faults.
/// Durations in seconds, shares from 0 to 1, prices and wei as decimal texts.
std::string to_json(const Report& report);

}  // namespace orrery::scenarios
