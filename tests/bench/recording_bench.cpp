// What a recorded row costs: on the world's thread alone (what a run feels while the writing thread keeps up), in wall
// time until the file is whole, and in processor time of both threads together.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>

#include "sim/recording/recording_reader.h"
#include "sim/recording/sqlite_recording.h"

namespace orrery::sim {
namespace {

constexpr std::uint32_t kHosts = 100;

double seconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::string scratch_path() {
  return (std::filesystem::temp_directory_path() / ("orrery-bench-" + std::to_string(::getpid()) + ".sqlite")).string();
}

// Rows of the shape of World's message table: one broadcast of a round each.
void write_messages(SqliteRecording& recording, std::int64_t rows) {
  recording.table_added(TableId{0},
                        {"message",
                         Level::kProtocol,
                         {"kind TEXT", "sender INTEGER", "receiver INTEGER", "network INTEGER", "bytes INTEGER",
                          "copies INTEGER", "epoch INTEGER", "round INTEGER", "detail TEXT"},
                         "One sending."});
  for (std::uint32_t i = 0; i < kHosts; ++i) {
    recording.entity_added({EntityId{i}, "host", "node-" + std::to_string(i), {}, {}});
  }
  const Time start = Time::from_unix_seconds(1'760'918'400);
  std::uint64_t dice = 1;
  for (std::int64_t i = 0; i < rows; ++i) {
    dice = dice * 6364136223846793005ull + 1442695040888963407ull;
    const EntityId sender{static_cast<std::uint32_t>((dice >> 33) % kHosts)};
    const CauseId cause{i > 64 ? static_cast<std::uint64_t>(i) - (dice >> 40) % 64 : 0};
    const Value values[] = {
        Value("observe-req"), Value(sender), Value(), Value(EntityId{3}), Value(120), Value(31), Value(7),
        Value(i / 100),       Value("")};
    recording.row(TableId{0}, static_cast<std::uint64_t>(i) + 1, start + Duration::microseconds(i * 50), cause, values,
                  std::size(values));
  }
}

void record_rows(benchmark::State& state) {
  const std::string path = scratch_path();
  double world_thread = 0, both_threads = 0, wall = 0;
  for (auto _ : state) {
    const double world = seconds_of(CLOCK_THREAD_CPUTIME_ID), both = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    const double begin = seconds_of(CLOCK_MONOTONIC);
    SqliteRecording recording(path, {});
    write_messages(recording, state.range(0));
    recording.finish({});
    world_thread += seconds_of(CLOCK_THREAD_CPUTIME_ID) - world;
    both_threads += seconds_of(CLOCK_PROCESS_CPUTIME_ID) - both;
    wall += seconds_of(CLOCK_MONOTONIC) - begin;
  }
  const double rows = static_cast<double>(state.range(0)) * static_cast<double>(state.iterations());
  state.counters["world_us/row"] = world_thread / rows * 1e6;
  state.counters["both_us/row"] = both_threads / rows * 1e6;
  state.counters["wall_us/row"] = wall / rows * 1e6;
  state.counters["bytes/row"] =
      static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(state.range(0));
  std::filesystem::remove(path);
}
BENCHMARK(record_rows)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

void find_a_row(benchmark::State& state) {
  const std::string path = scratch_path();
  SqliteRecording recording(path, {});
  write_messages(recording, 1'000'000);
  recording.finish({});
  const RecordingReader reader(path);
  const RecordingReader::Snapshot snapshot(reader);
  std::uint64_t id = 1;
  for (auto _ : state) {
    benchmark::DoNotOptimize(reader.row(id));
    id = id * 7919 % 999'983 + 1;
  }
  std::filesystem::remove(path);
}
BENCHMARK(find_a_row);

void open_a_recording_of_a_million_rows(benchmark::State& state) {
  const std::string path = scratch_path();
  SqliteRecording recording(path, {});
  write_messages(recording, 1'000'000);
  recording.finish({});
  for (auto _ : state) {
    const RecordingReader reader(path);
    benchmark::DoNotOptimize(
        reader.rows("message", {.from = Time::from_unix_seconds(1'760'918'430),
                                .until = Time::from_unix_seconds(1'760'918'430) + Duration::milliseconds(1),
                                .about = {},
                                .newest_first = false}));
  }
  std::filesystem::remove(path);
}
BENCHMARK(open_a_recording_of_a_million_rows);

}  // namespace
}  // namespace orrery::sim
