#include "sim/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>

#include "sim/input_error.h"

namespace orrery::sim {
namespace {

using namespace literals;

/// The message of the error that `read` throws, or "" when it throws none.
template <class Read>
std::string complaint(const Read& read) {
  try {
    read();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}
std::string duration_complaint(std::string_view text) {
  return complaint([text] { parse_duration(text); });
}
std::string time_complaint(std::string_view text) {
  return complaint([text] { parse_time(text); });
}

// Proves dates against instants known from elsewhere: `date -u -d <text> +%s`.
TEST(Time, ReadsAndWritesDates) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:00Z"), Time());
  EXPECT_EQ(parse_time("2025-10-20T06:48:31Z"), Time::from_unix_seconds(1760942911));
  EXPECT_EQ(parse_time("2025-10-20 06:48:31"), Time::from_unix_seconds(1760942911));
  EXPECT_EQ(parse_time("2025-10-20T06:48:31.204Z"), Time::from_unix_nanoseconds(1760942911204000000));
  EXPECT_EQ(parse_time("2024-02-29T23:59:59.000000001Z"), Time::from_unix_nanoseconds(1709251199000000001));
  EXPECT_EQ(parse_time("1969-12-31T23:59:59.5Z"), Time::from_unix_nanoseconds(-500000000));
  EXPECT_EQ(to_text(Time::from_unix_nanoseconds(1760942911204821007), 0), "2025-10-20T06:48:31Z");
  EXPECT_EQ(to_text(Time::from_unix_nanoseconds(1760942911204821007)), "2025-10-20T06:48:31.204Z");
  EXPECT_EQ(to_text(Time::from_unix_nanoseconds(1760942911204821007), 9), "2025-10-20T06:48:31.204821007Z");
  EXPECT_EQ(to_text(Time::from_unix_nanoseconds(-1), 9), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(to_text(Time::max(), 9), "2262-04-11T23:47:16.854775807Z");
}

// Proves that every instant that can be read survives being written and read again.
RC_GTEST_PROP(Time, RoundTrips, ()) {
  const auto low = parse_time("1678-01-01T00:00:00Z").unix_nanoseconds();
  const auto high = parse_time("2261-12-31T23:59:59Z").unix_nanoseconds();
  const Time time = Time::from_unix_nanoseconds(*rc::gen::inRange(low, high));
  RC_ASSERT(parse_time(to_text(time, 9)) == time);
}

// Proves that what is not a date is refused with its reason.
TEST(Time, RefusesWhatIsNotADate) {
  for (const char* text : {"", "yesterday", "2025-10-20", "2025-10-20T06:48", "2025-10-20T06:48:31+02:00",
                           "2025-10-20T06:48:31.Z", "2025-10-20T06:48:31.1234567890Z", "2025-1-2T03:04:05Z",
                           "20251020T064831Z", "2025-10-20T06:48:31ZZ", "-025-10-20T06:48:31Z"}) {
    EXPECT_NE(time_complaint(text).find("is not a time (write \"2025-10-20T06:48:31.204Z\""), std::string::npos)
        << text;
  }
  EXPECT_EQ(time_complaint("2025-13-01T00:00:00Z"), "month 13 in \"2025-13-01T00:00:00Z\" is not between 1 and 12");
  EXPECT_EQ(time_complaint("2025-02-29T00:00:00Z"), "\"2025-02-29T00:00:00Z\": that month has no day 29");
  EXPECT_EQ(time_complaint("2300-01-01T00:00:00Z"),
            "year 2300 in \"2300-01-01T00:00:00Z\" is not between 1678 and 2261");
  EXPECT_NE(time_complaint("2025-01-01T24:00:00Z"), "");
}

// Proves every unit, fractions, signs and blanks.
TEST(Duration, ReadsEveryUnit) {
  EXPECT_EQ(parse_duration("7ns"), 7_ns);
  EXPECT_EQ(parse_duration("7 us"), 7_us);
  EXPECT_EQ(parse_duration("250 ms"), 250_ms);
  EXPECT_EQ(parse_duration("30s"), 30_s);
  EXPECT_EQ(parse_duration("5 min"), 5_min);
  EXPECT_EQ(parse_duration("1.5 h"), 90_min);
  EXPECT_EQ(parse_duration("2 d"), 48_h);
  EXPECT_EQ(parse_duration(" 0.000000001s "), 1_ns);
  EXPECT_EQ(parse_duration("-2.5s"), -2500_ms);
  EXPECT_EQ(parse_duration("0.5000000000000000000000 us"), 500_ns);
  EXPECT_EQ(parse_duration("0s"), Duration::zero());
}

// Proves the hints for what people write instead.
TEST(Duration, RefusesWithAHint) {
  EXPECT_NE(duration_complaint("30").find("has no unit"), std::string::npos);
  EXPECT_NE(duration_complaint("30").find("\"30s\" for seconds"), std::string::npos);
  EXPECT_NE(duration_complaint("5m").find("\"min\" for minutes, \"ms\" for milliseconds"), std::string::npos);
  EXPECT_NE(duration_complaint("5 minutes").find("write \"min\""), std::string::npos);
  EXPECT_NE(duration_complaint("5 sec").find("write \"s\""), std::string::npos);
  EXPECT_NE(duration_complaint("5 mni").find("did you mean \"min\"?"), std::string::npos);
  EXPECT_NE(duration_complaint("5 fortnights").find("unknown unit \"fortnights\""), std::string::npos);
  EXPECT_NE(duration_complaint("0.5 ns").find("finer than a nanosecond"), std::string::npos);
  EXPECT_NE(duration_complaint("0.0000000000000000000001 d").find("finer than a nanosecond"), std::string::npos);
  for (const char* text : {"", "s", "-", ".5s", "5.s", "5.", "fast", "--5s", "1e9s", "5 5s", "+5s"}) {
    EXPECT_NE(duration_complaint(text), "") << text;
  }
}

// Proves that more than 64 bits are refused and that the largest that fits is read.
TEST(Duration, RefusesMoreThan64Bits) {
  EXPECT_EQ(parse_duration("9223372036854775807ns"), Duration::max());
  EXPECT_EQ(parse_duration("-9223372036854775807ns"), -Duration::max());
  EXPECT_EQ(parse_duration("9223372036.854775807s"), Duration::max());
  for (const char* text : {"9223372036854775808ns", "9223372036.854775808s", "106752 d", "2562048h",
                           "99999999999999999999999999999999999999s"}) {
    EXPECT_NE(duration_complaint(text).find("more than 64 bits"), std::string::npos) << text;
  }
}

// Proves the short forms that people read.
TEST(Duration, WritesTheShortestForm) {
  EXPECT_EQ(to_text(Duration::zero()), "0 ns");
  EXPECT_EQ(to_text(999_ns), "999 ns");
  EXPECT_EQ(to_text(1500_ns), "1.500 us");
  EXPECT_EQ(to_text(40_ms), "40 ms");
  EXPECT_EQ(to_text(1250_ms), "1.250 s");
  EXPECT_EQ(to_text(30_s), "30 s");
  EXPECT_EQ(to_text(90_s), "1m 30s");
  EXPECT_EQ(to_text(3723_s), "1h 02m 03s");
  EXPECT_EQ(to_text(55'800_s), "15h 30m 00s");
  EXPECT_EQ(to_text(100'000_s), "1d 03h 46m 40s");
  EXPECT_EQ(to_text(-1250_ms), "-1.250 s");
  EXPECT_EQ(to_text(Duration::nanoseconds(INT64_MIN)), "-106751d 23h 47m 16s");
}

// Proves that arithmetic never wraps: at run time the run stops with exit code 3.
TEST(DurationDeathTest, StopsOnOverflow) {
  EXPECT_EXIT(static_cast<void>(Duration::max() + 1_ns), ::testing::ExitedWithCode(3), "292 years");
  EXPECT_EXIT(static_cast<void>(Duration::hours(3'000'000)), ::testing::ExitedWithCode(3), "292 years");
  EXPECT_EXIT(static_cast<void>(Time::max() - Time::from_unix_seconds(-1)), ::testing::ExitedWithCode(3), "292 years");
}

// Proves rounding towards the past, which differs from integer division before 1970.
TEST(Time, RoundsSecondsTowardsThePast) {
  EXPECT_EQ(Time::from_unix_nanoseconds(1'999'999'999).unix_seconds(), 1);
  EXPECT_EQ(Time::from_unix_nanoseconds(-1).unix_seconds(), -1);
  EXPECT_EQ(Time::from_unix_nanoseconds(-1'000'000'000).unix_seconds(), -1);
}

}  // namespace
}  // namespace orrery::sim
