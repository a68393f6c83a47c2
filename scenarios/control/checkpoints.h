#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/control/steered_run.h"

namespace orrery::scenarios {

/// A moment of the run that lives on in a process of its own, which sleeps until a branch is asked of it.
struct Checkpoint {
  sim::Time time;
  std::uint64_t events = 0;
  pid_t process = -1;
  int line = -1;  ///< to it; it ends when this closes
};

/// What a sleeping checkpoint is woken for.
struct BranchOrder {
  std::string scenario;  ///< TOML, with the paths of the run's own place
  std::string recording_path;
  std::string control_path;  ///< empty: it runs to its end
};

/// Forks of the run, copy on write, at moments that lie about as far apart in wall time as running on takes: the newest
/// are kept, older ones ever farther apart, at most `most`. They are no part of the history and cannot change it.
class Checkpoints {
 public:
  Checkpoints(std::size_t most, std::chrono::milliseconds interval);
  /// All of them end.
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  /// Whether so much work was done since the last that one is worth its cost.
  bool due(const SteeredRun& run) const;
  /// Forks one. In the parent: none. In the child it returns when a branch is ordered, in yet another child, so that
  /// the checkpoint sleeps on; it never returns when the run ends before.
  /// `in_child` lets go of what is the run's alone, such as its sockets.
  std::optional<BranchOrder> take(SteeredRun& run, const std::function<void()>& in_child);
  /// Wakes the last one at or before `at` (and after nothing that the scenario changes): its process, or none when
  /// there is none that could.
  std::optional<pid_t> branch(sim::Time at, const BranchOrder& order);
  const std::vector<Checkpoint>& all() const { return checkpoints_; }

 private:
  void thin();
  [[nodiscard]] static std::optional<BranchOrder> sleep(int line);

  std::size_t most_;
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point taken_;
  std::uint64_t events_ = 0;
  std::vector<Checkpoint> checkpoints_;
};

}  // namespace orrery::scenarios
