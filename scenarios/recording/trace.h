#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// One link of a causal chain, in words.
struct WhyStep {
  std::uint64_t row = 0;
  sim::Time time;
  std::string table;
  std::string who;   ///< may be empty
  std::string what;  ///< see phrase()
};
WhyStep step_of(const sim::RecordingReader& reader, const sim::RecordedRow& row);

/// The row, what explains it, what explains that, down to the root. What explains a row is its cause; a dropped message
/// is explained by the fault that dropped it rather than by its sending. Empty when there is no such row.
std::vector<sim::RecordedRow> trace(const sim::RecordingReader& reader, std::uint64_t row);

/// The faults that stood at `at`, in the order of their beginning.
std::vector<sim::RecordedRow> faults_standing(const sim::RecordingReader& reader, sim::Time at);
/// The faults that stood at some moment of a span of time, its two ends among them, in the order of their beginning.
std::vector<sim::RecordedRow> faults_standing(const sim::RecordingReader& reader, sim::Time from, sim::Time until);

}  // namespace orrery::scenarios
