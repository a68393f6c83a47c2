#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "scenarios/command/commands.h"
#include "scenarios/command/progress.h"
#include "scenarios/world/prepared_run.h"

namespace orrery::scenarios {

namespace {

/// Everything at once, so that a full disk or a closed pipe is noticed.
bool print(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

bool use_colour() { return isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr; }

}  // namespace

int run_command(const RunCommand& command) {
  Files files;
  RunRequest request = command.request;
  take_recorded_scenario(request, files);
  const Report report = run_scenario(request, files, terminal_progress(command.quiet), stop_requested);
  clear_progress();
  if (!print(command.json ? to_json(report) + "\n" : to_text(report, use_colour()))) {
    std::fputs("orrery: the report could not be written to standard output\n", stderr);
    return kInterrupted;
  }
  if (report.interrupted) return kInterrupted;
  return report.expectations_met() ? kHeld : kViolated;
}

int check_command(const RunRequest& request) {
  Files files;
  check_scenario(request, files);
  print(fmt::format("{}: right\n", request.scenario_path));
  return kHeld;
}

int verify_command(const std::string& recording) {
  const Verification verification = verify_recording(recording, terminal_progress(/*quiet=*/false), stop_requested);
  clear_progress();
  if (stop_requested) {
    std::fputs("orrery: interrupted before the end; nothing was compared\n", stderr);
    return kInterrupted;
  }
  print(fmt::format("recorded  {}  by {}\nrepeated  {}  by {}\n{}\n", verification.recorded_digest,
                    verification.recorded_by, verification.repeated_digest, verification.repeated_by,
                    verification.equal() ? "the same history" : "the histories differ"));
  return verification.equal() ? kHeld : kViolated;
}

}  // namespace orrery::scenarios
