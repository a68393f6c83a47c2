#pragma once

#include <cstdint>
#include <vector>

#include "sim/bytes.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::sim {

/// Notes, commit by commit, which rows of a table name an entity, so that one entity's rows are found without reading
/// everybody's. Ids are packed a strip a commit (about 1.2 bytes a row), because SQLite's own index would cost more
/// than the rows themselves.
class EntityIndex {
 public:
  /// Creates the table when it is not there.
  explicit EntityIndex(Database& database);

  /// Notes a row. Ids rise.
  void add(std::uint32_t table, std::uint32_t entity, std::uint64_t id);
  /// Writes what was noted since the last call.
  void write();

 private:
  struct Strip {
    std::uint32_t table = 0, entity = 0;
    std::uint64_t first = 0, last = 0;
    Bytes ids;
  };
  Statement insert_;
  std::vector<std::vector<std::uint32_t>> strip_at_;  // [table][entity] -> index into strips_ + 1
  std::vector<Strip> strips_;
  std::size_t used_ = 0;  // strips beyond are empty and kept for their memory
};

/// The ids of a strip: `first`, then what `packed` adds (LEB128 differences). A broken strip ends early.
std::vector<std::uint64_t> unpack_ids(std::uint64_t first, BytesView packed);

}  // namespace orrery::sim
