#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/query/query_text.h"
#include "scenarios/world/runner.h"

namespace orrery::scenarios {

/// What a command ends with. Source: design, "Exit codes".
enum ExitCode : int { kHeld = 0, kViolated = 1, kWrongInput = 2, kInterrupted = 3 };

struct RunCommand {
  RunRequest request;
  bool json = false;
  bool quiet = false;
  std::string control_path;  ///< steered over this socket; empty: not
  /// With a socket: ends when nobody has been connected for so long; none: waits for ever.
  std::optional<std::chrono::milliseconds> leave_after;
};
/// Set by the signal handlers; every long command watches it.
extern std::atomic<bool> stop_requested;

int run_command(const RunCommand& command);
/// A run that is steered over a socket; docs/control.md.
int control_command(const RunCommand& command);
struct RenderCommand {
  std::string recording, view = "window", output;
  std::map<std::string, std::string> options;  ///< the others of orrery-gui, without their dashes; empty: not given
};
/// Draws a view of a recording into a file, without a display: becomes orrery-gui --render. Returns only by throwing.
int render_command(const RenderCommand& command);
int compare_command(const std::string& first, const std::string& second, bool json);
int check_command(const RunRequest& request);
int list_command(bool json);
/// Writes a small scenario to start from; never over an existing file.
int new_command(const std::string& path);
int why_command(const std::string& recording, const std::string& subject, bool json);
int export_command(const std::string& recording, const std::string& csv_folder, const std::string& perfetto_file,
                   bool force);
/// Rows of a recording that a filter selects; docs/query.md.
int query_command(const std::string& recording, const QueryRequest& request);
/// Writes one self-contained HTML page about a recording or a sweep; beside it when `out` is empty.
int report_command(const std::string& subject, std::string out, bool force);
int verify_command(const std::string& recording);
/// Prints docs/scenarios.md's reference part.
int reference_command();
/// A completion script for bash, zsh or fish.
int completions_command(const std::string& shell);

/// The shipped scenarios' folder: beside the installed program, else the source tree's.
std::string shipped_scenarios();

}  // namespace orrery::scenarios
