#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chains/uint256.h"
#include "nodes/market/price.h"
#include "scenarios/language/document.h"
#include "sim/fault.h"
#include "sim/time.h"

namespace orrery::scenarios {

/// A name and the place where it was written, so that a wrong reference is reported there.
struct Reference {
  std::string name;
  Place place;
  bool empty() const { return name.empty(); }
};

using nodes::Price;

/// An amount of ether or gas price in wei: "20 gwei", "1.5 ether", "7 wei".
struct Wei {
  chains::Uint256 amount;
};
Wei parse_wei(std::string_view text);
/// An amount of LINK in juels (10^-18 LINK): "1.5 link", "7 juels", "5 gjuels".
struct Juels {
  chains::Uint256 amount;
};
Juels parse_juels(std::string_view text);
/// "0.5 %", "20 ppm", "5 bp", "1/3": a share between 0 and 100 %.
sim::Fraction parse_fraction(std::string_view text);
/// How far one price is from another, in parts per billion of the other; may be over 100 %.
struct Deviation {
  std::uint64_t parts_per_billion = 0;
  constexpr auto operator<=>(const Deviation&) const = default;
};
/// Written as a share is, up to 10^9 %.
Deviation parse_deviation(std::string_view text);

std::string to_text(sim::Fraction fraction);
std::string to_text(Deviation deviation);
std::string to_text(const Wei& wei);
std::string to_text(const Juels& juels);
std::string exact_text(sim::Duration duration);

/// Reading one value of a scenario. Each throws InputError at the value's place, saying what was expected and how it is
/// written. type_text() is the same in words for docs/scenarios.md.
void read_value(const Node& node, std::string& value);
void read_value(const Node& node, std::int64_t& value);
void read_value(const Node& node, std::uint64_t& value);
void read_value(const Node& node, std::uint32_t& value);
void read_value(const Node& node, int& value);
void read_value(const Node& node, bool& value);
void read_value(const Node& node, sim::Duration& value);
void read_value(const Node& node, sim::Time& value);
void read_value(const Node& node, sim::Fraction& value);
void read_value(const Node& node, Deviation& value);
void read_value(const Node& node, Price& value);
void read_value(const Node& node, Wei& value);
void read_value(const Node& node, Juels& value);
void read_value(const Node& node, Reference& value);
/// As written, to be read when its kind is known.
inline void read_value(const Node& node, Node& value) { value = node; }

[[noreturn]] void refuse(const Node& node, const std::string& expected);

template <class T>
void read_value(const Node& node, std::vector<T>& values) {
  if (node.type != Node::Type::kArray) refuse(node, "a list in brackets");
  values.clear();
  for (const Node& item : node.items) read_value(item, values.emplace_back());
}
template <class T>
void read_value(const Node& node, std::optional<T>& value) {
  read_value(node, value.emplace());
}

/// The longest duration that a key may hold: sums and small multiples of such spans stay within the range of sim::Time
/// for every scenario of this century and the next.
inline constexpr sim::Duration kLongestSetting = sim::Duration::hours(24 * 3650);

/// As read_value; a duration must not be negative nor longer than kLongestSetting.
template <class T>
void read_setting(const Node& node, T& value) {
  read_value(node, value);
}
void read_setting(const Node& node, sim::Duration& value);
void read_setting(const Node& node, std::optional<sim::Duration>& value);

/// How a type is written, for the reference.
template <class T>
struct TypeText;
#define ORRERY_TYPE_TEXT(type, words)           \
  template <>                                   \
  struct TypeText<type> {                       \
    static std::string text() { return words; } \
  }
ORRERY_TYPE_TEXT(std::string, "text");
ORRERY_TYPE_TEXT(Reference, "name");
ORRERY_TYPE_TEXT(std::int64_t, "whole number");
ORRERY_TYPE_TEXT(std::uint64_t, "whole number");
ORRERY_TYPE_TEXT(std::uint32_t, "whole number");
ORRERY_TYPE_TEXT(int, "whole number");
ORRERY_TYPE_TEXT(bool, "true or false");
ORRERY_TYPE_TEXT(sim::Duration, "duration (\"30s\")");
ORRERY_TYPE_TEXT(sim::Time, "time (\"2025-10-20T06:48:00Z\")");
ORRERY_TYPE_TEXT(sim::Fraction, "share (\"0.5 %\")");
ORRERY_TYPE_TEXT(Deviation, "deviation (\"0.5 %\")");
ORRERY_TYPE_TEXT(Price, "number (\"3890.15\")");
ORRERY_TYPE_TEXT(Node, "as the figure");
ORRERY_TYPE_TEXT(Wei, "amount (\"20 gwei\")");
ORRERY_TYPE_TEXT(Juels, "amount (\"100 link\")");
#undef ORRERY_TYPE_TEXT
template <class T>
struct TypeText<std::vector<T>> {
  static std::string text() { return "list of " + TypeText<T>::text(); }
};
template <class T>
struct TypeText<std::optional<T>> {
  static std::string text() { return TypeText<T>::text(); }
};

/// A default as the reference shows it.
inline std::string default_text(const std::string& value) { return "\"" + value + "\""; }
inline std::string default_text(const Reference& value) {
  return value.name.empty() ? "none" : "\"" + value.name + "\"";
}
inline std::string default_text(const Node&) { return "none"; }
inline std::string default_text(bool value) { return value ? "true" : "false"; }
inline std::string default_text(std::int64_t value) { return std::to_string(value); }
inline std::string default_text(std::uint64_t value) { return std::to_string(value); }
inline std::string default_text(std::uint32_t value) { return std::to_string(value); }
inline std::string default_text(int value) { return std::to_string(value); }
inline std::string default_text(sim::Duration value) { return "\"" + exact_text(value) + "\""; }
inline std::string default_text(sim::Time value) { return "\"" + sim::to_text(value, 0) + "\""; }
inline std::string default_text(sim::Fraction value) { return "\"" + to_text(value) + "\""; }
inline std::string default_text(Deviation value) { return "\"" + to_text(value) + "\""; }
inline std::string default_text(Price value) { return "\"" + nodes::to_text(value) + "\""; }
inline std::string default_text(const Juels& value) { return "\"" + to_text(value) + "\""; }
inline std::string default_text(const Wei& value) { return "\"" + to_text(value) + "\""; }
template <class T>
std::string default_text(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += (text.empty() ? "" : ", ") + default_text(value);
  return "[" + text + "]";
}
template <class T>
std::string default_text(const std::optional<T>& value) {
  return value ? default_text(*value) : "none";
}

}  // namespace orrery::scenarios
