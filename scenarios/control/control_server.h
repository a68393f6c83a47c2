#pragma once

#include <atomic>
#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "scenarios/control/checkpoints.h"
#include "scenarios/control/control_socket.h"
#include "scenarios/control/steered_run.h"

namespace orrery::scenarios {

/// Version of the protocol that docs/control.md describes.
inline constexpr int kControlProtocol = 1;

/// Answers commands for a steered run and tells all clients how it stands. Commands are done one after the other in the
/// order in which they come, whoever sends them.
class ControlServer {
 public:
  /// How long a run that stands, or runs at a pace made for watching, waits for somebody to be connected; none: for
  /// ever.
  using Patience = std::optional<std::chrono::milliseconds>;
  ControlServer(SteeredRun& run, ControlSocket& socket, Checkpoints& checkpoints, Patience patience);

  /// Serves until a client says "quit", nobody comes, or `stop` is set; then the run is stopped where it is. Returns an
  /// order in a child of this process that is to become a branch.
  std::optional<BranchOrder> serve(const std::atomic<bool>& stop);
  /// The answer to one line; never throws for what stands in it.
  std::string answer(const std::string& line);

 private:
  using Json = nlohmann::ordered_json;
  Json perform(const Json& command);
  Json hello() const;
  Json state() const;
  Json run_command(const Json& command);
  Json step_command(const Json& command);
  Json watch_command(const Json& command);
  Json watches() const;
  Json faults();
  Json fault_kinds();
  Json fault_command(const std::string& what, const Json& command);
  Json save_command(const Json& command);
  Json branch_command(const Json& command);
  Json checkpoints() const;
  Filter filter_of(const Json& command);
  void watch_once(const std::string& filter, const std::string& table, std::uint64_t count);
  void tell_state(bool always);
  bool is_left_alone();

  SteeredRun& run_;
  ControlSocket& socket_;
  Checkpoints& checkpoints_;
  Patience patience_;
  std::chrono::steady_clock::time_point attended_ = std::chrono::steady_clock::now();
  bool quit_ = false;
  std::string told_;
  std::chrono::steady_clock::time_point told_at_;
};

/// Serves a run over a socket at `control_path` until it is told to quit, or nobody is connected for longer than
/// `patience`. A child that is to become a branch goes on from here: over a socket of its own, with
/// kBranchPatience, or by itself to its end.
void serve_run(SteeredRun& run, Files& files, std::string control_path, ControlServer::Patience patience,
               const std::atomic<bool>& stop);
/// Makes this process the ordered branch and, without a control path, runs it to its end.
void run_branch(SteeredRun& run, Files& files, const BranchOrder& order, const std::atomic<bool>& stop);

}  // namespace orrery::scenarios
