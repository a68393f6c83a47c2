#pragma once

#include <atomic>
#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "scenarios/control/control_socket.h"
#include "scenarios/control/steered_run.h"

namespace orrery::scenarios {

/// Version of the protocol that docs/control.md describes.
inline constexpr int kControlProtocol = 1;

/// Answers commands for a steered run and tells all clients how it stands. Commands are done one after the other in the
/// order in which they come, whoever sends them.
class ControlServer {
 public:
  ControlServer(SteeredRun& run, ControlSocket& socket);

  /// Serves until a client says "quit" or `stop` is set; then the run is stopped where it is.
  void serve(const std::atomic<bool>& stop);
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
  Filter filter_of(const Json& command);
  void watch_once(const std::string& filter, const std::string& table, std::uint64_t count);
  void tell_state(bool always);

  SteeredRun& run_;
  ControlSocket& socket_;
  bool quit_ = false;
  std::string told_;
  std::chrono::steady_clock::time_point told_at_;
};

}  // namespace orrery::scenarios
