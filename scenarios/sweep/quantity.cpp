#include "scenarios/sweep/quantity.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "scenarios/language/values.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using Kind = Quantity::Kind;

std::string_view without_quotes(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

bool looks_like_a_time(std::string_view text) { return text.size() >= 10 && text[4] == '-' && text[7] == '-'; }

/// A parser's answer, or nothing where it refuses.
template <class Parse>
auto if_read(Parse parse) -> std::optional<decltype(parse())> {
  try {
    return parse();
  } catch (const sim::InputError&) {
    return std::nullopt;
  }
}

double as_double(const chains::Uint256& amount) { return amount.convert_to<double>(); }

}  // namespace

std::optional<Quantity> quantity_of(std::string_view quoted) {
  const std::string_view text = without_quotes(quoted);
  if (text.empty() || !(std::isdigit(static_cast<unsigned char>(text.front())) || text.front() == '-' ||
                        text.front() == '+' || text.front() == '.'))
    return std::nullopt;
  if (looks_like_a_time(text)) {
    const auto time = if_read([&] { return sim::parse_time(text); });
    if (!time) return std::nullopt;
    return Quantity{Kind::kTime, static_cast<double>(time->unix_nanoseconds()) / 1e9};
  }
  if (text.find_first_not_of("+-.0123456789") == std::string_view::npos) {
    double number = 0;
    const std::string_view digits = text.front() == '+' ? text.substr(1) : text;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return Quantity{text.find('.') == std::string_view::npos ? Kind::kWhole : Kind::kDecimal, number};
  }
  if (const auto duration = if_read([&] { return sim::parse_duration(text); }))
    return Quantity{Kind::kDuration, static_cast<double>(duration->count_nanoseconds()) / 1e9};
  if (const auto share = if_read([&] { return parse_deviation(text); }))
    return Quantity{Kind::kShare, static_cast<double>(share->parts_per_billion) / 1e9};
  if (const auto wei = if_read([&] { return parse_wei(text); }))
    return Quantity{Kind::kEther, as_double(wei->amount) / 1e18};
  if (const auto juels = if_read([&] { return parse_juels(text); }))
    return Quantity{Kind::kLink, as_double(juels->amount) / 1e18};
  return std::nullopt;
}

std::string unit_of(Quantity::Kind kind) {
  switch (kind) {
    case Kind::kWhole:
    case Kind::kDecimal:
      return "";
    case Kind::kDuration:
      return "s";
    case Kind::kTime:
      return "time";
    case Kind::kShare:
      return "share";
    case Kind::kEther:
      return "ether";
    case Kind::kLink:
      return "link";
  }
  return "";
}

std::string plain_number(double number, int digits) {
  if (number == 0) return "0";
  const int magnitude = static_cast<int>(std::floor(std::log10(std::fabs(number))));
  const double scale = std::pow(10.0, digits - 1 - magnitude);
  const double rounded = magnitude < digits ? std::round(number * scale) / scale : std::round(number);
  std::string text = fmt::format("{:.{}f}", rounded, std::max(0, digits - 1 - magnitude));
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

namespace {

struct Unit {
  const char* name;
  double size;
  double least;  ///< used from here on
};

/// In the first unit that is not too large, rounded to what the language can say at all.
template <std::size_t N>
std::string in_units(double number, const std::array<Unit, N>& units, int digits) {
  const double finest = units.back().size;
  const double exact = std::round(number / finest) * finest;
  for (const Unit& unit : units)
    if (std::fabs(exact) >= unit.least * (1 - 1e-12)) return plain_number(exact / unit.size, digits) + unit.name;
  return plain_number(exact / finest, digits) + units.back().name;
}

constexpr std::array<Unit, 7> kDurations{{{"d", 86400, 86400},
                                          {"h", 3600, 3600},
                                          {"min", 60, 60},
                                          {"s", 1, 1},
                                          {"ms", 1e-3, 1e-3},
                                          {"us", 1e-6, 1e-6},
                                          {"ns", 1e-9, 1e-9}}};
constexpr std::array<Unit, 3> kShares{{{" %", 1e-2, 1e-4}, {" ppm", 1e-6, 1e-6}, {" ppb", 1e-9, 1e-9}}};
constexpr std::array<Unit, 3> kEthers{{{" ether", 1, 1e-2}, {" gwei", 1e-9, 1e-9}, {" wei", 1e-18, 1e-18}}};
constexpr std::array<Unit, 3> kLinks{{{" link", 1, 1e-2}, {" gjuels", 1e-9, 1e-9}, {" juels", 1e-18, 1e-18}}};

}  // namespace

std::string spell(const Quantity& quantity, int digits) {
  switch (quantity.kind) {
    case Kind::kWhole:
      return fmt::format("{:.0f}", quantity.number);
    case Kind::kDecimal:
      return "\"" + plain_number(quantity.number, digits) + "\"";
    case Kind::kDuration:
      return quantity.number == 0 ? "0s" : in_units(quantity.number, kDurations, digits);
    case Kind::kTime:
      return sim::to_text(
          sim::Time::from_unix_nanoseconds(static_cast<std::int64_t>(std::round(quantity.number * 1e3)) * 1'000'000),
          3);
    case Kind::kShare:
      return in_units(quantity.number, kShares, digits);
    case Kind::kEther:
      return in_units(quantity.number, kEthers, digits);
    case Kind::kLink:
      return in_units(quantity.number, kLinks, digits);
  }
  return {};
}

}  // namespace orrery::scenarios
