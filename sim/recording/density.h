#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/journal.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::sim {

/// Counts rows per span of time, label and kind of entity, so that a window can draw a whole run at once without
/// reading it. A row's label is its table's name; copies that arrived have one of their own (kArrivalLabel). Spans
/// begin at one second and double whenever there would be more than kMaxBuckets of them. Memory: labels x kinds; one
/// small write a commit.
class Density {
 public:
  static constexpr std::int64_t kMaxBuckets = 4096;
  static constexpr std::int64_t kFirstWidth = 1'000'000'000;

  /// Creates the table, or goes on with what the file holds.
  explicit Density(Database& database);

  /// The number that count() knows a label by.
  std::uint32_t add_label(std::string label);
  void add_entity(std::uint32_t entity, std::string_view kind);
  /// Counts a row. Rows come in the order of time and id. `entity` below zero: the row names none.
  void count(std::int64_t time, std::uint32_t label, std::int64_t entity, std::uint64_t id);
  /// Writes what was counted since the last call.
  void write();

 private:
  struct Cell {
    std::uint32_t label = 0, kind = 0;
    std::int64_t count = 0;
    std::uint64_t first = 0;
  };
  struct Bucket {
    std::int64_t time = 0;
    std::vector<Cell> cells;
  };
  std::int64_t floor_to_width(std::int64_t time) const;
  Cell& cell(std::uint32_t label, std::uint32_t kind, std::uint64_t id);
  void start_bucket(std::int64_t time);
  void double_width();

  Database& database_;
  Statement add_;
  std::int64_t width_ = kFirstWidth;
  std::int64_t first_bucket_ = 0, bucket_ = 0, bucket_end_ = 0;
  bool started_ = false;
  std::vector<std::string> labels_;
  std::vector<std::string> kinds_{""};
  std::vector<std::uint32_t> kind_of_entity_;
  std::vector<std::uint32_t> cell_at_;  // label * kMaxKinds + kind -> index into cells_ + 1
  std::vector<Cell> cells_;             // of the current bucket, not yet written
  std::vector<Bucket> full_;            // of past buckets, not yet written
};

}  // namespace orrery::sim
