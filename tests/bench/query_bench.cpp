// What a filter over a million messages costs until its first screen is there: one whose rows are found at once, and
// ones that have to read everything because little or nothing matches.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>

#include "scenarios/query/recording_query.h"
#include "sim/recording/sqlite_recording.h"
#include "sim/world.h"

namespace orrery::scenarios {
namespace {

constexpr int kMessages = 1'000'000, kHosts = 100, kRows = 60;

/// A recording of a million messages of four kinds, and the rounds that they belong to.
const std::string& recording() {
  static const std::string path = [] {
    const auto name = "orrery-query-bench-" + std::to_string(::getpid()) + ".sqlite";
    const std::string made = (std::filesystem::temp_directory_path() / name).string();
    const sim::Time start = sim::Time::from_unix_seconds(1'760'918'400);
    sim::RunDescription run;
    run.start = start;
    sim::SqliteRecording rows(made, run);
    sim::World world({1}, start, sim::Level::kProtocol, &rows);
    const sim::EntityId network = world.add_entity("network", "eth-usd");
    for (int i = 0; i < kHosts; ++i) world.add_entity("host", "eth-usd/node-" + std::to_string(i), network);
    const char* const kinds[] = {"observe-req", "observe", "report-req", "report"};
    for (int i = 0; i < kMessages; ++i) {
      world.kernel().run_until(start + sim::Duration::microseconds(50) * i);
      const sim::EntityId sender{static_cast<std::uint32_t>(1 + i * 37 % kHosts)};
      const sim::EntityId receiver{static_cast<std::uint32_t>(1 + i / 400 % kHosts)};
      world.journal().write(world.tables().message,
                            {kinds[i / 100 % 4], sender, receiver, network, 120, 1, 7, i / 400, sim::Value()});
      if (i % 400 == 399)
        world.journal().write(world.tables().span, {"round", receiver, network, 7, i / 400, start, "reported"});
    }
    rows.finish({.state = sim::RunState::kFinished, .reason = "", .end = world.now(), .digest = "", .events = 0});
    return made;
  }();
  return path;
}

void first_screen(benchmark::State& state, const char* text) {
  RecordingQuery query(recording());
  const Filter filter(text, query.schema(), *query.schema().find("message"));
  PageRequest page;
  page.limit = kRows;
  for (auto _ : state) benchmark::DoNotOptimize(query.rows(filter, page));
}
BENCHMARK_CAPTURE(first_screen, common, "kind == report && node != N3")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_screen, nothing_by_kind, "kind == final")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_screen, nothing_by_node_and_kind, "kind == final && node != N3 && bytes > 100")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_screen, nothing_by_text, "detail ~ skip || kind ~ xyz")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_screen, nothing_late, "kind == report && late")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_screen, near_the_end, "time > +49.9s && kind == report")->Unit(benchmark::kMillisecond);

void count_all(benchmark::State& state) {
  RecordingQuery query(recording());
  const Filter filter("kind == report && sender == N3", query.schema(), *query.schema().find("message"));
  for (auto _ : state) benchmark::DoNotOptimize(query.count(filter));
}
BENCHMARK(count_all)->Unit(benchmark::kMillisecond);

/// Runs last: the recording goes.
void remove_recording(benchmark::State& state) {
  for (auto _ : state) std::filesystem::remove(recording());
}
BENCHMARK(remove_recording)->Iterations(1);

}  // namespace
}  // namespace orrery::scenarios
