#include "gui/model/row_filter.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace orrery::gui {
namespace {

constexpr std::array<std::string_view, 3> kEntityColumns{"sender", "receiver", "network"};
constexpr std::array<std::string_view, 4> kNumberColumns{"epoch", "round", "bytes", "copies"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string sql_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c;
    if (c == '\'') quoted += c;
  }
  return quoted + "'";
}

bool is_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

SqlCondition condition_of(const FilterTerm& term, const WorldModel& world) {
  const std::string is = term.keep ? " IS " : " IS NOT ";
  if (is_one_of(kEntityColumns, term.field)) {
    const sim::EntityId id = world.find(term.value);
    if (id.is_none()) return {"", "there is no \"" + term.value + "\" in this recording"};
    return {term.field + is + std::to_string(id.index), ""};
  }
  if (is_one_of(kNumberColumns, term.field)) {
    if (!is_number(term.value)) return {"", term.field + ": expected a number, found \"" + term.value + "\""};
    return {term.field + is + term.value, ""};
  }
  if (term.field == "kind" || term.field == "detail") return {term.field + is + sql_text(term.value), ""};
  return {"", "messages have no \"" + term.field + "\""};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

// Entities whose name holds the word, as a list for SQL's IN.
std::string entities_named(const std::string& word, const WorldModel& world) {
  std::string list;
  for (const sim::Entity& entity : world.entities) {
    if (entity.name.find(word) == std::string::npos) continue;
    if (!list.empty()) list += ",";
    list += std::to_string(entity.id.index);
  }
  return list;
}

}  // namespace

std::string FilterTerm::text() const { return field + (keep ? " == " : " != ") + value; }

void FilterStack::add(FilterTerm term) {
  FilterTerm opposite = term;
  opposite.keep = !term.keep;
  const auto against = std::find(terms_.begin(), terms_.end(), opposite);
  if (against != terms_.end()) {
    terms_.erase(against);
  } else if (std::find(terms_.begin(), terms_.end(), term) == terms_.end()) {
    terms_.push_back(std::move(term));
  }
}

void FilterStack::remove(std::size_t index) {
  if (index < terms_.size()) terms_.erase(terms_.begin() + static_cast<std::ptrdiff_t>(index));
}

void FilterStack::clear() {
  terms_.clear();
  text_.clear();
}

SqlCondition FilterStack::condition(const WorldModel& world, FilterLanguage language) const {
  std::vector<std::string> all;
  std::vector<std::string> done;
  for (const FilterTerm& term : terms_) {
    if (term.keep && std::find(done.begin(), done.end(), term.field) != done.end()) continue;
    std::string group;
    for (const FilterTerm& other : terms_) {
      const bool same = term.keep ? other.keep && other.field == term.field : other == term;
      if (!same) continue;
      const SqlCondition one = condition_of(other, world);
      if (!one.error.empty()) return one;
      group += (group.empty() ? "" : " OR ") + one.where;
    }
    if (term.keep) done.push_back(term.field);
    all.push_back("(" + group + ")");
  }
  if (!text_.empty()) {
    const SqlCondition written = language(text_, world);
    if (!written.error.empty()) return written;
    if (!written.where.empty()) all.push_back("(" + written.where + ")");
  }
  SqlCondition condition;
  for (const std::string& part : all) condition.where += (condition.where.empty() ? "" : " AND ") + part;
  return condition;
}

SqlCondition words_filter(std::string_view text, const WorldModel& world) {
  SqlCondition condition;
  for (const std::string& word : words_of(text)) {
    std::string one = "instr(kind, " + sql_text(word) + ") OR instr(ifnull(detail, ''), " + sql_text(word) + ")";
    if (const std::string list = entities_named(word, world); !list.empty()) {
      for (const std::string_view column : kEntityColumns) one += " OR " + std::string(column) + " IN (" + list + ")";
    }
    condition.where += (condition.where.empty() ? "(" : " AND (") + one + ")";
  }
  return condition;
}

}  // namespace orrery::gui
