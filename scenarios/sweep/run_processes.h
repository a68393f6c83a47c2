#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace orrery::scenarios {

/// How a process that did one run ended.
struct EndedRun {
  std::uint64_t index = 0;
  enum class How : std::uint8_t {
    kAnswered,  ///< `text` is what the work returned
    kRefused,   ///< the work threw a sim::InputError, which another attempt would meet again; `text` is its message
    kDied,      ///< it threw, stopped or was killed; `text` says how, with its last words
  };
  How how = How::kDied;
  std::string text;
  double wall_seconds = 0, cpu_seconds = 0;
  std::uint64_t peak_bytes = 0;
};

/// Runs each in a process of its own, so that one that crashes costs only itself. A process shares nothing with its
/// parent but what stood in memory at its beginning: it closes every file that it inherits, and it dies with its
/// parent.
class RunProcesses {
 public:
  /// `work` is called in the process and returns what it found out.
  explicit RunProcesses(std::function<std::string(std::uint64_t)> work) : work_(std::move(work)) {}
  ~RunProcesses() { kill_all(); }
  RunProcesses(const RunProcesses&) = delete;
  RunProcesses& operator=(const RunProcesses&) = delete;

  /// Throws std::system_error when no process can be had.
  void begin(std::uint64_t index);
  std::size_t at_work() const { return processes_.size(); }
  /// Those that have ended, waiting for the first of them; returns early at a signal and after `longest`.
  std::vector<EndedRun> wait(std::chrono::milliseconds longest);
  /// Ends all at once; what they did is lost.
  void kill_all();

 private:
  using Clock = std::chrono::steady_clock;
  struct Process {
    std::uint64_t index;
    pid_t pid;
    int answer;  ///< read end of its pipe
    int words;   ///< what it writes to standard error
    Clock::time_point began;
    std::string text;
  };
  [[noreturn]] void live(std::uint64_t index, pid_t parent, int answer, int words);
  EndedRun bury(Process& process);

  std::function<std::string(std::uint64_t)> work_;
  std::vector<Process> processes_;
};

}  // namespace orrery::scenarios
