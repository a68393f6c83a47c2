#include "scenarios/language/values.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using sim::InputError;

struct NumberAndUnit {
  Price number;
  std::string_view unit;
};

NumberAndUnit split(std::string_view text, std::string_view expected) {
  const auto end = text.find_first_not_of("0123456789.-+_");
  const std::string_view number = text.substr(0, end);
  std::string_view unit = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  while (!unit.empty() && unit.back() == ' ') unit.remove_suffix(1);
  if (number.empty()) throw InputError("", fmt::format("expected {}, found \"{}\"", expected, text));
  return {nodes::parse_price(number), unit};
}

template <class T>
void read_whole(const Node& node, T& value, std::int64_t low, std::int64_t high) {
  if (node.type != Node::Type::kInteger) refuse(node, "a whole number");
  if (node.integer < low || node.integer > high)
    throw InputError(node.place.text(),
                     fmt::format("expected a whole number from {} to {}, found {}", low, high, node.integer));
  value = static_cast<T>(node.integer);
}

template <class Parse>
auto parse_at(const Node& node, const char* expected, Parse parse) {
  if (node.type != Node::Type::kText) refuse(node, expected);
  try {
    return parse(node.text);
  } catch (const InputError& error) {
    throw error.at(node.place.text());
  }
}

void check_span(const Node& node, sim::Duration value) {
  if (value < sim::Duration::zero())
    throw InputError(node.place.text(), fmt::format("expected a duration of zero or more, found \"{}\"", node.text));
  if (value > kLongestSetting)
    throw InputError(node.place.text(), fmt::format("expected a duration of at most {} (ten years), found \"{}\"",
                                                    exact_text(kLongestSetting), node.text));
}

std::string describe(const Node& node) {
  switch (node.type) {
    case Node::Type::kText:
      return fmt::format("\"{}\"", node.text);
    case Node::Type::kInteger:
      return std::to_string(node.integer);
    case Node::Type::kReal:
      return node.text;
    case Node::Type::kBoolean:
      return node.boolean ? "true" : "false";
    default:
      return node.type_name();
  }
}

/// An amount in the smallest of three units, each with its count of decimals.
struct AmountUnit {
  std::string_view name;
  int decimals;
};
chains::Uint256 parse_amount(std::string_view text, std::string_view expected, std::span<const AmountUnit> units) {
  const auto [number, unit] = split(text, expected);
  int decimals = -1;
  for (const AmountUnit& known : units)
    if (known.name == unit) decimals = known.decimals;
  if (decimals < 0 || number.units < 0) throw InputError("", fmt::format("expected {}, found \"{}\"", expected, text));
  chains::Uint256 amount = static_cast<std::uint64_t>(number.units >> 64);
  amount <<= 64;
  amount |= static_cast<std::uint64_t>(number.units);
  const chains::Uint256 divisor = boost::multiprecision::pow(chains::Uint256(10), static_cast<unsigned>(18 - decimals));
  if (amount % divisor != 0) throw InputError("", fmt::format("\"{}\" is finer than the smallest unit", text));
  return amount / divisor;
}

/// "1.234 ether", with the largest unit of which there are at least a thousandth.
std::string amount_text(const chains::Uint256& amount, std::span<const AmountUnit> units) {
  for (const AmountUnit& unit : units) {
    const chains::Uint256 scale = boost::multiprecision::pow(chains::Uint256(10), static_cast<unsigned>(unit.decimals));
    if (unit.decimals > 0 && amount < scale / 1000) continue;
    std::string fraction = chains::Uint256(amount % scale).str();
    fraction.insert(0,
                    static_cast<std::size_t>(unit.decimals) -
                        std::min<std::size_t>(fraction.size(), static_cast<std::size_t>(unit.decimals)),
                    '0');
    if (unit.decimals == 0) fraction.clear();
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    return fmt::format("{}{}{} {}", chains::Uint256(amount / scale).str(), fraction.empty() ? "" : ".", fraction,
                       unit.name);
  }
  return amount.str();
}

constexpr std::array<AmountUnit, 3> kWeiUnits{{{"ether", 18}, {"gwei", 9}, {"wei", 0}}};
constexpr std::array<AmountUnit, 3> kJuelsUnits{{{"link", 18}, {"gjuels", 9}, {"juels", 0}}};

constexpr std::uint64_t kWhole = 1'000'000'000;  // parts per billion

/// Parts per billion, at most `most`.
std::uint64_t parse_parts(std::string_view text, std::uint64_t most) {
  constexpr std::string_view kExpected = "a share such as \"0.5 %\", \"5 bp\", \"20 ppm\" or \"1/3\"";
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const Price above = nodes::parse_price(text.substr(0, slash)), below = nodes::parse_price(text.substr(slash + 1));
    // Up to 10^9 over 10^9, so that 128 bits hold the product below.
    constexpr nodes::Int128 kMost = Price::kOne * static_cast<nodes::Int128>(1'000'000'000);
    if (below.units <= 0 || below.units > kMost || above.units < 0 || above.units > below.units)
      throw InputError("", fmt::format("expected {}, found \"{}\"", kExpected, text));
    return static_cast<std::uint64_t>(above.units * 1'000'000'000 / below.units);
  }
  const auto [number, unit] = split(text, kExpected);
  struct Unit {
    std::string_view name;
    std::int64_t parts_per_billion;
  };
  constexpr std::array<Unit, 5> kUnits{
      {{"%", 10'000'000}, {"bp", 100'000}, {"ppm", 1'000}, {"ppb", 1}, {"‰", 1'000'000}}};
  for (const Unit& known : kUnits) {
    if (known.name != unit) continue;
    const auto most_units = Price::kOne * static_cast<nodes::Int128>(most) / known.parts_per_billion;
    if (number.units < 0 || number.units > most_units)
      throw InputError("", fmt::format("\"{}\" is not between 0 and {} %", text, most / (kWhole / 100)));
    const nodes::Int128 parts = number.units * known.parts_per_billion / Price::kOne;
    if (parts * Price::kOne != number.units * known.parts_per_billion)
      throw InputError("", fmt::format("\"{}\" is finer than one part in 10^9", text));
    return static_cast<std::uint64_t>(parts);
  }
  throw InputError("", fmt::format("expected {}, found \"{}\"", kExpected, text),
                   unit.empty() ? "write the unit, as in \"0.5 %\"" : "");
}

}  // namespace

