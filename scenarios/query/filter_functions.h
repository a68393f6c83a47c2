#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>

#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

/// What filters need of SQL beyond SQLite's own functions, over one database handle:
///   contains_text(text, part)                     1 when part is in text, upper and lower case alike, else 0
///   round_end(network, epoch, round, leader)      the row with which that round ended, or null
/// The handle must not be used for either when this is gone.
class FilterFunctions {
 public:
  explicit FilterFunctions(sim::Database& database);
  ~FilterFunctions();
  FilterFunctions(const FilterFunctions&) = delete;
  FilterFunctions& operator=(const FilterFunctions&) = delete;

  /// Takes in the rounds that ended since the last call, so that a recording that grows costs its growth only.
  void gather_round_ends();
  /// The row with which a round ended, or 0.
  std::int64_t round_end(const std::array<std::int64_t, 4>& round) const;

 private:
  struct Hash {
    std::size_t operator()(const std::array<std::int64_t, 4>& round) const;
  };
  sim::Database& database_;
  std::unordered_map<std::array<std::int64_t, 4>, std::int64_t, Hash> round_ends_;  // looked up, never iterated
  std::int64_t last_ = 0;
};

}  // namespace orrery::scenarios
