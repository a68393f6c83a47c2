#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/recording/trace.h"

namespace orrery::scenarios {

/// Something that machines waited for when a deadline passed: a quorum that was short, a leader that was silent.
struct Wait {
  std::string what;
  std::string on;  ///< whom, or ""
  std::vector<std::string> machines;
};

/// Machines, endpoints and exchanges that were missing for one reason with one root, or a chain.
struct Missing {
  std::string reason;  ///< "down", "paused", "struck by a fault", "not heard", "cut off", or their own words
  std::string kind;    ///< of what is missing: "host", "chain", "venue", ...
  std::vector<std::string> machines;
  std::vector<WhyStep> steps;  ///< of the first of them, from its own trouble to the root, which is the last
};

/// "3 machines", "1 exchange", or "the chain,", "the network,": what goes before the reason.
std::string counted(const Missing& missing);

/// Why something did not happen.
struct Absence {
  std::vector<Wait> waits;                ///< quorums before single machines, most waiting machines first
  std::vector<Missing> missing;           ///< most machines first
  std::vector<std::string> only_waiting;  ///< machines that had no trouble of their own
  std::vector<std::string> spared;        ///< machines that are down, and that the network does without
  std::vector<std::string> struck;       ///< machines that waited like those, with a fault upon them that is not blamed
  std::vector<WhyStep> standing_faults;  ///< where no root is a fault: those that stood, whether or not to blame
};

/// What the row of `waiting` says after a violation of a figure that is too low, when so many rows made what there was
/// of it; its cause is the first of them.
std::string waiting_for_more(std::uint64_t rows);
/// How many rows such a text tells of; none for other texts.
std::optional<std::uint64_t> rows_waited_beyond(std::string_view what);

/// The rows of `waiting` that were written with a missed deadline or a violation.
std::vector<sim::RecordedRow> waiting_rows(const sim::RecordingReader& reader, const sim::RecordedRow& promise);

/// Explains a row of the `deadline` table that was missed, from its `waiting` rows: who waited for whom, and what was
/// the matter with those that did not come (its machine down or paused, a fault upon it, its message dropped, its path
/// cut), or with all endpoints, or too many of the providers and exchanges, that a waiting machine depends on, or with
/// its chain. As many machines as a network bears are not blamed for being down, unless nothing else was missing.
Absence explain_absence(const sim::RecordingReader& reader, const sim::RecordedRow& deadline);

}  // namespace orrery::scenarios
