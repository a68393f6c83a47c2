#include "gui/compare/figure_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "chains/uint256.h"

namespace orrery::gui {
namespace {

using scenarios::ResultFigure;

constexpr std::size_t kDigits = 8;
constexpr const char* kMinus = "−";

std::string trimmed(std::string number) {
  if (number.find('.') == std::string::npos) return number;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.ends_with('.')) number.pop_back();
  return number;
}

bool is_zero(const std::string& text) { return text.find_first_of("123456789") == std::string::npos; }

std::size_t decimals_of(const ResultFigure& figure) {
  const std::string text = scenarios::recorded_figure(figure).value;
  const std::size_t point = text.find('.');
  return point == std::string::npos ? 0 : text.size() - point - 1;
}

// Amounts have more digits than a double holds.
std::string amount_apart(const ResultFigure& a, const ResultFigure& b) {
  const chains::Uint256 first(scenarios::recorded_figure(a).value), second(scenarios::recorded_figure(b).value);
  const bool less = second < first;
  const chains::Uint256 apart = less ? first - second : second - first;
  return (less ? kMinus : "+") + brief_figure(scenarios::to_text(ResultFigure{a.path, a.unit, apart.str()}));
}

}  // namespace

std::string brief_figure(const std::string& text) {
  const std::size_t point = text.find('.');
  const std::size_t end = std::min(text.find_first_not_of("0123456789.-"), text.size());
  if (point == std::string::npos || point > end) return text;
  // Zeros before the first digit that says something count for nothing.
  const std::size_t first = std::min(text.find_first_of("123456789"), end);
  const std::size_t whole = first < point ? point - first : 0, zeros = first < point ? 0 : first - point - 1;
  const std::size_t kept = zeros + (whole >= kDigits ? 2 : kDigits - whole);
  if (end - point - 1 <= kept) return text;
  return trimmed(fmt::format("{:.{}f}", std::stod(text.substr(0, end)), kept)) + text.substr(end);
}

std::string difference_text(const scenarios::DifferingFigure& figure) {
  if (!figure.first || !figure.second || figure.first->unit != figure.second->unit) return {};
  const ResultFigure &a = *figure.first, &b = *figure.second;
  const auto first = scenarios::number_of(a), second = scenarios::number_of(b);
  if (!first || !second) return {};
  if (a.unit == "wei" || a.unit == "juels") return amount_apart(a, b);
  const double apart = *second - *first;
  const char* sign = apart < 0 ? kMinus : "+";
  if (a.unit == "count") return fmt::format("{}{:.0f}", sign, std::abs(apart));
  if (a.unit == "price")
    return sign +
           brief_figure(trimmed(fmt::format("{:.{}f}", std::abs(apart), std::max(decimals_of(a), decimals_of(b)))));
  const std::string text = scenarios::to_text(ResultFigure{a.path, a.unit, std::abs(apart)});
  return is_zero(text) ? fmt::format("{}{:.3g} {}", sign, std::abs(apart), a.unit) : sign + text;
}

}  // namespace orrery::gui
