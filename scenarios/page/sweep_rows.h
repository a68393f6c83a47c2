#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/page/statistics.h"

namespace orrery::scenarios {

/// A varied key of a sweep in memory. Its values fall into at most kMostGroups groups: one for each value, or equal
/// parts of their order where there are more.
struct SweptKey {
  std::string name, unit;
  std::string short_name;  ///< without what all keys begin with
  bool numeric = false;
  std::vector<double> numbers;           ///< of each run, when numeric
  std::vector<std::size_t> groups;       ///< of each run
  std::vector<std::string> group_names;  ///< in the order of the values
};
inline constexpr std::size_t kMostGroups = 12;

/// A figure of every run, numbers as in the view `runs`.
struct SweptFigure {
  std::string path, unit, about;
  std::vector<double> values;
  bool expected = false;  ///< an expectation is about it
  double weight = 0;      ///< how much the varied keys explain of it, or how much it varies at all
};

struct SweptExpectation {
  std::string name;
  std::size_t violated = 0;
  std::string example;  ///< one of its violations
};

/// The rows of a sweep that ended without failing, and what became of the others.
struct SweepRows {
  std::string title, scenario_path, orrery, until;
  std::vector<std::string> assignments;
  std::size_t planned = 0, held = 0, violated = 0, failed = 0, seeds = 0;
  std::vector<SweptKey> keys;
  std::vector<SweptFigure> figures;  ///< those that differ between runs: expected ones first, then the heaviest
  std::vector<SweptExpectation> expectations;
  struct Error {
    std::string text;
    std::size_t runs = 0;
  };
  std::vector<Error> errors;
  double cpu_seconds = 0;

  std::size_t size() const { return held + violated; }
};

/// Reads a sweep's file, finished or still at work. Throws InputError.
SweepRows read_sweep(const std::string& path);

}  // namespace orrery::scenarios
