#pragma once

#include <memory>
#include <vector>

#include "chains/ledger/ledgers.h"
#include "scenarios/language/scenario.h"
#include "scenarios/report/report.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// A scenario made into a running world: places, market, chains, feeds, monitors, faults. Everything that a run needs
/// and nothing that outlives it. Throws InputError while building.
class ScenarioWorld {
 public:
  /// `sink` may be null. `files` serves the scenario's data.
  ScenarioWorld(const Scenario& scenario, Files& files, sim::Level level, sim::RowSink* sink);
  ~ScenarioWorld();

  sim::World& world();
  const Figures& figures() const;
  /// The chains, for those who look at what stands on them while the world runs.
  chains::Ledgers& ledgers();
  /// Chains and machines begin. Once.
  void start();
  /// Closes monitors and fills in the figures that are known at the end only; writes a row for each violated
  /// expectation. Once, after the last event.
  std::vector<ExpectationOutcome> finish();
  std::vector<FaultOutcome> faults() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace orrery::scenarios
