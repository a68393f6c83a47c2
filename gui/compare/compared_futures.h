#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/density_profile.h"
#include "gui/model/world_model.h"
#include "scenarios/recording/compare.h"
#include "sim/recording/recording_reader.h"

namespace orrery::gui {

/// One side of a comparison as it is drawn.
struct FutureSide {
  std::string name;  ///< of its file
  sim::RunState state = sim::RunState::kRunning;
  sim::Time start, end;
  DensityProfile density;
  std::vector<FaultBar> faults;
};

/// Two recordings looked at beside each other.
struct ComparedFutures {
  FutureSide a, b;
  scenarios::Comparison comparison;
  std::string problem;  ///< why they cannot be compared, or ""
  sim::Time start() const { return std::min(a.start, b.start); }
  sim::Time end() const { return std::max(a.end, b.end); }
  /// The first moment at which something differs; none when no row does.
  std::optional<sim::Time> parting() const;
  /// One line: where they part, or that they do not as far as both go.
  std::string headline() const;
};

/// Reads `a` (open already) and `b`, and compares them. Never throws for what is wrong with `b`: `problem` says it.
/// O(rows).
ComparedFutures compare_futures(const sim::RecordingReader& a, const std::string& b, const std::atomic<bool>& stop);

}  // namespace orrery::gui
