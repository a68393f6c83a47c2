// Varied keys become exactly the values that the option says, written as the scenario language reads them.
#include "scenarios/sweep/variation.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "scenarios/language/values.h"
#include "scenarios/sweep/plan.h"
#include "sim/input_error.h"

namespace orrery::scenarios {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> values(const std::string& option) { return parse_variation(option).values; }

std::string refusal(const std::string& option) {
  try {
    parse_variation(option);
  } catch (const sim::InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Variation, ListsKeepTheirWords) {
  EXPECT_EQ(parse_variation("network.eth-usd.heartbeat=1h").key, "network.eth-usd.heartbeat");
  EXPECT_THAT(values("k=30min, 1h,modelled"), ElementsAre("30min", "1h", "modelled"));
  EXPECT_THAT(values("k=[\"a\", \"b\"],[\"c\"]"), ElementsAre("[\"a\", \"b\"]", "[\"c\"]"));
  EXPECT_THAT(values("k=\"a,b\",c"), ElementsAre("\"a,b\"", "c"));
  EXPECT_THAT(values("k=2025-10-20T06:48:00Z"), ElementsAre("2025-10-20T06:48:00Z"));
  EXPECT_THAT(values("k=1,1,2"), ElementsAre("1", "2"));
}

TEST(Variation, DecimalsAreQuotedInListsAsInRanges) {
  EXPECT_THAT(values("k=0.002,0.02"), ElementsAre("\"0.002\"", "\"0.02\""));
  EXPECT_THAT(values("k=1.0,2,-3"), ElementsAre("\"1.0\"", "\"2\"", "\"-3\""));
  EXPECT_THAT(values("k=\"0.5\",0.5,1..2"), ElementsAre("\"0.5\"", "\"1\"", "\"2\""));
  EXPECT_THAT(values("k=0.5,1h,0.5 %,[0.5]"), ElementsAre("\"0.5\"", "1h", "0.5 %", "[0.5]"));
  EXPECT_THAT(values("k=1,2"), ElementsAre("1", "2"));
}

TEST(Variation, AListOfNumbersSuitsAKeyThatTakesThemInQuotes) {
  SweepRequest request;
  request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/wrseth-2025-11-04.toml";
  request.assignments = {"signatures=modelled"};
  request.variations = {"opportunists.attacker.holds=0.002,0.02"};
  EXPECT_EQ(plan_sweep(request).runs.size(), 2u);
}

TEST(Variation, RangesHaveBothEndsAndEvenSteps) {
  EXPECT_THAT(values("k=1..4"), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(values("k=3..1"), ElementsAre("3", "2", "1"));
  EXPECT_THAT(values("k=10s..2min:3"), ElementsAre("10s", "1.08333min", "2min"));
  EXPECT_THAT(values("k=10s..50s:5"), ElementsAre("10s", "20s", "30s", "40s", "50s"));
  EXPECT_THAT(values("k=0.1 %..0.5 %:3"), ElementsAre("0.1 %", "0.3 %", "0.5 %"));
  EXPECT_THAT(values("k=10 gwei..30 gwei:3"), ElementsAre("10 gwei", "20 gwei", "30 gwei"));
  EXPECT_THAT(values("k=0.5..1:3"), ElementsAre("\"0.5\"", "\"0.75\"", "\"1\""));
  EXPECT_THAT(values("k=1..2:5"), ElementsAre("1", "2"));  // whole numbers are rounded, and each is there once
  EXPECT_THAT(values("k=5s,1min..3min:3"), ElementsAre("5s", "1min", "2min", "3min"));
  EXPECT_THAT(values("k=2025-10-20T06:00:00Z..2025-10-20T07:00:00Z:3"),
              ElementsAre("2025-10-20T06:00:00.000Z", "2025-10-20T06:30:00.000Z", "2025-10-20T07:00:00.000Z"));
}

TEST(Variation, LogarithmicRangesMultiply) {
  EXPECT_THAT(values("k=log:1s..100s:3"), ElementsAre("1s", "10s", "1.66667min"));
  EXPECT_THAT(values("k=log:0.01 %..1 %:3"), ElementsAre("0.01 %", "0.1 %", "1 %"));
  EXPECT_THAT(values("k=log:1..1000:4"), ElementsAre("1", "10", "100", "1000"));
}

TEST(Variation, IntervalsAreForSampling) {
  const Variation variation = parse_variation("k=10s..20s");
  ASSERT_TRUE(variation.interval);
  EXPECT_TRUE(variation.values.empty());
  EXPECT_EQ(variation.interval->at(0), "10s");
  EXPECT_EQ(variation.interval->at(0.25), "12.5s");
  EXPECT_EQ(variation.interval->at(1), "20s");
}

TEST(Variation, MistakesSayWhatWasExpected) {
  EXPECT_THAT(refusal("k"), HasSubstr("key=values"));
  EXPECT_THAT(refusal("k=a,,b"), HasSubstr("comma"));
  EXPECT_THAT(refusal("k=1s..2 %:3"), HasSubstr("different units"));
  EXPECT_THAT(refusal("k=a..b:3"), HasSubstr("two quantities"));
  EXPECT_THAT(refusal("k=1s..2s:1"), HasSubstr("count"));
  EXPECT_THAT(refusal("k=log:0s..2s:3"), HasSubstr("above zero"));
  EXPECT_THAT(refusal("k=log:2s"), HasSubstr("range"));
  EXPECT_THAT(refusal("k=5s,1s..2s"), HasSubstr("count"));
}

TEST(Variation, OneKeyIsOneKeyHoweverItIsWritten) {
  SweepRequest request;
  request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml";
  request.variations = {"network.eth-usd.heartbeat=10min,20min", "network.0.heartbeat=30min,1h"};
  const auto words = [&request] {
    try {
      plan_sweep(request);
    } catch (const sim::InputError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(words(), HasSubstr("varied twice, also as network.eth-usd.heartbeat"));
  request.variations.pop_back();
  request.assignments = {"network.0.heartbeat=1h"};
  EXPECT_THAT(words(), HasSubstr("--vary varies the same key"));
}

TEST(Variation, WholeNumbersOfSeeds) {
  EXPECT_THAT(parse_whole_numbers("1,5,10..12,5", "--seeds"), ElementsAre(1, 5, 10, 11, 12));
  EXPECT_THROW(parse_whole_numbers("5..1", "--seeds"), sim::InputError);
  EXPECT_THROW(parse_whole_numbers("", "--seeds"), sim::InputError);
  EXPECT_THROW(parse_whole_numbers("-1", "--seeds"), sim::InputError);
}

// Whatever is interpolated can be read again, and stays between the ends but for its rounding to six digits.
RC_GTEST_PROP(Variation, InterpolatedDurationsAreReadByTheLanguage, ()) {
  const auto low = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000'000);
  const auto high = *rc::gen::inRange<std::int64_t>(low, 2'000'000'000'000'000);
  Interval interval;
  interval.from = {Quantity::Kind::kDuration, static_cast<double>(low) / 1e9};
  interval.to = {Quantity::Kind::kDuration, static_cast<double>(high) / 1e9};
  interval.logarithmic = *rc::gen::arbitrary<bool>();
  const std::string text = interval.at(static_cast<double>(*rc::gen::inRange(0, 1001)) / 1000);
  const double read = static_cast<double>(sim::parse_duration(text).count_nanoseconds());
  RC_ASSERT(read >= static_cast<double>(low) * (1 - 1e-5) - 1 && read <= static_cast<double>(high) * (1 + 1e-5) + 1);
}

RC_GTEST_PROP(Variation, SharesSurviveBeingSpelled, ()) {
  const auto parts = *rc::gen::inRange<std::uint32_t>(0, 1'000'000'001);
  const Quantity share{Quantity::Kind::kShare, parts / 1e9};
  RC_ASSERT(parse_fraction(spell(share, 12)).parts_per_billion == parts);
}

}  // namespace
}  // namespace orrery::scenarios
