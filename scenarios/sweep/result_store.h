#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/sweep/run_result.h"

namespace orrery::scenarios {

/// Where the results of a sweep go. What put() has taken survives a kill -9, whole; nothing is ever there in part.
class ResultStore {
 public:
  virtual ~ResultStore() = default;
  /// Which of the runs first..last (both included) have no result yet, ascending.
  virtual std::vector<std::uint64_t> missing(std::uint64_t first, std::uint64_t last) = 0;
  /// Throws sim::RecordingError when the disk is full.
  virtual void put(const RunResult& result) = 0;
  /// Notes that an attempt ended without a result, and how often that has happened to this run by now.
  virtual unsigned put_failure(std::uint64_t index, const std::string& error) = 0;
  virtual unsigned failures(std::uint64_t index) = 0;
  /// Forgets failed runs first..last and their attempts, so that they are missing again. How many there were.
  virtual std::uint64_t forget_failed(std::uint64_t first, std::uint64_t last) = 0;
};

}  // namespace orrery::scenarios
