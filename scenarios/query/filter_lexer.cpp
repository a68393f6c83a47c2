#include "scenarios/query/filter_lexer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace orrery::scenarios {

namespace {

struct Symbol {
  std::string_view text;
  FilterTokenKind kind;
};
// Longer ones first.
constexpr std::array<Symbol, 15> kSymbols{{{"&&", FilterTokenKind::kAnd},
                                           {"||", FilterTokenKind::kOr},
                                           {"==", FilterTokenKind::kOperator},
                                           {"!=", FilterTokenKind::kOperator},
                                           {"<=", FilterTokenKind::kOperator},
                                           {">=", FilterTokenKind::kOperator},
                                           {"!~", FilterTokenKind::kOperator},
                                           {"=", FilterTokenKind::kOperator},
                                           {"<", FilterTokenKind::kOperator},
                                           {">", FilterTokenKind::kOperator},
                                           {"~", FilterTokenKind::kOperator},
                                           {"!", FilterTokenKind::kNot},
                                           {"(", FilterTokenKind::kOpen},
                                           {")", FilterTokenKind::kClose},
                                           {",", FilterTokenKind::kComma}}};

constexpr std::array<Symbol, 4> kWords{{{"and", FilterTokenKind::kAnd},
                                        {"or", FilterTokenKind::kOr},
                                        {"not", FilterTokenKind::kNot},
                                        {"in", FilterTokenKind::kIn}}};

FilterToken quoted_token(std::string_view text, std::size_t begin) {
  FilterToken token{FilterTokenKind::kQuoted, {}, {begin, begin}};
  const char quote = text[begin];
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      token.span.end = i + 1;
      return token;
    }
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    token.text += text[i];
  }
  throw FilterError({begin, text.size()}, /*at_end=*/true, "the quoted text does not end",
                    std::string("close it with ") + quote);
}

FilterToken word_token(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_word_byte(text[end])) ++end;
  FilterToken token{FilterTokenKind::kWord, std::string(text.substr(begin, end - begin)), {begin, end}};
  for (const Symbol& word : kWords)
    if (token.text == word.text) token.kind = word.kind;
  return token;
}

FilterToken symbol_token(std::string_view text, std::size_t begin) {
  for (const Symbol& symbol : kSymbols)
    if (text.substr(begin).starts_with(symbol.text))
      return {symbol.kind, std::string(symbol.text), {begin, begin + symbol.text.size()}};
  const char c = text[begin];
  const bool half = c == '&' || c == '|';
  throw FilterError({begin, begin + 1}, /*at_end=*/half && begin + 1 == text.size(),
                    std::string("\"") + c + "\" means nothing here",
                    half ? std::string("write ") + c + c : "texts with such characters stand in quotes");
}

}  // namespace

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '/' || c == ':' || c == '+' || c == '-' || c == '%' || c == '#' || static_cast<unsigned char>(c) >= 0x80;
}

std::string filter_value_text(std::string_view value) {
  const bool bare = !value.empty() && std::all_of(value.begin(), value.end(), is_word_byte) && value != "in" &&
                    value != "and" && value != "or" && value != "not" && value != "null";
  if (bare) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::vector<FilterToken> filter_tokens(std::string_view text) {
  std::vector<FilterToken> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at;
      continue;
    }
    tokens.push_back(c == '"' || c == '\'' ? quoted_token(text, at)
                     : is_word_byte(c)     ? word_token(text, at)
                                           : symbol_token(text, at));
    at = tokens.back().span.end;
  }
  tokens.push_back({FilterTokenKind::kEnd, {}, {text.size(), text.size()}});
  return tokens;
}

TextSpan word_at(std::string_view text, std::size_t cursor) {
  if (cursor > text.size()) cursor = text.size();
  std::size_t at = 0;
  while (at < cursor) {
    std::size_t end = at + 1;
    if (text[at] == '"' || text[at] == '\'') {
      while (end < text.size() && text[end] != text[at]) end += text[end] == '\\' && end + 1 < text.size() ? 2 : 1;
      if (end < text.size()) ++end;
    } else if (is_word_byte(text[at])) {
      while (end < text.size() && is_word_byte(text[end])) ++end;
    } else {
      at = end;
      continue;
    }
    if (end >= cursor) return {at, end};
    at = end;
  }
  return {cursor, cursor};
}

}  // namespace orrery::scenarios
