#include "gui/model/filter_line.h"

namespace orrery::gui {
namespace {

constexpr const char* kMainTable = "message";

// Filters are checked against a table; one without rows and columns stands for a table that is not there.
const sim::RecordedTable& missing_table() {
  static const sim::RecordedTable kTable{};
  return kTable;
}

scenarios::FilterState state_of(const std::string& text, const scenarios::FilterSchema& schema) {
  if (schema.tables.empty()) return {};
  const sim::RecordedTable* table = schema.find(kMainTable);
  try {
    table = &scenarios::table_of_filter(text, schema);
  } catch (const sim::InputError&) {
    // Wrong syntax is wrong for every table.
    if (table == nullptr) table = &schema.tables.front();
  }
  return scenarios::state_of_filter(text, schema, *table);
}

}  // namespace

FilterLine::FilterLine(scenarios::FilterSchema schema) : schema_(std::move(schema)) {}

void FilterLine::set_schema(scenarios::FilterSchema schema) {
  schema_ = std::move(schema);
  by_table_.clear();
  const std::string text = text_;
  set_text(text);
}

bool FilterLine::set_text(std::string text) {
  text_ = std::move(text);
  state_ = state_of(text_, schema_);
  if (state_.kind != scenarios::FilterState::Kind::kValid || text_ == applied_) return false;
  applied_ = text_;
  by_table_.clear();
  return true;
}

const FilterLine::OfTable& FilterLine::read_on(const std::string& table) const {
  const auto found = by_table_.find(table);
  if (found != by_table_.end()) return found->second;
  const sim::RecordedTable* known = schema_.find(table);
  OfTable of;
  if (known != nullptr) {
    try {
      of.filter = std::make_shared<const scenarios::Filter>(applied_, schema_, *known);
      of.is_about = true;
    } catch (const sim::InputError&) {  // it lacks a field
      of.filter = all(table);
    }
  } else {
    of.filter = all(table);
  }
  return by_table_.emplace(table, std::move(of)).first->second;
}

SharedFilter FilterLine::all(const std::string& table) const {
  const sim::RecordedTable* known = schema_.find(table);
  return std::make_shared<const scenarios::Filter>("", schema_, known == nullptr ? missing_table() : *known);
}

SharedFilter FilterLine::of(const std::string& table) const { return read_on(table).filter; }
bool FilterLine::is_about(const std::string& table) const { return read_on(table).is_about; }

const sim::RecordedTable& FilterLine::table() const {
  try {
    return scenarios::table_of_filter(text_, schema_);
  } catch (const sim::InputError&) {
    const sim::RecordedTable* main = schema_.find(kMainTable);
    return main == nullptr ? missing_table() : *main;
  }
}

}  // namespace orrery::gui
