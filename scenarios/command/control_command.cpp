#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "scenarios/command/commands.h"
#include "scenarios/control/control_server.h"
#include "scenarios/control/crash_note.h"

namespace orrery::scenarios {

namespace {

constexpr std::size_t kLastWords = 4096;

int serve(const RunCommand& command) {
  Files files;
  RunRequest request = command.request;
  take_recorded_scenario(request, files);
  SteeredRun run(request, files);
  serve_run(run, files, command.control_path, command.leave_after, stop_requested);
  if (!run.report()) return kInterrupted;
  if (!command.quiet) fmt::print("{}\n", command.json ? to_json(*run.report()) : to_text(*run.report(), false));
  if (run.report()->interrupted) return kInterrupted;
  return run.report()->expectations_met() ? kHeld : kViolated;
}

/// Copies what the run says to our standard error until it says no more; keeps the end of it.
std::string follow(int from, pid_t child) {
  std::string last;
  char buffer[1024];
  bool told = false;
  while (true) {
    const ssize_t got = ::read(from, buffer, sizeof buffer);
    if (got == 0) return last;
    if (got < 0) {
      if (errno != EINTR) return last;
      if (stop_requested && !told) ::kill(child, SIGTERM);
      told = stop_requested;
      continue;
    }
    std::fwrite(buffer, 1, static_cast<std::size_t>(got), stderr);
    last.append(buffer, static_cast<std::size_t>(got));
    if (last.size() > kLastWords) last.erase(0, last.size() - kLastWords);
  }
}

}  // namespace

int control_command(const RunCommand& command) {
  if (command.request.recording_path.empty()) return serve(command);
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
  // The run lives in a process of its own, so that one that crashes can still be told of in its recording.
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error(std::string("cannot start the run: ") + std::strerror(errno));
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::dup2(pipe_ends[1], STDERR_FILENO);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    std::signal(SIGCHLD, SIG_IGN);  // branches are on their own
    return serve(command);
  }
  ::close(pipe_ends[1]);
  const std::string last_words = follow(pipe_ends[0], child);
  ::close(pipe_ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) {
    const int code = WEXITSTATUS(status);
    if (code == kInterrupted) note_crash(command.request.recording_path, last_words);
    return code;
  }
  const std::string why = fmt::format("the run crashed: {}", ::strsignal(WTERMSIG(status)));
  note_crash(command.request.recording_path, why);
  std::fprintf(stderr, "orrery: %s\n", why.c_str());
  return kInterrupted;
}

}  // namespace orrery::scenarios
