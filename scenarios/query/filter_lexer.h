#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/query/filter_syntax.h"

namespace orrery::scenarios {

enum class FilterTokenKind : std::uint8_t {
  kWord,
  kQuoted,
  kOperator,
  kAnd,
  kOr,
  kNot,
  kIn,
  kOpen,
  kClose,
  kComma,
  kEnd
};

struct FilterToken {
  FilterTokenKind kind = FilterTokenKind::kEnd;
  std::string text;  ///< of a quoted text: what it means
  TextSpan span;
};

/// Cuts a filter into tokens; the last is kEnd. Throws FilterError for a character that belongs to nothing and for a
/// quoted text that does not end.
std::vector<FilterToken> filter_tokens(std::string_view text);

/// A byte of a bare word: names, numbers, times and hexadecimal digits need no quotes.
bool is_word_byte(char c);

/// A text as a filter writes it as a value: bare where it can be, else in quotes.
std::string filter_value_text(std::string_view value);

}  // namespace orrery::scenarios
