#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/recording/absence.h"
#include "scenarios/recording/trace.h"
#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// Of a figure that is too low: what there was of it, which is no reason for there being no more.
struct TooLittle {
  std::uint64_t rows = 0;        ///< that made it what it is
  std::optional<WhyStep> first;  ///< of these
};

/// Why something happened, or did not.
struct WhyAnswer {
  std::string asked;                    ///< "violation 1 of 3", "row 17"; empty when nothing was violated
  std::vector<WhyStep> steps;           ///< from what was asked about to its root, or to the deadline that was missed
  std::optional<Absence> absence;       ///< behind that deadline
  std::optional<TooLittle> too_little;  ///< behind a violation of a figure that is too low
  std::vector<WhyStep> roots;           ///< where the answer ends: faults, as a rule
  /// All of the run, where no row stands behind a violation; where no root is a fault, those that stood then or in the
  /// longest wait between two steps.
  std::vector<WhyStep> faults;
  std::string caution;  ///< when the run did not end as planned, what that means for the answer
};

/// `subject` is a violation's number as the report prints it (from 1), "liquidation:N", "loan:N" or "bad-debt:N" for
/// what happened in lending markets, "auction:N" for an auction of collateral that ended, "row:ID" or "#ID" for any row
/// (a missed deadline among them), or "" for the first violation. Throws InputError, with the valid range, for what is
/// not there.
WhyAnswer explain(const sim::RecordingReader& reader, std::string_view subject);

/// For people: one line a step, "because" between them. Long chains keep their two ends.
std::string to_text(const WhyAnswer& answer);
/// One JSON object: asked, steps, too_little (rows, first), absence (waits, missing, only_waiting, struck,
/// standing_faults), roots, faults, and caution where there is one. Times are texts.
std::string to_json(const WhyAnswer& answer);

}  // namespace orrery::scenarios
