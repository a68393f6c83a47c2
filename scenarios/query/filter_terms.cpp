#include "scenarios/query/filter_terms.h"

#include <algorithm>
#include <vector>

#include "scenarios/query/filter_lexer.h"

namespace orrery::scenarios {

namespace {

using Kind = FilterTokenKind;

/// A part of a filter that "&&" joins to the others, as it was written.
struct Part {
  std::string text;
  std::vector<FilterToken> tokens;
};

std::vector<Part> parts_of(std::string_view filter) {
  std::vector<Part> parts(1);
  std::size_t begin = 0, depth = 0;
  bool alternatives = false;
  for (FilterToken& token : filter_tokens(filter)) {
    if (token.kind == Kind::kOpen) ++depth;
    if (token.kind == Kind::kClose && depth > 0) --depth;
    alternatives |= depth == 0 && token.kind == Kind::kOr;
    if ((depth == 0 && token.kind == Kind::kAnd) || token.kind == Kind::kEnd) {
      if (!parts.back().tokens.empty()) {
        const TextSpan last = parts.back().tokens.back().span;
        parts.back().text = filter.substr(begin, last.end - begin);
        parts.emplace_back();
      }
      continue;
    }
    if (parts.back().tokens.empty()) begin = token.span.begin;
    parts.back().tokens.push_back(std::move(token));
  }
  parts.pop_back();
  // "||" binds looser than "&&": the whole is one part then.
  if (alternatives) return {{"(" + std::string(filter) + ")", {}}};
  return parts;
}

/// The values that a part keeps of the field, as they were written; none when it says something else.
std::vector<std::string> kept_values(const Part& part, const std::string& field) {
  const std::vector<FilterToken>& tokens = part.tokens;
  std::vector<std::string> values;
  if (tokens.size() < 3 || tokens[0].kind != Kind::kWord || tokens[0].text != field) return values;
  const auto written = [](const FilterToken& token) {
    return token.kind == Kind::kQuoted ? filter_value_text(token.text) : token.text;
  };
  const bool equal = tokens[1].kind == Kind::kOperator && (tokens[1].text == "==" || tokens[1].text == "=");
  if (equal && tokens.size() == 3) return {written(tokens[2])};
  if (tokens[1].kind != Kind::kIn || tokens[2].kind != Kind::kOpen || tokens.back().kind != Kind::kClose) return values;
  for (std::size_t i = 3; i + 1 < tokens.size(); ++i) {
    const bool value_here = i % 2 == 1;
    const bool is_value = tokens[i].kind == Kind::kWord || tokens[i].kind == Kind::kQuoted;
    if (value_here != is_value) return {};  // a number and its unit are two words
    if (value_here) values.push_back(written(tokens[i]));
  }
  return values;
}

/// Joins the term to what is kept of its field already; false when nothing is.
bool join_kept(std::vector<Part>& parts, const FilterTerm& term) {
  for (Part& part : parts) {
    std::vector<std::string> values = kept_values(part, term.field);
    if (values.empty()) continue;
    const std::string more = filter_value_text(term.value);
    if (std::find(values.begin(), values.end(), more) != values.end()) return true;
    part.text = term.field + " in (";
    for (const std::string& value : values) part.text += value + ", ";
    part.text += more + ")";
    return true;
  }
  return false;
}

}  // namespace

std::string FilterTerm::text() const {
  if (value.empty()) return (keep ? "" : "!") + field;
  return field + (keep ? " == " : " != ") + filter_value_text(value);
}

std::string narrowed(std::string_view filter, const FilterTerm& term) {
  std::vector<Part> parts;
  try {
    parse_filter(filter);
    parts = parts_of(filter);
  } catch (const FilterError&) {
    return term.text();
  }
  FilterTerm opposite = term;
  opposite.keep = !term.keep;
  const auto says = [](const FilterTerm& what) {
    return [text = what.text()](const Part& part) { return part.text == text; };
  };
  const bool taken_away = std::erase_if(parts, says(opposite)) > 0;
  const bool known = std::any_of(parts.begin(), parts.end(), says(term));
  if (!taken_away && !known && !(term.keep && !term.value.empty() && join_kept(parts, term))) {
    parts.push_back({term.text(), {}});
  }
  std::string text;
  for (const Part& part : parts) text += (text.empty() ? "" : " && ") + part.text;
  return text;
}

}  // namespace orrery::scenarios
