#include "scenarios/sweep/run_processes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include "scenarios/sweep/write_all.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

constexpr char kAnswered = 'A', kRefused = 'R', kThrew = 'T', kEnd = '\n';
constexpr std::size_t kMostLastWords = 400;

/// The end of what a process wrote to standard error, as one line.
std::string last_words(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  const off_t from = std::max<off_t>(0, size - static_cast<off_t>(kMostLastWords));
  std::string text(static_cast<std::size_t>(size - from), '\0');
  const ssize_t got = ::pread(file, text.data(), text.size(), from);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string death_text(int status, const std::string& words) {
  std::string text;
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    text = fmt::format("killed by signal {} ({}{})", number, ::strsignal(number),
                       number == SIGKILL ? ", as when memory runs out" : "");
  } else {
    text = fmt::format("ended with status {}", WEXITSTATUS(status));
  }
  return words.empty() ? text : text + ": " + words;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

void close_all_but(int keep) {
  if (keep > 3) ::close_range(3, static_cast<unsigned>(keep) - 1, 0);
  ::close_range(static_cast<unsigned>(keep) + 1, ~0U, 0);
}

/// When memory runs out, the run is to be killed and not the sweep.
void offer_oneself() {
  const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  write_all(file, "500");
  ::close(file);
}

}  // namespace

void RunProcesses::live(std::uint64_t index, pid_t parent, int answer, int words) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);
  // Ctrl-C reaches every process of the terminal; the parent decides.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_DFL);
  ::dup2(words, STDERR_FILENO);
  close_all_but(answer);
  offer_oneself();
  std::string text;
  try {
    text = kAnswered + work_(index);
  } catch (const sim::InputError& error) {
    text = kRefused + std::string(error.what());
  } catch (const std::exception& error) {
    text = kThrew + std::string(error.what());
  }
  // The last character tells a whole answer from one that was cut off.
  write_all(answer, text + kEnd);
  ::_exit(0);
}

void RunProcesses::begin(std::uint64_t index) {
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "cannot begin a run");
  const int words = ::memfd_create("words", MFD_CLOEXEC);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) live(index, parent, pipe_ends[1], words);
  const int reason = errno;
  ::close(pipe_ends[1]);
  if (pid < 0) {
    ::close(pipe_ends[0]);
    ::close(words);
    throw std::system_error(reason, std::generic_category(), "cannot begin a run");
  }
  processes_.push_back({index, pid, pipe_ends[0], words, Clock::now(), {}});
}

EndedRun RunProcesses::bury(Process& process) {
  int status = 0;
  rusage usage{};
  while (::wait4(process.pid, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  EndedRun ended;
  ended.index = process.index;
  ended.wall_seconds = std::chrono::duration<double>(Clock::now() - process.began).count();
  ended.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  ended.peak_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  std::string& text = process.text;
  if (text.size() >= 2 && text.back() == kEnd) {
    ended.how = text.front() == kAnswered  ? EndedRun::How::kAnswered
                : text.front() == kRefused ? EndedRun::How::kRefused
                                           : EndedRun::How::kDied;
    ended.text = text.substr(1, text.size() - 2);
  } else {
    ended.text = death_text(status, last_words(process.words));
  }
  ::close(process.answer);
  ::close(process.words);
  return ended;
}

std::vector<EndedRun> RunProcesses::wait(std::chrono::milliseconds longest) {
  std::vector<EndedRun> ended;
  const auto until = Clock::now() + longest;
  while (ended.empty() && !processes_.empty()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left < 0) break;
    std::vector<pollfd> watched;
    for (const Process& process : processes_) watched.push_back({process.answer, POLLIN, 0});
    if (::poll(watched.data(), watched.size(), static_cast<int>(left) + 1) <= 0) break;
    for (std::size_t i = watched.size(); i-- > 0;) {
      if (watched[i].revents == 0) continue;
      char buffer[1 << 16];
      const ssize_t got = ::read(processes_[i].answer, buffer, sizeof buffer);
      if (got > 0) processes_[i].text.append(buffer, static_cast<std::size_t>(got));
      if (got > 0 || (got < 0 && errno == EINTR)) continue;
      ended.push_back(bury(processes_[i]));
      processes_.erase(processes_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  return ended;
}

void RunProcesses::kill_all() {
  for (const Process& process : processes_) ::kill(process.pid, SIGKILL);
  for (Process& process : processes_) bury(process);
  processes_.clear();
}

}  // namespace orrery::scenarios
