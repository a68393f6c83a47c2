#include "scenarios/query/filter_sql.h"

#include <algorithm>

#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using Kind = FilterTest::Kind;

std::string_view symbol(FilterOperator op) {
  switch (op) {
    case FilterOperator::kLess:
      return "<";
    case FilterOperator::kAtMost:
      return "<=";
    case FilterOperator::kGreater:
      return ">";
    case FilterOperator::kAtLeast:
      return ">=";
    case FilterOperator::kEqual:
    case FilterOperator::kNotEqual:
    case FilterOperator::kContains:
    case FilterOperator::kLacks:
      break;
  }
  return "IS";
}

/// How much it takes to look at a row: a column of its own, text to be searched, another row, a table in memory.
int cost(const FilterTest& test) {
  int most = 0;
  for (const FilterTest& part : test.parts) most = std::max(most, cost(part));
  if (test.kind == Kind::kContains) most = std::max(most, 1);
  if (test.field.via) most = std::max(most, 2);
  if (test.kind == Kind::kFlag && (test.field.origin == FieldOrigin::kLate || test.field.origin == FieldOrigin::kLost))
    most = std::max(most, 3);
  return most;
}

class Writer {
 public:
  explicit Writer(std::string table) : table_(std::move(table)) {}

  std::string condition(const FilterTest& test) {
    switch (test.kind) {
      case Kind::kAll:
        return "1";
      case Kind::kNone:
        return "0";
      case Kind::kAnd:
        return joined(test, " AND ");
      case Kind::kOr:
        return joined(test, " OR ");
      case Kind::kNot:
        return "NOT (" + condition(test.parts.front()) + ")";
      case Kind::kPresent: {
        const std::string value = operand(test.field);
        return "ifnull(" + value + " <> '', 0)";
      }
      case Kind::kFlag:
        return flag(test.field);
      case Kind::kCompare:
        return comparison(test);
      case Kind::kContains:
        if (test.field.type == FieldType::kBlob)
          return "ifnull(instr(" + operand(test.field) + ", " + parameter(test.constant) + ") > 0, 0)";
        return "contains_text(" + operand(test.field) + ", " + parameter(test.constant) + ")";
      case Kind::kEntity:
        return entity(test);
    }
    return "0";
  }

  FilterSql result;

 private:
  std::string joined(const FilterTest& test, const char* between) {
    // SQLite looks at conditions as they stand and leaves out what cannot matter any more; so the cheap ones go first.
    std::vector<const FilterTest*> parts;
    for (const FilterTest& part : test.parts) parts.push_back(&part);
    std::stable_sort(parts.begin(), parts.end(),
                     [](const FilterTest* a, const FilterTest* b) { return cost(*a) < cost(*b); });
    std::string text = "(";
    for (const FilterTest* part : parts) {
      if (text.size() > 1) text += between;
      text += condition(*part);
    }
    return text + ")";
  }

  std::string parameter(const sim::Cell& value) {
    result.values.push_back(value);
    return "?" + std::to_string(result.values.size());
  }

  static std::string column(const std::string& row, const FilterField& field) {
    return row + "." + sim::quoted(field.column_name);
  }

  static std::string direct(const std::string& row, const FilterField& field) {
    switch (field.origin) {
      case FieldOrigin::kId:
        return row + ".id";
      case FieldOrigin::kTime:
        return row + ".time";
      case FieldOrigin::kCause:
        return row + ".cause";
      case FieldOrigin::kSinceColumn:
        return "(" + row + ".time - " + column(row, field) + ")";
      default:
        return column(row, field);
    }
  }

  std::string operand(const FilterField& field) const {
    if (!field.via) return direct("t", field);
    const std::string from =
        " FROM " + sim::quoted(field.via_table) + " v WHERE v.id = t." + sim::quoted(field.via_name);
    if (field.origin == FieldOrigin::kSinceRow) return "(SELECT t.time - v.time" + from + ")";
    return "(SELECT " + direct("v", field) + from + ")";
  }

  std::string comparison(const FilterTest& test) {
    if (test.field.type == FieldType::kAmount && test.op != FilterOperator::kEqual) return amount_comparison(test);
    const std::string value = operand(test.field);
    if (test.op == FilterOperator::kEqual) return "(" + value + " IS " + parameter(test.constant) + ")";
    std::string text = value;
    text.append(" ").append(symbol(test.op)).append(" ").append(parameter(test.constant));
    return "ifnull(" + text + ", 0)";
  }

  // Decimal texts of any size: the longer is the larger, and texts of one length are in the order of their digits.
  std::string amount_comparison(const FilterTest& test) {
    const std::string value = operand(test.field);
    const std::string constant = parameter(test.constant);
    std::string text = "ifnull((length(" + value + "), " + value + ") ";
    text.append(symbol(test.op));
    return text + " (length(" + constant + "), " + constant + "), 0)";
  }

  std::string entity(const FilterTest& test) {
    const std::string value = operand(test.field);
    if (test.entities.size() == 1)
      return "(" + value + " IS " + parameter(static_cast<std::int64_t>(test.entities.front())) + ")";
    std::string list = "[";
    for (const std::uint32_t id : test.entities) list += (list.size() > 1 ? "," : "") + std::to_string(id);
    return "ifnull(" + value + " IN (SELECT value FROM json_each(" + parameter(list + "]") + ")), 0)";
  }

  std::string flag(const FilterField& field) {
    switch (field.origin) {
      case FieldOrigin::kLate:
        result.needs_round_ends = true;
        // A broadcast has no receiver that could have left its round.
        if (table_ == "message")
          return "(t.receiver NOTNULL AND ifnull(round_end(t.network, t.epoch, t.round, t.receiver) < t.id, 0))";
        return "ifnull((SELECT round_end(v.network, v.epoch, v.round, t.receiver) FROM message v WHERE v.id = "
               "t.message)"
               " < t.id, 0)";
      case FieldOrigin::kLost:
        if (table_ == "delivery") return "(t.fate IN ('lost', 'blocked', 'dead'))";
        return "(t.id IN (SELECT message FROM delivery WHERE fate IN ('lost', 'blocked', 'dead') AND message NOTNULL))";
      case FieldOrigin::kColumnIsNull:
        return "(" + operand(field) + " ISNULL)";
      case FieldOrigin::kColumnIsNumber:
        return "(" + operand(field) + " IS " + parameter(field.number) + ")";
      case FieldOrigin::kColumnIsText:
        return "(" + operand(field) + " IS " + parameter(field.text) + ")";
      default:
        return "0";
    }
  }

  std::string table_;
};

/// Narrows the span of time by what every matching row must fulfil.
void bound(const FilterTest& test, FilterSql& sql) {
  if (test.kind == Kind::kAnd) {
    for (const FilterTest& part : test.parts) bound(part, sql);
    return;
  }
  if (test.kind != Kind::kCompare || test.field.origin != FieldOrigin::kTime || test.field.via) return;
  const auto moment = sim::Time::from_unix_nanoseconds(std::get<std::int64_t>(test.constant));
  const bool lower = test.op == FilterOperator::kGreater || test.op == FilterOperator::kAtLeast;
  const bool equal = test.op == FilterOperator::kEqual;
  if (lower || equal) sql.from = sql.from ? std::max(*sql.from, moment) : moment;
  if (!lower || equal) sql.until = sql.until ? std::min(*sql.until, moment) : moment;
}

}  // namespace

FilterSql filter_sql(const FilterTest& test, const std::string& table) {
  Writer writer(table);
  writer.result.where = writer.condition(test);
  bound(test, writer.result);
  return std::move(writer.result);
}

}  // namespace orrery::scenarios
