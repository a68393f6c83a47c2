#include "scenarios/sweep/variation.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

constexpr int kDigits = 6;
constexpr std::uint64_t kMostValues = 1'000'000;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Parts between commas that stand outside quotes and brackets.
std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  char quote = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

std::optional<std::uint64_t> whole(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The place of ".." outside quotes, or npos.
std::size_t range_dots(std::string_view text) {
  if (!text.empty() && (text.front() == '"' || text.front() == '\'' || text.front() == '[')) return text.npos;
  return text.find("..");
}

/// "from..to", "log:from..to:count"; nothing for a plain value.
struct Range {
  Interval interval;
  std::optional<std::uint64_t> count;
};

/// The count after the last colon. Times have colons too, but a number of two digits after a "T" is a minute.
std::string_view cut_count(std::string_view text, std::optional<std::uint64_t>& count) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return text;
  const std::string_view before = trimmed(text.substr(0, colon));
  if (before.find('T') != before.npos && !quantity_of(before)) return text;
  count = whole(trimmed(text.substr(colon + 1)));
  if (!count) return text;
  return before;
}

std::optional<Range> parse_range(std::string_view item, const std::string& place) {
  Range range;
  if (item.starts_with("log:")) {
    range.interval.logarithmic = true;
    item = trimmed(item.substr(4));
  }
  const auto dots = range_dots(item);
  if (dots == item.npos) {
    if (range.interval.logarithmic) throw sim::InputError(place, "log: expected a range, such as log:1s..1h:7");
    return std::nullopt;
  }
  const std::string_view from = trimmed(item.substr(0, dots));
  const std::string_view to = cut_count(trimmed(item.substr(dots + 2)), range.count);
  const auto low = quantity_of(from), high = quantity_of(to);
  if (!low || !high)
    throw sim::InputError(place, fmt::format("expected two quantities around \"..\", found \"{}\"", item),
                          "as in 10s..2min:5, 0.1 %..1 %:4 or log:1s..1h:7");
  range.interval.from = *low;
  range.interval.to = *high;
  const auto is_number = [](const Quantity& quantity) { return unit_of(quantity.kind).empty(); };
  if (is_number(*low) && is_number(*high) && low->kind != high->kind)
    range.interval.from.kind = range.interval.to.kind = Quantity::Kind::kDecimal;
  if (range.interval.from.kind != range.interval.to.kind)
    throw sim::InputError(place, fmt::format("\"{}\" and \"{}\" have different units", from, to));
  if (range.interval.logarithmic && (low->number <= 0 || high->number <= 0))
    throw sim::InputError(place, "log: expected both ends above zero");
  if (range.count && (*range.count < 2 || *range.count > kMostValues))
    throw sim::InputError(place, fmt::format("expected a count from 2 to {} after the last colon", kMostValues));
  return range;
}

void add_range(const Range& range, std::vector<std::string>& values, const std::string& place) {
  std::uint64_t count = range.count.value_or(0);
  if (!range.count) {
    const double span = std::fabs(range.interval.to.number - range.interval.from.number);
    if (span >= static_cast<double>(kMostValues)) throw sim::InputError(place, "more than a million values");
    count = static_cast<std::uint64_t>(span) + 1;
  }
  std::string last;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string value = range.interval.at(count == 1 ? 0 : static_cast<double>(i) / static_cast<double>(count - 1));
    if (value != last) values.push_back(value);
    last = std::move(value);
  }
}

/// Where one number has decimals, all stand in quotes, as those of a range do.
void quote_decimals(std::vector<std::string>& values) {
  const auto kind_is = [](const std::string& value, Quantity::Kind kind) {
    const auto quantity = quantity_of(value);
    return quantity && quantity->kind == kind;
  };
  if (std::ranges::none_of(values, [&](const auto& value) { return kind_is(value, Quantity::Kind::kDecimal); })) return;
  for (std::string& value : values) {
    const bool is_number = kind_is(value, Quantity::Kind::kDecimal) || kind_is(value, Quantity::Kind::kWhole);
    if (is_number && value.front() != '"' && value.front() != '\'') value = '"' + value + '"';
  }
}

}  // namespace

std::string Interval::at(double position) const {
  Quantity value = from;
  if (position >= 1) {
    value = to;
  } else if (position > 0) {
    value.number = logarithmic
                       ? std::exp(std::log(from.number) + position * (std::log(to.number) - std::log(from.number)))
                       : from.number + position * (to.number - from.number);
  }
  return spell(value, kDigits);
}

Variation parse_variation(std::string_view text) {
  const std::string place = "--vary " + std::string(text);
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0 || equals + 1 == text.size())
    throw sim::InputError(place, "expected key=values", "for example --vary network.eth-usd.heartbeat=30min,1h");
  Variation variation;
  variation.key = trimmed(text.substr(0, equals));
  const auto items = split_list(text.substr(equals + 1));
  for (const std::string_view item : items) {
    if (item.empty()) throw sim::InputError(place, "a value is missing beside a comma");
    const auto range = parse_range(item, place);
    if (!range) {
      variation.values.emplace_back(item);
    } else if (range->count || (range->interval.from.kind == Quantity::Kind::kWhole && !range->interval.logarithmic)) {
      add_range(*range, variation.values, place);
    } else if (items.size() == 1) {
      variation.interval = range->interval;
    } else {
      throw sim::InputError(place, fmt::format("\"{}\" has no count of values", item), "write it as FROM..TO:COUNT");
    }
  }
  quote_decimals(variation.values);
  std::set<std::string> seen;
  std::erase_if(variation.values, [&](const std::string& value) { return !seen.insert(value).second; });
  return variation;
}

std::vector<std::uint64_t> parse_whole_numbers(std::string_view text, const std::string& option) {
  const std::string place = option + " " + std::string(text);
  std::vector<std::uint64_t> numbers;
  std::set<std::uint64_t> seen;
  for (const std::string_view item : split_list(text)) {
    const auto dots = item.find("..");
    const auto first = whole(trimmed(item.substr(0, dots)));
    const auto last = dots == item.npos ? first : whole(trimmed(item.substr(dots + 2)));
    if (!first || !last || *last < *first || *last > INT64_MAX)
      throw sim::InputError(place,
                            fmt::format("expected whole numbers such as 7, 1..1000 or 1,5,10..20, found \"{}\"", item));
    if (*last - *first >= kMostValues) throw sim::InputError(place, "more than a million numbers");
    for (std::uint64_t number = *first; number <= *last; ++number)
      if (seen.insert(number).second) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace orrery::scenarios
