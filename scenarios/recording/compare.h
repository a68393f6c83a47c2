#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/recording/recording_reader.h"
#include "sim/time.h"

namespace orrery::scenarios {

/// A row as a comparison shows it.
struct ComparedRow {
  std::uint64_t id = 0;
  sim::Time time;
  std::string table, who, what;
};

/// A count that two recordings have in common, with another value in each.
struct DifferingFigure {
  std::string name;
  std::int64_t first = 0, second = 0;
};

/// Two recordings side by side.
struct Comparison {
  std::string first, second;                ///< paths
  std::string first_digest, second_digest;  ///< empty for a run without an end
  /// The first event at which they part: the row of each, none where one recording has no more.
  std::optional<ComparedRow> first_row, second_row;
  std::uint64_t rows_in_common = 0;
  std::vector<DifferingFigure> figures;
  bool same() const { return !first_row && !second_row; }
};

/// Walks both in the order of what happened. What a later event writes into an earlier row (a fault's end and hits, a
/// block that was undone) is not compared in the row. Throws InputError, also for recordings of different levels, whose
/// rows differ where their histories do not. O(rows); once `stop` is set it throws InputError soon.
Comparison compare_recordings(const std::string& first, const std::string& second,
                              const std::atomic<bool>* stop = nullptr);

std::string to_text(const Comparison& comparison);
std::string to_json(const Comparison& comparison);

}  // namespace orrery::scenarios
