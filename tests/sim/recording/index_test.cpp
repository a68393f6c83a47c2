// Proves that what is counted and indexed while recording says the same as the rows themselves, whatever their times,
// tables and entities.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/recording/entity_index.h"
#include "sim/recording/recording_reader.h"
#include "sim/recording/recording_writer.h"
#include "sim/recording/sqlite_database.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::sim {
namespace {

struct ModelRow {
  std::uint32_t table = 0;
  std::uint32_t entity = 0;  // kinds: three entities a kind; 9 stands for none
  std::int64_t time = 0;
};

constexpr std::uint32_t kNoEntity = 9;
constexpr std::uint32_t kTables = 3;

RowBatch opening() {
  RowBatch batch;
  for (std::uint32_t t = 0; t < kTables; ++t) {
    const std::string name = "table_" + std::to_string(t);
    const Value values[] = {Value(name), Value("full"), Value(""), Value("word TEXT"), Value("entity INTEGER")};
    batch.add({.kind = RecordKind::kTable, .number = t}, values, std::size(values));
  }
  for (std::uint32_t e = 0; e < kNoEntity; ++e) {
    const std::string name = "e" + std::to_string(e), kind = "kind " + std::to_string(e / 3);
    const Value values[] = {Value(kind), Value(name), Value(), Value()};
    batch.add({.kind = RecordKind::kEntity, .id = e}, values, std::size(values));
  }
  return batch;
}

void add_row(RowBatch& batch, const ModelRow& row, std::uint64_t id) {
  const Value values[] = {Value("w"), row.entity == kNoEntity ? Value() : Value(row.entity)};
  batch.add({.kind = RecordKind::kRow, .number = row.table, .id = id, .time = row.time}, values, std::size(values));
}

// Steps between rows from nothing to years, so that the spans of the density must widen many times.
std::vector<ModelRow> any_rows() {
  std::int64_t time = *rc::gen::inRange<std::int64_t>(-5'000'000'000, 1'760'918'400'000'000'000);
  std::vector<ModelRow> rows;
  for (int count = *rc::gen::inRange(1, 300); count > 0; --count) {
    const int magnitude = *rc::gen::inRange(0, 50);
    time += *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << magnitude);
    rows.push_back({*rc::gen::inRange(0u, kTables), *rc::gen::inRange(0u, kNoEntity + 1), time});
  }
  return rows;
}

RC_GTEST_PROP(RecordingIndex, DensityCountsEveryRowOnceInItsSpan, ()) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  const std::vector<ModelRow> rows = any_rows();
  RecordingWriter::create(path);
  {
    RecordingWriter writer(path);
    writer.apply(opening());
    RowBatch batch;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      add_row(batch, rows[i], i + 1);
      if (i % 17 == 0) {
        writer.apply(batch);
        batch.clear();
      }
    }
    writer.apply(batch);
    writer.finish();
  }
  Database database(path, Database::Mode::kReadOnly);
  const std::int64_t width = std::stoll(database.value("SELECT value FROM run WHERE key = 'density.bucket'"));
  RC_ASSERT(width % Density::kFirstWidth == 0);
  struct Cell {
    std::int64_t count = 0, first = 0;
    bool operator==(const Cell&) const = default;
  };
  std::map<std::tuple<std::int64_t, std::string, std::string>, Cell> expected, found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::int64_t bucket = rows[i].time / width * width;
    if (bucket > rows[i].time) bucket -= width;
    const std::string kind = rows[i].entity == kNoEntity ? "" : "kind " + std::to_string(rows[i].entity / 3);
    Cell& cell = expected[{bucket, "table_" + std::to_string(rows[i].table), kind}];
    if (cell.count++ == 0) cell.first = static_cast<std::int64_t>(i) + 1;
  }
  Statement all(database, "SELECT time, table_name, entity_kind, count, first_id FROM density");
  std::set<std::int64_t> buckets;
  while (all.step()) {
    buckets.insert(all.integer(0));
    found[{all.integer(0), std::string(all.text(1)), std::string(all.text(2))}] = {all.integer(3), all.integer(4)};
  }
  RC_ASSERT(found.size() == expected.size());
  RC_ASSERT(found == expected);
  RC_ASSERT((*buckets.rbegin() - *buckets.begin()) / width < Density::kMaxBuckets);
}

RC_GTEST_PROP(RecordingIndex, FiltersByTimeAndEntityAgreeWithReadingEverything, ()) {
  const ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  const std::vector<ModelRow> rows = any_rows();
  RecordingWriter::create(path);
  {
    RecordingWriter writer(path);
    writer.apply(opening());
    RowBatch batch;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      add_row(batch, rows[i], i + 1);
      if (i % 31 == 0) {
        writer.apply(batch);
        batch.clear();
      }
    }
    writer.apply(batch);
    writer.finish();
  }
  const RecordingReader reader(path);
  for (int question = 0; question < 10; ++question) {
    const std::int64_t from = (*rc::gen::elementOf(rows)).time + *rc::gen::inRange(-1, 2);
    const std::int64_t until = (*rc::gen::elementOf(rows)).time + *rc::gen::inRange(-1, 2);
    const auto about = *rc::gen::inRange(0u, kNoEntity + 1);
    const auto table = *rc::gen::inRange(0u, kTables);
    std::vector<std::uint64_t> expected, found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const ModelRow& row = rows[i];
      if (row.table != table || row.time < from || row.time >= until) continue;
      if (about == kNoEntity || row.entity == about) expected.push_back(i + 1);
    }
    RowFilter filter{.from = Time::from_unix_nanoseconds(from),
                     .until = Time::from_unix_nanoseconds(until),
                     .about = {},
                     .newest_first = false};
    if (about != kNoEntity) filter.about = EntityId{about};
    for (const RecordedRow& row : reader.rows("table_" + std::to_string(table), filter)) found.push_back(row.id);
    RC_ASSERT(found == expected);
    filter.newest_first = true;
    std::vector<std::uint64_t> backwards;
    for (const RecordedRow& row : reader.rows("table_" + std::to_string(table), filter)) backwards.push_back(row.id);
    std::reverse(backwards.begin(), backwards.end());
    RC_ASSERT(backwards == expected);
  }
}

TEST(RecordingIndex, BrokenStripsEndEarlyInsteadOfRunningOn) {
  EXPECT_EQ(unpack_ids(5, {}), (std::vector<std::uint64_t>{5}));
  const Bytes cut{0x02, 0x80};  // 2, then the beginning of a longer number
  EXPECT_EQ(unpack_ids(5, cut), (std::vector<std::uint64_t>{5, 7}));
  const Bytes endless(30, 0xff);
  EXPECT_EQ(unpack_ids(5, endless), (std::vector<std::uint64_t>{5}));
}

}  // namespace
}  // namespace orrery::sim
