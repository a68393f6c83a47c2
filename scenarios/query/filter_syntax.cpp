#include "scenarios/query/filter_syntax.h"

#include <array>
#include <utility>

#include "scenarios/query/filter_lexer.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using Kind = FilterExpression::Kind;
using TokenKind = FilterTokenKind;

// Brackets and negations inside each other; a person writes five.
constexpr int kDeepest = 100;

constexpr std::array<std::pair<std::string_view, FilterOperator>, 9> kOperators{{{"==", FilterOperator::kEqual},
                                                                                 {"=", FilterOperator::kEqual},
                                                                                 {"!=", FilterOperator::kNotEqual},
                                                                                 {"<", FilterOperator::kLess},
                                                                                 {"<=", FilterOperator::kAtMost},
                                                                                 {">", FilterOperator::kGreater},
                                                                                 {">=", FilterOperator::kAtLeast},
                                                                                 {"~", FilterOperator::kContains},
                                                                                 {"!~", FilterOperator::kLacks}}};

constexpr std::array<std::string_view, 16> kUnits{"ns", "us",  "ms",  "s",   "min",  "h",     "d",    "%",
                                                  "bp", "ppm", "ppb", "wei", "gwei", "ether", "link", "juels"};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.+-") == std::string_view::npos;
}

class Parser {
 public:
  Parser(std::string_view text, FilterExpectation* expected) : tokens_(filter_tokens(text)), expected_(expected) {}

  FilterExpression filter() {
    if (peek().kind == TokenKind::kEnd) {
      expect_field();
      return {};
    }
    FilterExpression expression = alternatives(0);
    if (peek().kind == TokenKind::kClose) fail(peek(), "this bracket closes nothing");
    if (peek().kind != TokenKind::kEnd) fail(peek(), "expected && or || before " + shown(peek()));
    return expression;
  }

 private:
  const FilterToken& peek() const { return tokens_[at_]; }
  FilterToken take() { return tokens_[at_ + 1 == tokens_.size() ? at_ : at_++]; }
  bool at_end() const { return peek().kind == TokenKind::kEnd; }

  static std::string shown(const FilterToken& token) { return "\"" + token.text + "\""; }
  [[noreturn]] static void fail(const FilterToken& token, const std::string& message, const std::string& hint = {}) {
    const bool end = token.kind == TokenKind::kEnd;
    throw FilterError(token.span, end, end ? message + ", found the end" : message, hint);
  }
  void expect_field() const {
    if (expected_ != nullptr && at_end()) expected_->field = true;
  }
  void expect_connective() const {
    if (expected_ != nullptr && at_end()) expected_->connective = true;
  }
  void expect_operator(const std::string& field) const {
    if (expected_ == nullptr || !at_end()) return;
    expected_->op = true;
    expected_->of_field = field;
  }
  void expect_value(const std::string& field) const {
    if (expected_ == nullptr || !at_end()) return;
    expected_->value = true;
    expected_->of_field = field;
  }

  FilterExpression alternatives(int depth) { return joined(Kind::kOr, TokenKind::kOr, depth); }
  FilterExpression joined(Kind kind, TokenKind connective, int depth) {
    const auto part = [&] { return kind == Kind::kOr ? joined(Kind::kAnd, TokenKind::kAnd, depth) : negated(depth); };
    FilterExpression first = part();
    if (peek().kind != connective) {
      expect_connective();
      return first;
    }
    FilterExpression all;
    all.kind = kind;
    all.parts.push_back(std::move(first));
    while (peek().kind == connective) {
      take();
      all.parts.push_back(part());
    }
    return all;
  }

  FilterExpression negated(int depth) {
    if (depth > kDeepest) fail(peek(), "brackets and negations are more than 100 deep");
    if (peek().kind != TokenKind::kNot) return primary(depth);
    take();
    FilterExpression negation;
    negation.kind = Kind::kNot;
    negation.parts.push_back(negated(depth + 1));
    return negation;
  }

  FilterExpression primary(int depth) {
    expect_field();
    const FilterToken token = take();
    if (token.kind == TokenKind::kOpen) {
      FilterExpression inner = alternatives(depth + 1);
      if (peek().kind != TokenKind::kClose) fail(peek(), "expected \")\"");
      take();
      return inner;
    }
    if (token.kind == TokenKind::kQuoted) {
      FilterExpression text;
      text.kind = Kind::kText;
      text.values.push_back({token.text, /*quoted=*/true, token.span});
      return text;
    }
    if (token.kind != TokenKind::kWord)
      fail(token, token.kind == TokenKind::kEnd ? "expected a field" : "expected a field, found " + shown(token));
    return condition(token);
  }

  FilterExpression condition(const FilterToken& field) {
    FilterExpression leaf;
    leaf.field = field.text;
    leaf.field_span = field.span;
    expect_operator(field.text);
    const bool negative = peek().kind == TokenKind::kNot && tokens_[at_].text == "not";
    if (negative) take();
    if (peek().kind == TokenKind::kIn) {
      take();
      list(leaf);
    } else if (negative) {
      expect_operator(field.text);
      fail(peek(), "expected \"in\" after \"not\"");
    } else if (peek().kind == TokenKind::kOperator) {
      const FilterToken symbol = take();
      for (const auto& [text, op] : kOperators)
        if (symbol.text == text) leaf.op = op;
      leaf.kind = Kind::kCompare;
      leaf.values.push_back(value(leaf.field));
    } else {
      leaf.kind = Kind::kPresent;
    }
    if (!negative) return leaf;
    FilterExpression negation;
    negation.kind = Kind::kNot;
    negation.parts.push_back(std::move(leaf));
    return negation;
  }

  void list(FilterExpression& leaf) {
    leaf.kind = Kind::kIn;
    if (peek().kind != TokenKind::kOpen) fail(peek(), "expected \"(\" and the values after \"in\"");
    do {
      take();
      leaf.values.push_back(value(leaf.field));
    } while (peek().kind == TokenKind::kComma);
    if (peek().kind != TokenKind::kClose) fail(peek(), "expected \",\" or \")\"");
    take();
  }

  FilterValue value(const std::string& field) {
    expect_value(field);
    const FilterToken token = take();
    const bool is_value = token.kind == TokenKind::kWord || token.kind == TokenKind::kQuoted;
    if (!is_value)
      fail(token,
           "expected a value for \"" + field + "\"" + (token.kind == TokenKind::kEnd ? "" : ", found " + shown(token)));
    FilterValue value{token.text, token.kind == TokenKind::kQuoted, token.span};
    if (value.quoted || !is_number(value.text) || peek().kind != TokenKind::kWord) return value;
    for (const std::string_view unit : kUnits) {
      if (peek().text != unit) continue;
      const FilterToken taken = take();
      value.text += " " + taken.text;
      value.span.end = taken.span.end;
      return value;
    }
    if (const std::string meant =
            sim::did_you_mean(peek().text, std::vector<std::string>(kUnits.begin(), kUnits.end()));
        !meant.empty())
      fail(peek(), "unknown unit " + shown(peek()), meant);
    return value;
  }

  std::vector<FilterToken> tokens_;
  FilterExpectation* expected_;
  std::size_t at_ = 0;
};

}  // namespace

FilterError::FilterError(TextSpan span, bool at_end, const std::string& message, const std::string& hint)
    : InputError("filter, column " + std::to_string(span.begin + 1), message, hint), span_(span), at_end_(at_end) {}

FilterExpression parse_filter(std::string_view text, FilterExpectation* expected) {
  return Parser(text, expected).filter();
}

}  // namespace orrery::scenarios
