#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "scenarios/sweep/manifest.h"
#include "scenarios/sweep/result_store.h"
#include "sim/recording/file_lock.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

/// "Orsw" in SQLite's header, so that a sweep is told from a recording.
inline constexpr std::int32_t kSweepApplicationId = 0x4f727377;
inline constexpr int kSweepSchemaVersion = 1;

enum class SweepFileKind : std::uint8_t { kMissing, kSweep, kOther };
/// Looks at the first bytes and touches nothing.
SweepFileKind kind_of_sweep_file(const std::string& path);

/// A sweep in one SQLite file: all its runs from the beginning, each with its result once it is done. Its schema is
/// docs/sweeps.md. One process writes at a time; others may read meanwhile.
class SweepFile : public ResultStore {
 public:
  /// Makes a new file of a manifest; nothing may stand there. `figures` gives the words for known figures.
  static SweepFile create(const std::string& path, const Manifest& manifest, const Figures& figures);
  /// Opens one to go on with it. Throws InputError when another process is at work on it.
  explicit SweepFile(const std::string& path);
  ~SweepFile() override = default;
  SweepFile(SweepFile&&) noexcept = default;

  /// The plan that it was made of.
  Manifest manifest() const;
  std::vector<std::uint64_t> missing(std::uint64_t first, std::uint64_t last) override;
  void put(const RunResult& result) override;
  unsigned put_failure(std::uint64_t index, const std::string& error) override;
  unsigned failures(std::uint64_t index) override;
  std::uint64_t forget_failed(std::uint64_t first, std::uint64_t last) override;

  /// How many runs ended in each way; runs that are missing are not counted.
  std::map<std::string, std::uint64_t> outcomes() const;
  /// Makes the view `runs` anew, with a column for each key and figure, and folds the log into the file.
  void finish();

 private:
  SweepFile(std::string path, sim::FileLock lock);
  static void fill(sim::Database& database, const Manifest& manifest, const Figures& figures);
  static void make_view(sim::Database& database);
  template <class F>
  auto guarded(F&& action) const;

  std::string path_;
  sim::FileLock lock_;  // held as long as this process writes
  std::unique_ptr<sim::Database> database_;
};

}  // namespace orrery::scenarios
