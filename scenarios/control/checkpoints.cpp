#include "scenarios/control/checkpoints.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>

namespace orrery::scenarios {

namespace {

using Json = nlohmann::ordered_json;

std::optional<std::string> read_line(int line) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (text.empty() || text.back() != '\n') {
    const ssize_t got = ::recv(line, buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

bool write_line(int line, const std::string& text) {
  const std::string whole = text + "\n";
  for (std::size_t sent = 0; sent < whole.size();) {
    const ssize_t now = ::send(line, whole.data() + sent, whole.size() - sent, MSG_NOSIGNAL);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) return false;
    sent += static_cast<std::size_t>(now);
  }
  return true;
}

/// Whoever follows what the run says must not wait for us.
void be_quiet() {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  ::close(nowhere);
}

}  // namespace

Checkpoints::Checkpoints(std::size_t most, std::chrono::milliseconds interval)
    : most_(most), interval_(interval), taken_(std::chrono::steady_clock::now()) {}

Checkpoints::~Checkpoints() {
  for (const Checkpoint& checkpoint : checkpoints_) {
    ::close(checkpoint.line);
    ::waitpid(checkpoint.process, nullptr, 0);
  }
}

bool Checkpoints::due(const SteeredRun& run) const {
  if (most_ == 0 || run.request().recording_path.empty() || run.events() == events_) return false;
  return std::chrono::steady_clock::now() - taken_ >= interval_;
}

std::optional<BranchOrder> Checkpoints::take(SteeredRun& run, const std::function<void()>& in_child) {
  taken_ = std::chrono::steady_clock::now();
  events_ = run.events();
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return std::nullopt;
  const pid_t process = run.fork_process();
  if (process == 0) {
    ::close(ends[0]);
    // The run's ends of older lines came along; those checkpoints must see the run's end, not ours.
    for (const Checkpoint& other : checkpoints_) ::close(other.line);
    checkpoints_.clear();
    most_ = 0;
    in_child();
    be_quiet();
    return sleep(ends[1]);
  }
  ::close(ends[1]);
  if (process < 0) {
    ::close(ends[0]);
    return std::nullopt;
  }
  checkpoints_.push_back({run.now(), run.events(), process, ends[0]});
  thin();
  return std::nullopt;
}

// Every second of the older half goes, so that what is left covers the whole run, densest where it is now.
void Checkpoints::thin() {
  if (checkpoints_.size() <= most_) return;
  std::vector<Checkpoint> kept;
  for (std::size_t i = 0; i < checkpoints_.size(); ++i) {
    if (i % 2 == 0 || i >= checkpoints_.size() / 2) {
      kept.push_back(checkpoints_[i]);
      continue;
    }
    ::close(checkpoints_[i].line);
    ::waitpid(checkpoints_[i].process, nullptr, 0);
  }
  checkpoints_ = std::move(kept);
}

std::optional<BranchOrder> Checkpoints::sleep(int line) {
  while (const auto text = read_line(line)) {
    const pid_t branch = ::fork();
    if (branch == 0) {
      ::close(line);
      const Json order = Json::parse(*text);
      return BranchOrder{order.at("scenario"), order.at("recording"), order.at("control")};
    }
    if (!write_line(line, std::to_string(branch))) break;
  }
  // Nothing of the run may be taken down or written here: it is the run's.
  ::_exit(0);
}

std::optional<pid_t> Checkpoints::branch(sim::Time at, const BranchOrder& order) {
  const auto after = std::find_if(checkpoints_.begin(), checkpoints_.end(),
                                  [&](const Checkpoint& checkpoint) { return checkpoint.time >= at; });
  if (after == checkpoints_.begin()) return std::nullopt;
  const Checkpoint& nearest = *std::prev(after);
  const Json text{{"scenario", order.scenario}, {"recording", order.recording_path}, {"control", order.control_path}};
  if (!write_line(nearest.line, text.dump())) return std::nullopt;
  const auto answer = read_line(nearest.line);
  if (!answer) return std::nullopt;
  const pid_t process = static_cast<pid_t>(std::stol(*answer));
  return process > 0 ? std::optional(process) : std::nullopt;
}

}  // namespace orrery::scenarios
