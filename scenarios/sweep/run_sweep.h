#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "scenarios/sweep/manifest.h"
#include "scenarios/sweep/result_store.h"

namespace orrery::scenarios {

/// A run whose process dies so often is set aside as a failed row.
inline constexpr unsigned kMostAttempts = 3;

struct SweepOptions {
  std::uint64_t first = 0, last = 0;  ///< runs, both included
  unsigned jobs = 1;                  ///< processes at once
  std::string recordings;             ///< a folder for "00000012.sqlite" of each run, or empty
  sim::Level level = sim::Level::kProtocol;
  bool retry_failed = false;  ///< runs that failed before are missing again
};

/// How far a sweep is; told whenever a run ends.
struct SweepProgress {
  std::uint64_t runs = 0, done = 0, failed = 0, at_work = 0;  ///< done: with those that were there before
  double seconds_left = 0;                                    ///< 0 while nothing is known
};

/// What a sweep came to.
struct SweepSummary {
  std::uint64_t runs = 0, there_before = 0;
  std::uint64_t held = 0, violated = 0, failed = 0;  ///< of those done now
  bool interrupted = false;
  double wall_seconds = 0;
  double run_cpu_seconds = 0;  ///< of the runs' processes
  double own_cpu_seconds = 0;  ///< of the sweep itself
  double busy = 0;             ///< share of wall time x jobs that runs were on a core
  double at_work = 0;          ///< share of it that runs were under way, on a core or waiting for one
  double overhead() const { return run_cpu_seconds > 0 ? own_cpu_seconds / run_cpu_seconds : 0; }
  bool complete() const { return there_before + held + violated + failed == runs; }
};

/// The cores that this process may use.
unsigned usable_cores();

/// Does the runs first..last that the store does not hold, each in a process of its own. A run whose process dies is
/// tried again after the others, up to kMostAttempts times in all, and then stored as failed, as is at once a run whose
/// scenario is wrong. When `stop` is set, what is at work is given up and what is done is already stored.
SweepSummary run_sweep(const Manifest& manifest, const SweepOptions& options, ResultStore& store,
                       const std::function<void(const SweepProgress&)>& progress, const std::atomic<bool>& stop);

}  // namespace orrery::scenarios
