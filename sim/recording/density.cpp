#include "sim/recording/density.h"

#include <algorithm>

#include "sim/assert.h"
#include "sim/recording/recording_schema.h"

namespace orrery::sim {
namespace {

constexpr std::uint32_t kMaxKinds = 256;
constexpr const char* kCreate =
    "CREATE TABLE IF NOT EXISTS density (time INTEGER NOT NULL, table_name TEXT NOT NULL, entity_kind TEXT NOT NULL,"
    " count INTEGER NOT NULL, first_id INTEGER NOT NULL, PRIMARY KEY (time, table_name, entity_kind)) WITHOUT ROWID";
constexpr const char* kAdd =
    "INSERT INTO density VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET count = count + excluded.count";

Statement prepare_add(Database& database) {
  database.execute(kCreate);
  return Statement(database, kAdd);
}

}  // namespace

Density::Density(Database& database) : database_(database), add_(prepare_add(database)) {
  const std::string width =
      database.value("SELECT value FROM run WHERE key = '" + std::string(run_key::kDensityBucket) + "'");
  if (!width.empty()) width_ = std::stoll(width);
  const std::string first = database.value("SELECT min(time) FROM density");
  if (!first.empty()) {
    first_bucket_ = std::stoll(first);
    bucket_ = bucket_end_ = std::stoll(database.value("SELECT max(time) FROM density"));
    started_ = true;
  }
}

std::uint32_t Density::add_label(std::string label) {
  labels_.push_back(std::move(label));
  cell_at_.resize(labels_.size() * kMaxKinds);
  return static_cast<std::uint32_t>(labels_.size()) - 1;
}

void Density::add_entity(std::uint32_t entity, std::string_view kind) {
  auto found = std::find(kinds_.begin(), kinds_.end(), kind);
  if (found == kinds_.end()) {
    ORRERY_ASSERT(kinds_.size() < kMaxKinds, "kinds of entities are a handful of names, not one an entity");
    found = kinds_.insert(kinds_.end(), std::string(kind));
  }
  if (kind_of_entity_.size() <= entity) kind_of_entity_.resize(entity + 1);
  kind_of_entity_[entity] = static_cast<std::uint32_t>(found - kinds_.begin());
}

std::int64_t Density::floor_to_width(std::int64_t time) const {
  const std::int64_t rest = time % width_;
  return time - (rest < 0 ? rest + width_ : rest);
}

void Density::count(std::int64_t time, std::uint32_t label, std::int64_t entity, std::uint64_t id) {
  if (time >= bucket_end_ || !started_) start_bucket(time);
  const bool known = entity >= 0 && static_cast<std::size_t>(entity) < kind_of_entity_.size();
  const std::uint32_t kind = known ? kind_of_entity_[static_cast<std::size_t>(entity)] : 0;
  ++cell(label, kind, id).count;
}

Density::Cell& Density::cell(std::uint32_t label, std::uint32_t kind, std::uint64_t id) {
  std::uint32_t& at = cell_at_[label * kMaxKinds + kind];
  if (at == 0) {
    cells_.push_back({.label = label, .kind = kind, .count = 0, .first = id});
    at = static_cast<std::uint32_t>(cells_.size());
  }
  return cells_[at - 1];
}

void Density::start_bucket(std::int64_t time) {
  if (!cells_.empty()) {
    for (const Cell& c : cells_) cell_at_[c.label * kMaxKinds + c.kind] = 0;
    full_.push_back({.time = bucket_, .cells = std::move(cells_)});
    cells_.clear();
  }
  if (!started_) {
    first_bucket_ = floor_to_width(time);
    started_ = true;
  }
  while (floor_to_width(time) - first_bucket_ >= kMaxBuckets * width_) double_width();
  bucket_ = floor_to_width(time);
  bucket_end_ = bucket_ + width_;
}

void Density::double_width() {
  write();
  width_ *= 2;
  first_bucket_ = floor_to_width(first_bucket_);
  const std::string width = std::to_string(width_);
  // SQLite's % keeps the sign, so the floor of a time before 1970 needs the second addition.
  database_.execute("CREATE TEMP TABLE wider AS SELECT time - ((time % " + width + " + " + width + ") % " + width +
                    ") AS time, table_name, entity_kind, sum(count) AS count, min(first_id) AS first_id FROM density "
                    "GROUP BY 1, 2, 3;"
                    "DELETE FROM density; INSERT INTO density SELECT * FROM wider; DROP TABLE wider;"
                    "INSERT OR REPLACE INTO run VALUES ('" +
                    std::string(run_key::kDensityBucket) + "', " + width + ")");
}

void Density::write() {
  if (!cells_.empty()) {
    for (const Cell& c : cells_) cell_at_[c.label * kMaxKinds + c.kind] = 0;
    full_.push_back({.time = bucket_, .cells = std::move(cells_)});
    cells_.clear();
  }
  for (const Bucket& bucket : full_) {
    for (const Cell& c : bucket.cells) {
      add_.bind(1, Value(bucket.time));
      add_.bind(2, Value(labels_[c.label]));
      add_.bind(3, Value(kinds_[c.kind]));
      add_.bind(4, Value(c.count));
      add_.bind(5, Value(c.first));
      add_.execute();
    }
  }
  full_.clear();
}

}  // namespace orrery::sim
