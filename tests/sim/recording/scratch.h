#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "sim/recording/sqlite_recording.h"

namespace orrery::sim {

/// A folder for the files of one test, gone with it. In memory where the machine offers that, because a property that
/// makes hundreds of recordings would otherwise wait for the disk.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = "/dev/shm/orrery-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      name = (std::filesystem::temp_directory_path() / "orrery-test-XXXXXX").string();
      if (::mkdtemp(name.data()) == nullptr) std::abort();
    }
    folder_ = name;
  }
  ~ScratchFolder() {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string operator/(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// A table with one column of each kind, and the rows of a made-up run: row `id` follows from its number alone.
inline TableSpec sample_table() {
  return {"sample",
          Level::kProtocol,
          {"entity INTEGER", "word TEXT", "amount INTEGER", "share REAL", "raw BLOB"},
          "Test rows."};
}
inline constexpr std::uint32_t kSampleEntities = 7;
inline Time sample_time(std::uint64_t id) {
  return Time::from_unix_seconds(1'760'918'400) + Duration::milliseconds(static_cast<std::int64_t>(id / 3) * 10);
}
inline void write_sample(SqliteRecording& recording, std::uint64_t id) {
  const std::string word = "word " + std::to_string(id);
  const Bytes raw(id % 40, static_cast<std::uint8_t>(id));
  const Value values[] = {Value(EntityId{static_cast<std::uint32_t>(id % kSampleEntities)}), Value(word),
                          Value(static_cast<std::int64_t>(id) * -3), Value(static_cast<double>(id) / 4), Value(raw)};
  recording.row(TableId{0}, id, sample_time(id), CauseId{id / 2}, values, std::size(values));
}
inline void start_sample(SqliteRecording& recording) {
  recording.table_added(TableId{0}, sample_table());
  for (std::uint32_t i = 0; i < kSampleEntities; ++i) {
    recording.entity_added(
        {EntityId{i}, i == 0 ? "zone" : "host", "entity-" + std::to_string(i), {}, i == 0 ? EntityId{} : EntityId{0}});
  }
}

inline RunDescription sample_run() {
  return {.orrery = "0.1.0",
          .compiler = "a compiler",
          .scenario_path = "scenarios/hello.toml",
          .scenario_text = "title = \"hello\"\n",
          .files = {{"data/prices.csv", "time,price\n1,2\n"}},
          .seed = {42},
          .signatures = "modelled",
          .level = Level::kProtocol,
          .start = sample_time(0),
          .planned_end = sample_time(1'000'000),
          .more = {{"set:feed.nodes", "4"}}};
}

}  // namespace orrery::sim
