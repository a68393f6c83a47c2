#pragma once

#include <string>

#include "scenarios/sweep/result_store.h"

namespace orrery::scenarios {

/// A folder with one file for each finished run, "00000012.json", written beside its name and renamed when whole. Any
/// number of machines may write into it at once: two that finish the same run write the same row. A failed attempt is
/// "00000012.failed-1". Leftovers of killed writers begin with a dot and are never read.
class ResultFolder : public ResultStore {
 public:
  /// Makes the folder where there is none. Throws InputError.
  explicit ResultFolder(std::string path);

  std::vector<std::uint64_t> missing(std::uint64_t first, std::uint64_t last) override;
  void put(const RunResult& result) override;
  unsigned put_failure(std::uint64_t index, const std::string& error) override;
  unsigned failures(std::uint64_t index) override;
  std::uint64_t forget_failed(std::uint64_t first, std::uint64_t last) override;

  /// Throws InputError for a file that is not a result of that run.
  RunResult get(std::uint64_t index) const;

 private:
  std::string file(std::uint64_t index) const;
  std::string failure_file(std::uint64_t index, unsigned attempt) const;
  void write_whole(const std::string& path, const std::string& text) const;
  std::string path_;
};

}  // namespace orrery::scenarios
