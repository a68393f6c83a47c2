#include <algorithm>

#include "scenarios/query/filter_test.h"

namespace orrery::scenarios {

namespace {

using Kind = FilterTest::Kind;

FilterTest negation(FilterTest test) {
  FilterTest result;
  result.kind = Kind::kNot;
  result.parts.push_back(std::move(test));
  return result;
}

FilterTest any_of(std::vector<FilterTest> tests) {
  FilterTest result;
  result.kind = tests.empty() ? Kind::kNone : Kind::kOr;
  if (tests.size() == 1) return std::move(tests.front());
  result.parts = std::move(tests);
  return result;
}

class Checker {
 public:
  Checker(const FilterSchema& schema, const sim::RecordedTable& table)
      : schema_(schema), table_(table), fields_(fields_of(schema, table)) {}

  FilterTest check(const FilterExpression& expression) const {
    FilterTest test;
    switch (expression.kind) {
      case FilterExpression::Kind::kAll:
        return test;
      case FilterExpression::Kind::kAnd:
      case FilterExpression::Kind::kOr:
        test.kind = expression.kind == FilterExpression::Kind::kAnd ? Kind::kAnd : Kind::kOr;
        for (const FilterExpression& part : expression.parts) test.parts.push_back(check(part));
        return test;
      case FilterExpression::Kind::kNot:
        return negation(check(expression.parts.front()));
      case FilterExpression::Kind::kText:
        return contains_anywhere(expression.values.front());
      case FilterExpression::Kind::kPresent:
        return present(field(expression));
      case FilterExpression::Kind::kCompare:
        return comparison(expression, expression.op, expression.values.front());
      case FilterExpression::Kind::kIn: {
        std::vector<FilterTest> tests;
        for (const FilterValue& value : expression.values)
          tests.push_back(comparison(expression, FilterOperator::kEqual, value));
        return any_of(std::move(tests));
      }
    }
    return test;
  }

 private:
  const FilterField& field(const FilterExpression& expression) const {
    std::vector<std::string> names;
    for (const FilterField& known : fields_) {
      if (known.name == expression.field) return known;
      names.push_back(known.name);
    }
    throw FilterError(expression.field_span, /*at_end=*/false,
                      "rows of " + table_.name + " have no field \"" + expression.field + "\"",
                      sim::did_you_mean(expression.field, names));
  }

  FilterTest present(const FilterField& field) const {
    FilterTest test;
    test.kind = field.type == FieldType::kFlag ? Kind::kFlag : Kind::kPresent;
    test.field = field;
    if (field.origin != FieldOrigin::kAnyEntity) return test;
    return over_columns([&](std::size_t column) {
      FilterTest one = test;
      one.field.origin = FieldOrigin::kColumn;
      one.field.column = column;
      one.field.column_name = table_.columns[column];
      return one;
    });
  }

  template <class F>
  FilterTest over_columns(F&& make) const {
    std::vector<FilterTest> tests;
    for (std::size_t i = 0; i < table_.columns.size(); ++i)
      if (table_.roles[i] == sim::ColumnRole::kEntity) tests.push_back(make(i));
    return any_of(std::move(tests));
  }

  FilterTest entity_test(const FilterField& field, std::vector<std::uint32_t> meant) const {
    FilterTest test;
    test.kind = meant.empty() ? Kind::kNone : Kind::kEntity;
    test.field = field;
    test.entities = std::move(meant);
    if (field.origin != FieldOrigin::kAnyEntity || test.kind == Kind::kNone) return test;
    return over_columns([&](std::size_t column) {
      FilterTest one = test;
      one.field.origin = FieldOrigin::kColumn;
      one.field.column = column;
      one.field.column_name = table_.columns[column];
      return one;
    });
  }

  FilterTest comparison(const FilterExpression& expression, FilterOperator op, const FilterValue& value) const {
    if (op == FilterOperator::kNotEqual) return negation(comparison(expression, FilterOperator::kEqual, value));
    if (op == FilterOperator::kLacks) return negation(comparison(expression, FilterOperator::kContains, value));
    const FilterField& known = field(expression);
    if (!value.quoted && value.text == "null" && op == FilterOperator::kEqual && known.type != FieldType::kFlag)
      return negation(present(known));
    refuse_operator(expression, known, op);
    if (known.type == FieldType::kEntity)
      return entity_test(known, entities_meant(value, known.aspect, op == FilterOperator::kEqual, schema_));
    FilterTest test;
    test.field = known;
    test.constant = filter_constant(value, known, schema_.start);
    if (known.type == FieldType::kFlag) {
      test.kind = Kind::kFlag;
      return std::get<std::int64_t>(test.constant) != 0 ? test : negation(test);
    }
    test.kind = op == FilterOperator::kContains ? Kind::kContains : Kind::kCompare;
    test.op = op;
    return test;
  }

  static void refuse_operator(const FilterExpression& expression, const FilterField& field, FilterOperator op) {
    if (op == FilterOperator::kEqual) return;
    const bool words = field.type == FieldType::kText || field.type == FieldType::kEntity;
    const bool unordered = words || field.type == FieldType::kBlob || field.type == FieldType::kFlag;
    const bool searchable = words || field.type == FieldType::kBlob;
    if (op == FilterOperator::kContains ? searchable : !unordered) return;
    throw FilterError(expression.field_span, /*at_end=*/false,
                      "\"" + field.name + "\" is " + std::string(expected_value(field.type)) +
                          (op == FilterOperator::kContains ? ", in which nothing is searched" : ", which has no order"),
                      op == FilterOperator::kContains ? "compare it with ==, < or >"
                      : searchable                    ? "compare it with ==, != or ~"
                                                      : "compare it with == or !=");
  }

  FilterTest contains_anywhere(const FilterValue& value) const {
    std::vector<FilterTest> tests;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const FilterField* column = &fields_[i];  // fields begin with the columns
      if (column->type == FieldType::kText) {
        FilterTest test;
        test.kind = Kind::kContains;
        test.field = *column;
        test.constant = value.text;
        tests.push_back(std::move(test));
      } else if (column->type == FieldType::kEntity) {
        tests.push_back(entity_test(*column, entities_meant(value, EntityAspect::kItself, /*exact=*/false, schema_)));
      }
    }
    return any_of(std::move(tests));
  }

  const FilterSchema& schema_;
  const sim::RecordedTable& table_;
  const std::vector<FilterField> fields_;
};

}  // namespace

FilterTest check_filter(const FilterExpression& expression, const FilterSchema& schema,
                        const sim::RecordedTable& table) {
  return Checker(schema, table).check(expression);
}

}  // namespace orrery::scenarios
