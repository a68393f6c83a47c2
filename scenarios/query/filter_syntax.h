#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/input_error.h"

namespace orrery::scenarios {

/// A stretch of a filter's text, in bytes from 0.
struct TextSpan {
  std::size_t begin = 0, end = 0;
};

/// A filter that cannot be understood: what is wrong with which part of it. As an InputError its place is
/// "filter, column N", N counted from 1.
class FilterError : public sim::InputError {
 public:
  FilterError(TextSpan span, bool at_end, const std::string& message, const std::string& hint = {});
  TextSpan span() const { return span_; }
  /// Only more text is missing: what stands there so far is right.
  bool at_end() const { return at_end_; }

 private:
  TextSpan span_;
  bool at_end_;
};

/// A value as it was written; what it means depends on the field that it is compared with.
struct FilterValue {
  std::string text;  ///< without quotes; a number and its unit are joined by a space
  bool quoted = false;
  TextSpan span;
};

enum class FilterOperator : std::uint8_t { kEqual, kNotEqual, kLess, kAtMost, kGreater, kAtLeast, kContains, kLacks };

/// The tree of a filter. Grammar: docs/query.md.
struct FilterExpression {
  enum class Kind : std::uint8_t {
    kAnd,      ///< all of `parts`
    kOr,       ///< one of `parts`
    kNot,      ///< not `parts[0]`
    kPresent,  ///< a field on its own: a flag is set, another field has a value
    kCompare,  ///< `field` `op` `values[0]`
    kIn,       ///< `field` is one of `values`
    kText,     ///< a quoted text on its own: some text of the row contains it
    kAll,      ///< the empty filter
  };
  Kind kind = Kind::kAll;
  std::vector<FilterExpression> parts;
  std::string field;
  TextSpan field_span;
  FilterOperator op = FilterOperator::kEqual;
  std::vector<FilterValue> values;
};

/// What may stand at the end of a text, for completion.
struct FilterExpectation {
  bool field = false;       ///< a field, "!", "(" or a quoted text
  bool op = false;          ///< an operator after `of_field`
  bool value = false;       ///< a value for `of_field`
  bool connective = false;  ///< "&&" or "||"
  std::string of_field;
};

/// Reads a filter. Throws FilterError. `expected`, when given, is told what may follow the text's end.
FilterExpression parse_filter(std::string_view text, FilterExpectation* expected = nullptr);

/// The word (or quoted text, also an open one) that `cursor` stands in or at the end of; empty at `cursor` when none.
TextSpan word_at(std::string_view text, std::size_t cursor);

}  // namespace orrery::scenarios
