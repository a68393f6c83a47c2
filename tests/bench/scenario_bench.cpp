// What the AWS day costs: 55 800 virtual seconds of three networks, two baselines and two chains.
//   aws_day/MODE: without recording; mode 0 real signatures, 2 modelled.
//   aws_day_recorded: real signatures, recorded at level `protocol`.
// Counters: `x_real_time` virtual seconds over CPU seconds, `peak_MiB` the process's largest memory so far (so run one
// benchmark at a time for it, with --benchmark_filter).
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <atomic>
#include <filesystem>
#include <string>

#include "scenarios/world/runner.h"

namespace orrery::scenarios {
namespace {

void run_the_day(benchmark::State& state, const std::string& signatures, const std::string& recording) {
  RunRequest request;
  request.scenario_path = ORRERY_SOURCE_DIR "/scenarios/aws-us-east-1-2025.toml";
  request.assignments = {"signatures=" + signatures};
  request.recording_path = recording;
  const std::atomic<bool> stop{false};
  double virtual_seconds = 0, events = 0;
  for (auto _ : state) {
    Files files;
    const Report report = run_scenario(request, files, [](const Progress&) {}, stop);
    if (!report.expectations_met()) state.SkipWithError("an expectation of the day is violated");
    virtual_seconds += static_cast<double>((report.end - report.start).count_nanoseconds()) * 1e-9;
    events += static_cast<double>(report.events);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["x_real_time"] = benchmark::Counter(virtual_seconds, benchmark::Counter::kIsRate);
  state.counters["events"] = benchmark::Counter(events, benchmark::Counter::kIsRate);
  state.counters["peak_MiB"] = static_cast<double>(usage.ru_maxrss) / 1024;
}

void aws_day(benchmark::State& state) { run_the_day(state, state.range(0) == 0 ? "real" : "modelled", {}); }
BENCHMARK(aws_day)->Arg(2)->Arg(0)->Iterations(1)->Unit(benchmark::kSecond)->MeasureProcessCPUTime();

void aws_day_recorded(benchmark::State& state) {
  const auto path = std::filesystem::temp_directory_path() / "orrery-scenario-bench.sqlite";
  run_the_day(state, "real", path.string());
  state.counters["recording_MB"] = static_cast<double>(std::filesystem::file_size(path)) * 1e-6;
  std::filesystem::remove(path);
}
BENCHMARK(aws_day_recorded)->Iterations(1)->Unit(benchmark::kSecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace orrery::scenarios
