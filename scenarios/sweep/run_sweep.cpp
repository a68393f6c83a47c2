#include "scenarios/sweep/run_sweep.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>

#include <chrono>
#include <deque>
#include <filesystem>

#include "scenarios/sweep/run_processes.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr auto kTellEvery = std::chrono::milliseconds(500);

double own_cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// What the process of one run does.
std::string do_run(const Manifest& manifest, const SweepOptions& options, std::uint64_t index) {
  RunRequest request = manifest.request(manifest.runs[index]);
  const std::string recording =
      options.recordings.empty() ? "" : fmt::format("{}/{:08}.sqlite", options.recordings, index);
  if (!recording.empty()) {
    request.level = options.level;
    request.recording_path = recording + ".part";
  }
  Files files = manifest.source();
  const std::atomic<bool> never{false};
  const Report report = run_scenario(request, files, [](const Progress&) {}, never);
  if (!recording.empty()) {
    if (report.interrupted) throw std::runtime_error("cannot record " + recording + ": is the disk full?");
    fs::rename(request.recording_path, recording);
  }
  return to_json(result_of(index, report));
}

/// One sweep while it goes on.
class Sweep {
 public:
  Sweep(const Manifest& manifest, const SweepOptions& options, ResultStore& store,
        const std::function<void(const SweepProgress&)>& progress)
      : manifest_(manifest),
        options_(options),
        store_(store),
        progress_(progress),
        processes_([this](std::uint64_t index) { return do_run(manifest_, options_, index); }) {}

  SweepSummary go(const std::atomic<bool>& stop);

 private:
  void keep_busy();
  void take(const EndedRun& ended);
  void store(RunResult result, const EndedRun& ended, unsigned attempts);
  void tell();

  const Manifest& manifest_;
  const SweepOptions& options_;
  ResultStore& store_;
  const std::function<void(const SweepProgress&)>& progress_;
  RunProcesses processes_;
  std::deque<std::uint64_t> waiting_;
  SweepSummary summary_;
  double run_wall_seconds_ = 0;
  const Clock::time_point began_ = Clock::now();
};

void Sweep::keep_busy() {
  while (processes_.at_work() < options_.jobs && !waiting_.empty()) {
    processes_.begin(waiting_.front());
    waiting_.pop_front();
  }
}

void Sweep::store(RunResult result, const EndedRun& ended, unsigned attempts) {
  result.wall_seconds = ended.wall_seconds;
  result.cpu_seconds = ended.cpu_seconds;
  result.peak_bytes = ended.peak_bytes;
  result.attempts = attempts;
  store_.put(result);
  ++(result.outcome == RunOutcome::kHeld       ? summary_.held
     : result.outcome == RunOutcome::kViolated ? summary_.violated
                                               : summary_.failed);
}

void Sweep::take(const EndedRun& ended) {
  summary_.run_cpu_seconds += ended.cpu_seconds;
  run_wall_seconds_ += ended.wall_seconds;
  const unsigned before = store_.failures(ended.index);
  switch (ended.how) {
    case EndedRun::How::kAnswered:
      store(parse_result(ended.text), ended, before + 1);
      return;
    case EndedRun::How::kRefused:
      store(failed_result(ended.index, ended.text), ended, before + 1);
      return;
    case EndedRun::How::kDied:
      const unsigned attempts = store_.put_failure(ended.index, ended.text);
      if (attempts >= kMostAttempts) {
        store(failed_result(ended.index, ended.text), ended, attempts);
      } else {
        waiting_.push_back(ended.index);
      }
      return;
  }
}

void Sweep::tell() {
  const std::uint64_t now_done = summary_.held + summary_.violated + summary_.failed;
  const double passed = std::chrono::duration<double>(Clock::now() - began_).count();
  const auto left = static_cast<double>(waiting_.size()) + static_cast<double>(processes_.at_work()) / 2;
  progress_({summary_.runs, summary_.there_before + now_done, summary_.failed, processes_.at_work(),
             now_done == 0 ? 0 : passed / static_cast<double>(now_done) * left});
}

SweepSummary Sweep::go(const std::atomic<bool>& stop) {
  const double cpu_before = own_cpu_seconds();
  summary_.runs = options_.last - options_.first + 1;
  if (options_.retry_failed) store_.forget_failed(options_.first, options_.last);
  for (const std::uint64_t index : store_.missing(options_.first, options_.last)) {
    if (store_.failures(index) < kMostAttempts) {
      waiting_.push_back(index);
    } else {
      store(failed_result(index, "its process died three times"), {}, kMostAttempts);
    }
  }
  summary_.there_before = summary_.runs - waiting_.size() - summary_.failed;
  if (!options_.recordings.empty()) fs::create_directories(options_.recordings);
  while (!stop && (!waiting_.empty() || processes_.at_work() > 0)) {
    keep_busy();
    const std::vector<EndedRun> ended = processes_.wait(kTellEvery);
    // A free core gets its next run before the last one's result is written.
    keep_busy();
    for (const EndedRun& run : ended) take(run);
    tell();
  }
  summary_.interrupted = !waiting_.empty() || processes_.at_work() > 0;
  processes_.kill_all();
  summary_.wall_seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  summary_.own_cpu_seconds = own_cpu_seconds() - cpu_before;
  const double offered = std::max(1e-9, summary_.wall_seconds * options_.jobs);
  summary_.busy = summary_.run_cpu_seconds / offered;
  summary_.at_work = run_wall_seconds_ / offered;
  return summary_;
}

}  // namespace

unsigned usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (::sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&cores)));
}

SweepSummary run_sweep(const Manifest& manifest, const SweepOptions& options, ResultStore& store,
                       const std::function<void(const SweepProgress&)>& progress, const std::atomic<bool>& stop) {
  if (options.first > options.last || options.last >= manifest.runs.size())
    throw sim::InputError("--range", fmt::format("expected runs between 0 and {}, found {}..{}",
                                                 manifest.runs.size() - 1, options.first, options.last));
  return Sweep(manifest, options, store, progress).go(stop);
}

}  // namespace orrery::scenarios
