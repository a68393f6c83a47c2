#include "sim/time.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "sim/assert.h"
#include "sim/input_error.h"
#include "sim/wide_integer.h"

namespace orrery::sim {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::array<Unit, 7> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", kNanosecondsPerSecond},
                                      {"min", 60 * kNanosecondsPerSecond},
                                      {"h", 3600 * kNanosecondsPerSecond},
                                      {"d", kSecondsPerDay* kNanosecondsPerSecond}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes the digits at the front of `text`.
std::string_view take_digits(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  const std::string_view digits = text.substr(0, n);
  text.remove_prefix(n);
  return digits;
}

/// None when the number needs more than 63 bits.
std::optional<std::int64_t> to_integer(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) {
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value)) return std::nullopt;
    if (__builtin_add_overflow(value, std::int64_t{c - '0'}, &value)) return std::nullopt;
  }
  return value;
}

[[noreturn]] void refuse_unit(std::string_view text, std::string_view unit) {
  const std::string expected = "a duration is a number and one of ns, us, ms, s, min, h, d";
  if (unit.empty()) {
    throw InputError("", fmt::format("\"{}\" has no unit: {}", text, expected),
                     fmt::format("\"{}s\" for seconds", text));
  }
  struct Slip {
    std::string_view written;
    std::string_view hint;
  };
  static constexpr std::array<Slip, 14> kSlips{{{"m", "\"min\" for minutes, \"ms\" for milliseconds"},
                                                {"mins", "write \"min\""},
                                                {"minute", "write \"min\""},
                                                {"minutes", "write \"min\""},
                                                {"sec", "write \"s\""},
                                                {"secs", "write \"s\""},
                                                {"second", "write \"s\""},
                                                {"seconds", "write \"s\""},
                                                {"hour", "write \"h\""},
                                                {"hours", "write \"h\""},
                                                {"hr", "write \"h\""},
                                                {"day", "write \"d\""},
                                                {"days", "write \"d\""},
                                                {"\xc2\xb5s", "write \"us\""}}};
  std::string hint;
  for (const Slip& slip : kSlips) {
    if (slip.written == unit) hint = slip.hint;
  }
  if (hint.empty()) {
    std::vector<std::string> names;
    for (const Unit& known : kUnits) names.emplace_back(known.name);
    hint = did_you_mean(unit, names);
  }
  throw InputError("", fmt::format("unknown unit \"{}\" in \"{}\": {}", unit, text, expected), hint);
}

[[noreturn]] void refuse_size(std::string_view text) {
  throw InputError("", fmt::format("\"{}\" is more than 64 bits of nanoseconds can hold", text),
                   "the longest duration is 106751 d, about 292 years");
}

/// `digits` after the decimal point, in nanoseconds of a unit. Throws when that is not a whole number.
std::int64_t fraction_of(std::string_view text, std::string_view digits, std::int64_t unit) {
  while (!digits.empty() && digits.back() == '0') digits.remove_suffix(1);
  Int128 numerator = 0, denominator = 1;
  const bool too_fine = digits.size() > 18;
  for (const char c : too_fine ? std::string_view{} : digits) {
    numerator = numerator * 10 + (c - '0');
    denominator *= 10;
  }
  if (too_fine || numerator * unit % denominator != 0) {
    throw InputError("", fmt::format("\"{}\" is finer than a nanosecond", text), "time is kept in whole nanoseconds");
  }
  return static_cast<std::int64_t>(numerator * unit / denominator);
}

/// Reads the parts of a date one by one; any mistake is the same error, since the form is short enough to be shown.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : whole_(text), rest_(trimmed(text)) {}

  std::int64_t number(std::size_t width, std::int64_t low, std::int64_t high, std::string_view what) {
    const std::string_view digits = rest_.substr(0, width);
    for (const char c : digits) {
      if (!is_digit(c)) refuse();
    }
    if (digits.size() != width) refuse();
    rest_.remove_prefix(width);
    const std::int64_t value = *to_integer(digits);
    if (value < low || value > high) {
      throw InputError("", fmt::format("{} {} in \"{}\" is not between {} and {}", what, digits, whole_, low, high));
    }
    return value;
  }
  bool take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(std::string_view any_of) {
    if (!take(any_of)) refuse();
  }
  std::int64_t nanoseconds() {
    const std::string_view digits = take_digits(rest_);
    if (digits.empty() || digits.size() > 9) refuse();
    std::int64_t value = *to_integer(digits);
    for (std::size_t i = digits.size(); i < 9; ++i) value *= 10;
    return value;
  }
  void end() {
    if (!rest_.empty()) refuse();
  }
  [[noreturn]] void refuse() const {
    throw InputError("", fmt::format("\"{}\" is not a time", whole_),
                     "write \"2025-10-20T06:48:31.204Z\" or \"2025-10-20 06:48:31\", in UTC");
  }

 private:
  std::string_view whole_, rest_;
};

}  // namespace

