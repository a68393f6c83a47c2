#include "scenarios/query/filter_match.h"

#include <algorithm>
#include <compare>

namespace orrery::scenarios {

namespace {

using Kind = FilterTest::Kind;
using sim::Value;

const FilterRow* row_of(const FilterField& field, const FilterRow& row) {
  return field.via ? row.follow(*field.via) : &row;
}

/// The field's value, null where there is none; what is borrowed belongs to the row.
Value value_of(const FilterField& field, const FilterRow& row) {
  const FilterRow* const from = row_of(field, row);
  if (from == nullptr) return {};
  switch (field.origin) {
    case FieldOrigin::kId:
      return Value(from->id());
    case FieldOrigin::kTime:
      return Value(from->time());
    case FieldOrigin::kCause:
      return from->cause() == 0 ? Value() : Value(from->cause());
    case FieldOrigin::kSinceRow:
      return Value(row.time() - from->time());
    case FieldOrigin::kSinceColumn: {
      const Value since = from->column(field.column);
      if (since.type() != Value::Type::kInteger) return {};
      return Value(from->time() - sim::Time::from_unix_nanoseconds(since.integer()));
    }
    default:
      return from->column(field.column);
  }
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains_bytes(sim::BytesView bytes, const sim::Bytes& part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end() || part.empty();
}

bool holds(std::partial_ordering order, FilterOperator op) {
  switch (op) {
    case FilterOperator::kEqual:
      return order == 0;
    case FilterOperator::kLess:
      return order < 0;
    case FilterOperator::kAtMost:
      return order <= 0;
    case FilterOperator::kGreater:
      return order > 0;
    case FilterOperator::kAtLeast:
      return order >= 0;
    case FilterOperator::kNotEqual:
    case FilterOperator::kContains:
    case FilterOperator::kLacks:
      break;
  }
  return false;
}

std::partial_ordering amount_order(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

bool compares(const FilterTest& test, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&test.constant))
    return value.type() == Value::Type::kInteger && holds(value.integer() <=> *number, test.op);
  if (const auto* real = std::get_if<double>(&test.constant))
    return value.type() == Value::Type::kReal && holds(value.real() <=> *real, test.op);
  if (const auto* text = std::get_if<std::string>(&test.constant)) {
    if (value.type() != Value::Type::kText) return false;
    if (test.op == FilterOperator::kEqual) return value.text() == *text;
    return holds(amount_order(value.text(), *text), test.op);
  }
  const auto& bytes = std::get<sim::Bytes>(test.constant);
  return value.type() == Value::Type::kBlob && std::ranges::equal(value.blob(), bytes);
}

bool contains(const FilterTest& test, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&test.constant))
    return value.type() == Value::Type::kText && contains_text(value.text(), *text);
  return value.type() == Value::Type::kBlob && contains_bytes(value.blob(), std::get<sim::Bytes>(test.constant));
}

bool is_late(const FilterField& field, const FilterRow& row) {
  const FilterRow* const message = row_of(field, row);
  if (message == nullptr) return false;
  const Value network = message->column(field.place.network), epoch = message->column(field.place.epoch),
              round = message->column(field.place.round), leader = row.column(field.place.receiver);
  for (const Value& value : {network, epoch, round, leader})
    if (value.type() != Value::Type::kInteger) return false;
  return row.round_ended(network.integer(), epoch.integer(), round.integer(), leader.integer());
}

bool flag_set(const FilterField& field, const FilterRow& row) {
  switch (field.origin) {
    case FieldOrigin::kLate:
      return is_late(field, row);
    case FieldOrigin::kLost:
      return row.lost();
    case FieldOrigin::kColumnIsNull:
      return value_of(field, row).type() == Value::Type::kNull;
    case FieldOrigin::kColumnIsNumber: {
      const Value value = value_of(field, row);
      return value.type() == Value::Type::kInteger && value.integer() == field.number;
    }
    case FieldOrigin::kColumnIsText: {
      const Value value = value_of(field, row);
      return value.type() == Value::Type::kText && value.text() == field.text;
    }
    default:
      return false;
  }
}

bool is_present(const Value& value) {
  return value.type() != Value::Type::kNull && (value.type() != Value::Type::kText || !value.text().empty());
}

bool names_entity(const FilterTest& test, const Value& value) {
  return value.type() == Value::Type::kInteger && value.integer() >= 0 &&
         std::binary_search(test.entities.begin(), test.entities.end(), static_cast<std::uint64_t>(value.integer()));
}

}  // namespace

bool contains_text(std::string_view text, std::string_view part) {
  if (part.empty()) return true;
  const char first = lower(part.front());
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  for (std::size_t at = 0; at + part.size() <= text.size(); ++at)
    if (lower(text[at]) == first &&
        std::equal(part.begin(), part.end(), text.begin() + static_cast<std::ptrdiff_t>(at), same))
      return true;
  return false;
}

bool row_matches(const FilterTest& test, const FilterRow& row) {
  const auto matches = [&](const FilterTest& part) { return row_matches(part, row); };
  switch (test.kind) {
    case Kind::kAll:
      return true;
    case Kind::kNone:
      return false;
    case Kind::kAnd:
      return std::all_of(test.parts.begin(), test.parts.end(), matches);
    case Kind::kOr:
      return std::any_of(test.parts.begin(), test.parts.end(), matches);
    case Kind::kNot:
      return !matches(test.parts.front());
    case Kind::kPresent:
      return is_present(value_of(test.field, row));
    case Kind::kFlag:
      return flag_set(test.field, row);
    case Kind::kCompare:
      return compares(test, value_of(test.field, row));
    case Kind::kContains:
      return contains(test, value_of(test.field, row));
    case Kind::kEntity:
      return names_entity(test, value_of(test.field, row));
  }
  return false;
}

}  // namespace orrery::scenarios