void refuse(const Node& node, const std::string& expected) {
  throw InputError(node.place.text(), fmt::format("expected {}, found {}", expected, describe(node)));
}

sim::Fraction parse_fraction(std::string_view text) {
  const std::uint64_t parts = parse_parts(text, kWhole);
  return {static_cast<std::uint32_t>(parts)};
}

Deviation parse_deviation(std::string_view text) { return {parse_parts(text, kWhole * 10'000'000)}; }

Wei parse_wei(std::string_view text) {
  return {parse_amount(text, "an amount such as \"20 gwei\", \"1.5 ether\" or \"7 wei\"", kWeiUnits)};
}
Juels parse_juels(std::string_view text) {
  return {parse_amount(text, "an amount such as \"100 link\" or \"7 juels\"", kJuelsUnits)};
}

std::string to_text(sim::Fraction fraction) { return to_text(Deviation{fraction.parts_per_billion}); }

std::string to_text(Deviation deviation) {
  return nodes::to_text(Price{static_cast<nodes::Int128>(deviation.parts_per_billion) * (Price::kOne / 10'000'000)}) +
         " %";
}

std::string to_text(const Wei& wei) { return amount_text(wei.amount, kWeiUnits); }
std::string to_text(const Juels& juels) { return amount_text(juels.amount, kJuelsUnits); }

std::string exact_text(sim::Duration duration) {
  struct Unit {
    const char* name;
    std::int64_t nanoseconds;
  };
  constexpr std::array<Unit, 7> kUnits{{{"d", 86'400'000'000'000},
                                        {"h", 3'600'000'000'000},
                                        {"min", 60'000'000'000},
                                        {"s", 1'000'000'000},
                                        {"ms", 1'000'000},
                                        {"us", 1'000},
                                        {"ns", 1}}};
  const std::int64_t count = duration.count_nanoseconds();
  if (count == 0) return "0s";
  for (const Unit& unit : kUnits)
    if (count % unit.nanoseconds == 0) return fmt::format("{}{}", count / unit.nanoseconds, unit.name);
  return fmt::format("{}ns", count);
}

void read_value(const Node& node, std::string& value) {
  if (node.type != Node::Type::kText) refuse(node, "a text in quotes");
  value = node.text;
}
void read_value(const Node& node, Reference& value) {
  if (node.type != Node::Type::kText) refuse(node, "a name in quotes");
  value = {node.text, node.place};
}
void read_value(const Node& node, std::int64_t& value) { read_whole(node, value, INT64_MIN, INT64_MAX); }
void read_value(const Node& node, std::uint64_t& value) { read_whole(node, value, 0, INT64_MAX); }
void read_value(const Node& node, std::uint32_t& value) { read_whole(node, value, 0, UINT32_MAX); }
void read_value(const Node& node, int& value) { read_whole(node, value, INT32_MIN, INT32_MAX); }
void read_value(const Node& node, bool& value) {
  if (node.type != Node::Type::kBoolean) refuse(node, "true or false");
  value = node.boolean;
}
void read_value(const Node& node, sim::Duration& value) {
  value = parse_at(node, "a duration with its unit, such as \"30s\" or \"1.5h\"",
                   [](const std::string& text) { return sim::parse_duration(text); });
}
void read_setting(const Node& node, sim::Duration& value) {
  read_value(node, value);
  check_span(node, value);
}
void read_setting(const Node& node, std::optional<sim::Duration>& value) { read_setting(node, value.emplace()); }
void read_value(const Node& node, sim::Time& value) {
  value = parse_at(node, "a time such as \"2025-10-20T06:48:00Z\"",
                   [](const std::string& text) { return sim::parse_time(text); });
}
void read_value(const Node& node, sim::Fraction& value) {
  value = parse_at(node, "a share with its unit, such as \"0.5 %\"",
                   [](const std::string& text) { return parse_fraction(text); });
}
void read_value(const Node& node, Deviation& value) {
  value = parse_at(node, "a deviation with its unit, such as \"0.5 %\"",
                   [](const std::string& text) { return parse_deviation(text); });
}
void read_value(const Node& node, Price& value) {
  if (node.type == Node::Type::kInteger) {
    value.units = static_cast<nodes::Int128>(node.integer) * Price::kOne;
    return;
  }
  value = parse_at(node, "a number in quotes, such as \"3890.15\" (exact, not a floating-point number)",
                   [](const std::string& text) { return nodes::parse_price(text); });
}
void read_value(const Node& node, Juels& value) {
  value = parse_at(node, "an amount with its unit, such as \"100 link\"",
                   [](const std::string& text) { return parse_juels(text); });
}
void read_value(const Node& node, Wei& value) {
  value = parse_at(node, "an amount with its unit, such as \"20 gwei\"",
                   [](const std::string& text) { return parse_wei(text); });
}

}  // namespace orrery::scenarios