void Duration::overflow() {
  broken_invariant("the result fits in 64 bits", "sim/time.h", 0, "times and durations stay within 292 years of 1970");
}

std::string to_text(Time time, int decimals) {
  ORRERY_ASSERT(decimals == 0 || decimals == 3 || decimals == 6 || decimals == 9, "decimals come in groups of three");
  const std::int64_t seconds = time.unix_seconds();
  std::int64_t fraction = time.unix_nanoseconds() % kNanosecondsPerSecond;
  if (fraction < 0) fraction += kNanosecondsPerSecond;
  const std::chrono::sys_seconds instant{std::chrono::seconds(seconds)};
  const auto midnight = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{midnight};
  const std::int64_t of_day = (instant - midnight).count();
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), of_day / 3600,
                                 of_day / 60 % 60, of_day % 60);
  if (decimals > 0) text += '.' + fmt::format("{:09}", fraction).substr(0, static_cast<std::size_t>(decimals));
  return text + 'Z';
}

std::string to_text(Duration duration) {
  const std::int64_t n = duration.count_nanoseconds();
  const std::string sign = n < 0 ? "-" : "";
  // Unsigned, because the most negative duration has no positive counterpart.
  const std::uint64_t size = n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
  const auto with_thousandths = [&](std::uint64_t unit, std::string_view name) {
    const std::uint64_t thousandths = size % unit * 1000 / unit;
    return thousandths == 0 ? fmt::format("{}{} {}", sign, size / unit, name)
                            : fmt::format("{}{}.{:03} {}", sign, size / unit, thousandths, name);
  };
  if (size < 1'000) return fmt::format("{}{} ns", sign, size);
  if (size < 1'000'000) return with_thousandths(1'000, "us");
  if (size < 1'000'000'000) return with_thousandths(1'000'000, "ms");
  const std::uint64_t seconds = size / 1'000'000'000;
  if (seconds < 60) return with_thousandths(1'000'000'000, "s");
  if (seconds < 3600) return fmt::format("{}{}m {:02}s", sign, seconds / 60, seconds % 60);
  const std::string clock = fmt::format("{:02}m {:02}s", seconds / 60 % 60, seconds % 60);
  const std::uint64_t hours = seconds / 3600;
  if (hours < 24) return fmt::format("{}{}h {}", sign, hours, clock);
  return fmt::format("{}{}d {:02}h {}", sign, hours / 24, hours % 24, clock);
}

Time parse_time(std::string_view text) {
  TimeReader reader(text);
  const auto year = static_cast<int>(reader.number(4, 1678, 2261, "year"));
  reader.need("-");
  const auto month = static_cast<unsigned>(reader.number(2, 1, 12, "month"));
  reader.need("-");
  const auto day = static_cast<unsigned>(reader.number(2, 1, 31, "day"));
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok()) throw InputError("", fmt::format("\"{}\": that month has no day {}", text, day));
  reader.need("T ");
  std::int64_t seconds = std::chrono::sys_days(date).time_since_epoch().count() * kSecondsPerDay;
  seconds += reader.number(2, 0, 23, "hour") * 3600;
  reader.need(":");
  seconds += reader.number(2, 0, 59, "minute") * 60;
  reader.need(":");
  seconds += reader.number(2, 0, 59, "second");
  const std::int64_t fraction = reader.take(".") ? reader.nanoseconds() : 0;
  reader.take("Z");
  reader.end();
  return Time::from_unix_seconds(seconds) + Duration::nanoseconds(fraction);
}

Duration parse_duration(std::string_view text) {
  std::string_view rest = trimmed(text);
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) rest.remove_prefix(1);
  const std::string_view whole = take_digits(rest);
  std::string_view fraction;
  bool point_alone = false;
  if (!whole.empty() && !rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
    point_alone = fraction.empty();
  }
  if (whole.empty() || point_alone) {
    throw InputError("", fmt::format("\"{}\" is not a duration", text), "write \"30s\", \"1.5 h\" or \"250 ms\"");
  }
  const std::string_view unit_name = trimmed(rest);
  std::int64_t unit = 0;
  for (const Unit& known : kUnits) {
    if (known.name == unit_name) unit = known.nanoseconds;
  }
  if (unit == 0) refuse_unit(trimmed(text), unit_name);
  const std::optional<std::int64_t> count = to_integer(whole);
  std::int64_t nanoseconds = 0;
  if (!count || __builtin_mul_overflow(*count, unit, &nanoseconds)) refuse_size(text);
  if (__builtin_add_overflow(nanoseconds, fraction_of(text, fraction, unit), &nanoseconds)) refuse_size(text);
  return Duration::nanoseconds(negative ? -nanoseconds : nanoseconds);
}

}  // namespace orrery::sim
