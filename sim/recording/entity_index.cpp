#include "sim/recording/entity_index.h"

namespace orrery::sim {
namespace {

Statement prepare_insert(Database& database) {
  database.execute(
      "CREATE TABLE IF NOT EXISTS entity_index (entity INTEGER NOT NULL, table_number INTEGER NOT NULL,"
      " first_id INTEGER NOT NULL, last_id INTEGER NOT NULL, ids BLOB NOT NULL,"
      " PRIMARY KEY (entity, table_number, first_id)) WITHOUT ROWID");
  return Statement(database, "INSERT INTO entity_index VALUES (?1, ?2, ?3, ?4, ?5)");
}

}  // namespace

EntityIndex::EntityIndex(Database& database) : insert_(prepare_insert(database)) {}

void EntityIndex::add(std::uint32_t table, std::uint32_t entity, std::uint64_t id) {
  if (strip_at_.size() <= table) strip_at_.resize(table + 1);
  if (strip_at_[table].size() <= entity) strip_at_[table].resize(entity + 1);
  std::uint32_t& at = strip_at_[table][entity];
  if (at == 0) {
    if (used_ == strips_.size()) strips_.emplace_back();
    Strip& fresh = strips_[used_++];
    fresh.table = table;
    fresh.entity = entity;
    fresh.first = fresh.last = id;
    fresh.ids.clear();
    at = static_cast<std::uint32_t>(used_);
    return;
  }
  Strip& strip = strips_[at - 1];
  std::uint64_t difference = id - strip.last;
  strip.last = id;
  for (; difference >= 0x80; difference >>= 7) strip.ids.push_back(static_cast<std::uint8_t>(difference | 0x80));
  strip.ids.push_back(static_cast<std::uint8_t>(difference));
}

void EntityIndex::write() {
  for (std::size_t i = 0; i < used_; ++i) {
    const Strip& strip = strips_[i];
    insert_.bind(1, Value(strip.entity));
    insert_.bind(2, Value(strip.table));
    insert_.bind(3, Value(strip.first));
    insert_.bind(4, Value(strip.last));
    insert_.bind(5, Value(strip.ids));
    insert_.execute();
    strip_at_[strip.table][strip.entity] = 0;
  }
  used_ = 0;
}

std::vector<std::uint64_t> unpack_ids(std::uint64_t first, BytesView packed) {
  std::vector<std::uint64_t> ids{first};
  std::uint64_t difference = 0;
  int shift = 0;
  for (const std::uint8_t byte : packed) {
    if (shift < 64) difference |= std::uint64_t{byte & 0x7fu} << shift;
    shift += 7;
    if ((byte & 0x80) != 0) continue;
    ids.push_back(ids.back() + difference);
    difference = 0;
    shift = 0;
  }
  return ids;
}

}  // namespace orrery::sim
