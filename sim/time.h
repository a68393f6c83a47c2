#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace orrery::sim {

/// A span of virtual time in whole nanoseconds; may be negative. Arithmetic that leaves 64 bits stops the run.
class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration nanoseconds(std::int64_t n) { return Duration(n); }
  static constexpr Duration microseconds(std::int64_t n) { return Duration(checked_multiply(n, 1'000)); }
  static constexpr Duration milliseconds(std::int64_t n) { return Duration(checked_multiply(n, 1'000'000)); }
  static constexpr Duration seconds(std::int64_t n) { return Duration(checked_multiply(n, 1'000'000'000)); }
  static constexpr Duration minutes(std::int64_t n) { return seconds(checked_multiply(n, 60)); }
  static constexpr Duration hours(std::int64_t n) { return seconds(checked_multiply(n, 3600)); }
  static constexpr Duration zero() { return Duration(0); }
  static constexpr Duration max() { return Duration(INT64_MAX); }

  constexpr std::int64_t count_nanoseconds() const { return nanoseconds_; }
  constexpr std::int64_t whole_seconds() const { return nanoseconds_ / 1'000'000'000; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator+(Duration other) const { return Duration(checked_add(nanoseconds_, other.nanoseconds_)); }
  constexpr Duration operator-(Duration other) const {
    return Duration(checked_subtract(nanoseconds_, other.nanoseconds_));
  }
  constexpr Duration operator-() const { return zero() - *this; }
  constexpr Duration operator*(std::int64_t factor) const { return Duration(checked_multiply(nanoseconds_, factor)); }
  constexpr Duration operator/(std::int64_t divisor) const { return Duration(nanoseconds_ / divisor); }
  constexpr std::int64_t operator/(Duration other) const { return nanoseconds_ / other.nanoseconds_; }
  constexpr Duration operator%(Duration other) const { return Duration(nanoseconds_ % other.nanoseconds_); }
  constexpr Duration& operator+=(Duration other) { return *this = *this + other; }
  constexpr Duration& operator-=(Duration other) { return *this = *this - other; }

  /// Throws on overflow, which at compile time is an error and at run time stops the run.
  static constexpr std::int64_t checked_add(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) overflow();
    return sum;
  }
  static constexpr std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference)) overflow();
    return difference;
  }
  static constexpr std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) overflow();
    return product;
  }

 private:
  constexpr explicit Duration(std::int64_t n) : nanoseconds_(n) {}
  [[noreturn]] static void overflow();
  std::int64_t nanoseconds_ = 0;
};

/// An instant of virtual time: nanoseconds since 1970-01-01T00:00:00Z, so that a replay of a real day shows real dates.
class Time {
 public:
  constexpr Time() = default;
  static constexpr Time from_unix_nanoseconds(std::int64_t n) { return Time(n); }
  static constexpr Time from_unix_seconds(std::int64_t s) { return Time(Duration::seconds(s).count_nanoseconds()); }
  static constexpr Time max() { return Time(INT64_MAX); }

  constexpr std::int64_t unix_nanoseconds() const { return nanoseconds_; }
  /// Whole seconds since the epoch, rounded towards the past.
  constexpr std::int64_t unix_seconds() const {
    const std::int64_t q = nanoseconds_ / 1'000'000'000;
    return nanoseconds_ % 1'000'000'000 < 0 ? q - 1 : q;
  }

  constexpr auto operator<=>(const Time&) const = default;
  constexpr Time operator+(Duration d) const {
    return Time(Duration::checked_add(nanoseconds_, d.count_nanoseconds()));
  }
  constexpr Time operator-(Duration d) const {
    return Time(Duration::checked_subtract(nanoseconds_, d.count_nanoseconds()));
  }
  constexpr Duration operator-(Time other) const {
    return Duration::nanoseconds(Duration::checked_subtract(nanoseconds_, other.nanoseconds_));
  }
  constexpr Time& operator+=(Duration d) { return *this = *this + d; }

 private:
  constexpr explicit Time(std::int64_t n) : nanoseconds_(n) {}
  std::int64_t nanoseconds_ = 0;
};

/// "2025-10-20T06:48:31.204821000Z", with as many decimals as `decimals` says (0, 3, 6 or 9).
std::string to_text(Time time, int decimals = 3);
/// "1h 02m 03s", "1.250 s", "40 ms": the shortest form a person reads; exact forms come from export.
std::string to_text(Duration duration);

/// Reads "2025-10-20T06:48:31.204Z" or "2025-10-20 06:48:31" (UTC). Throws InputError naming what was expected.
Time parse_time(std::string_view text);
/// Reads a number and a unit: ns, us, ms, s, min, h, d ("30s", "1.5 h"). Throws InputError; refuses more than 64 bits.
Duration parse_duration(std::string_view text);

namespace literals {
constexpr Duration operator""_ns(unsigned long long n) { return Duration::nanoseconds(std::int64_t(n)); }
constexpr Duration operator""_us(unsigned long long n) { return Duration::microseconds(std::int64_t(n)); }
constexpr Duration operator""_ms(unsigned long long n) { return Duration::milliseconds(std::int64_t(n)); }
constexpr Duration operator""_s(unsigned long long n) { return Duration::seconds(std::int64_t(n)); }
constexpr Duration operator""_min(unsigned long long n) { return Duration::minutes(std::int64_t(n)); }
constexpr Duration operator""_h(unsigned long long n) { return Duration::hours(std::int64_t(n)); }
}  // namespace literals

}  // namespace orrery::sim
