#include "scenarios/query/filter.h"

#include <algorithm>
#include <array>

#include "scenarios/query/filter_match.h"
#include "scenarios/query/filter_sql.h"
#include "scenarios/query/filter_test.h"

namespace orrery::scenarios {

namespace {

constexpr std::array<std::string_view, 7> kFirstTables{"message", "delivery",    "span", "state",
                                                       "block",   "transaction", "log"};

bool any_field(const FilterTest& test, bool (*wanted)(const FilterTest&)) {
  return wanted(test) ||
         std::any_of(test.parts.begin(), test.parts.end(), [&](const auto& part) { return any_field(part, wanted); });
}

}  // namespace

Filter::Filter(std::string_view text, const FilterSchema& schema, const sim::RecordedTable& table)
    : text_(text),
      table_(table.name),
      test_(std::make_unique<const FilterTest>(check_filter(parse_filter(text), schema, table))) {}
Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(Filter&&) noexcept = default;
Filter::~Filter() = default;

FilterSql Filter::sql() const { return filter_sql(*test_, table_); }
bool Filter::matches(const FilterRow& row) const { return row_matches(*test_, row); }
bool Filter::looks_ahead() const {
  return any_field(*test_, [](const FilterTest& test) {
    return test.kind == FilterTest::Kind::kFlag && test.field.origin == FieldOrigin::kLost;
  });
}

const sim::RecordedTable& table_of_filter(std::string_view text, const FilterSchema& schema) {
  const FilterExpression expression = parse_filter(text);
  std::vector<const sim::RecordedTable*> tables;
  for (const std::string_view name : kFirstTables)
    if (const sim::RecordedTable* table = schema.find(name)) tables.push_back(table);
  for (const sim::RecordedTable& table : schema.tables)
    if (std::find(tables.begin(), tables.end(), &table) == tables.end()) tables.push_back(&table);
  if (tables.empty()) throw sim::InputError("filter", "the recording has no tables of rows");
  // Where none takes it, the one that understood most: whose error comes last, or has a name to suggest.
  const sim::RecordedTable* nearest = tables.front();
  std::pair<std::size_t, bool> farthest;
  for (const sim::RecordedTable* table : tables) {
    try {
      check_filter(expression, schema, *table);
      return *table;
    } catch (const FilterError& error) {
      const std::pair understood(error.span().begin, !error.hint().empty());
      if (understood > farthest) nearest = table;
      farthest = std::max(farthest, understood);
    }
  }
  return *nearest;
}

FilterState state_of_filter(std::string_view text, const FilterSchema& schema, const sim::RecordedTable& table) {
  try {
    check_filter(parse_filter(text), schema, table);
  } catch (const FilterError& error) {
    return {error.at_end() ? FilterState::Kind::kIncomplete : FilterState::Kind::kInvalid, error.span(),
            error.message() +
                (error.hint().empty() || error.hint().front() == ' ' ? error.hint() : " (" + error.hint() + ")")};
  }
  return {};
}

}  // namespace orrery::scenarios
