#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/sweep/run_result.h"
#include "sim/recording/recording_reader.h"
#include "sim/time.h"

namespace orrery::scenarios {

/// A row as a comparison shows it.
struct ComparedRow {
  std::uint64_t id = 0;
  sim::Time time;
  std::string table, who, what;
};

/// A figure of the report that two runs ended with in different ways.
struct DifferingFigure {
  std::string path, unit;                     ///< as in the results of a sweep
  std::optional<ResultFigure> first, second;  ///< none in a run that has no such figure
  /// Of the difference to the larger of the two, whatever their signs: 1 where one is zero. None for texts, and where
  /// one run has no such figure.
  std::optional<double> relative;
  /// Both as people read them, "-" for none; exactly where they would read the same.
  std::pair<std::string, std::string> texts() const;
};

/// A count of rows in two recordings, with another value in each.
struct DifferingCount {
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
  /// Whether each holds the figures of its report: not while it runs, when it failed, and from an Orrery that wrote
  /// none.
  bool first_has_figures = false, second_has_figures = false;
  std::vector<DifferingFigure> figures;  ///< where both hold some; the largest relative difference first
  std::vector<DifferingCount> counts;    ///< by name
  /// No row differs; figures may, where the recordings' level leaves out what made them.
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
