#include "scenarios/query/filter_functions.h"

#include <sqlite3.h>

#include <string_view>

#include "scenarios/query/filter_match.h"

namespace orrery::scenarios {

namespace {

constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

std::string_view text_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return {text == nullptr ? "" : text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void contains_text_function(sqlite3_context* context, int, sqlite3_value** values) {
  const bool contains =
      sqlite3_value_type(values[0]) == SQLITE_TEXT && contains_text(text_of(values[0]), text_of(values[1]));
  sqlite3_result_int(context, contains ? 1 : 0);
}

void round_end_function(sqlite3_context* context, int, sqlite3_value** values) {
  std::array<std::int64_t, 4> round{};
  for (std::size_t i = 0; i < round.size(); ++i) {
    if (sqlite3_value_type(values[i]) != SQLITE_INTEGER) return;  // the result is null
    round[i] = sqlite3_value_int64(values[i]);
  }
  const auto* functions = static_cast<const FilterFunctions*>(sqlite3_user_data(context));
  if (const std::int64_t row = functions->round_end(round); row != 0) sqlite3_result_int64(context, row);
}

}  // namespace

FilterFunctions::FilterFunctions(sim::Database& database) : database_(database) {
  sqlite3* const handle = database.handle();
  sqlite3_create_function(handle, "contains_text", 2, kFlags, nullptr, contains_text_function, nullptr, nullptr);
  sqlite3_create_function(handle, "round_end", 4, SQLITE_UTF8, this, round_end_function, nullptr, nullptr);
}

FilterFunctions::~FilterFunctions() {
  sqlite3_create_function(database_.handle(), "contains_text", 2, kFlags, nullptr, nullptr, nullptr, nullptr);
  sqlite3_create_function(database_.handle(), "round_end", 4, SQLITE_UTF8, nullptr, nullptr, nullptr, nullptr);
}

std::size_t FilterFunctions::Hash::operator()(const std::array<std::int64_t, 4>& round) const {
  std::uint64_t hash = 0;
  for (const std::int64_t part : round) hash = (hash ^ static_cast<std::uint64_t>(part)) * 0x9e3779b97f4a7c15ull;
  return static_cast<std::size_t>(hash ^ hash >> 32);
}

void FilterFunctions::gather_round_ends() {
  sim::Statement ends(database_,
                      "SELECT id, network, epoch, round, entity FROM span WHERE kind = 'round' AND id > ?1 AND network "
                      "NOTNULL AND epoch NOTNULL AND round NOTNULL AND entity NOTNULL ORDER BY id");
  ends.bind(1, sim::Value(last_));
  while (ends.step()) {
    last_ = ends.integer(0);
    round_ends_.try_emplace({ends.integer(1), ends.integer(2), ends.integer(3), ends.integer(4)}, last_);
  }
}

std::int64_t FilterFunctions::round_end(const std::array<std::int64_t, 4>& round) const {
  const auto found = round_ends_.find(round);
  return found == round_ends_.end() ? 0 : found->second;
}

}  // namespace orrery::scenarios
