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

/// Two recordings looked at beside each other: A, and B that came of it or is looked at beside it.
struct ComparedFutures {
  FutureSide a, b;
  scenarios::Comparison comparison;
  std::string problem;      ///< why they cannot be compared, or ""
  bool shown_is_b = false;  ///< the recording that the window shows came later, as a branch does
  sim::Time start() const { return std::min(a.start, b.start); }
  sim::Time end() const { return std::max(a.end, b.end); }
  /// The first moment at which something differs; none when no row does.
  std::optional<sim::Time> parting() const;
  /// One line: where they part, or that they do not as far as both go.
  std::string headline() const;
};

/// Reads `shown` (open already) and `other`, and compares them; the original of two is A. Never throws for what is
/// wrong with `other`: `problem` says it. O(rows).
ComparedFutures compare_futures(const sim::RecordingReader& shown, const std::string& other, bool other_is_original,
                                const std::atomic<bool>& stop);

}  // namespace orrery::gui
