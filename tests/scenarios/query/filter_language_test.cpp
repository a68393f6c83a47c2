// Proves what the filter language accepts and says: what is right, what is only unfinished, where a mistake stands and
// which name was meant, and what may be typed next.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/query/completion.h"
#include "scenarios/query/filter.h"
#include "sim/world.h"

namespace orrery::scenarios {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class FilterLanguage : public ::testing::Test {
 protected:
  FilterLanguage() : world({1}, sim::parse_time("2025-10-20T06:00:00Z")) {
    const sim::EntityId zone = world.add_entity("zone", "aws/us-east-1");
    const sim::EntityId network = world.add_entity("network", "eth-usd");
    world.add_entity("host", "eth-usd/node-3", network, zone);
    schema = schema_of(world, world.now());
  }
  const sim::RecordedTable& message() const { return *schema.find("message"); }
  FilterState state(const std::string& text) const { return state_of_filter(text, schema, message()); }
  FilterSql sql(const std::string& text) const { return Filter(text, schema, table_of_filter(text, schema)).sql(); }
  std::vector<std::string> completions(const std::string& text) const {
    const auto values = [](const FilterField& field) {
      return field.name == "kind" ? std::vector<std::string>{"report", "report-req", "two words"}
                                  : std::vector<std::string>{"eth-usd/node-3"};
    };
    std::vector<std::string> texts;
    for (const CompletionItem& item : complete_filter(text, text.size(), schema, message(), values).items)
      texts.push_back(item.text);
    return texts;
  }

  sim::World world;
  FilterSchema schema;
};

TEST_F(FilterLanguage, TheExampleOfTheReadmeIsRight) {
  EXPECT_EQ(state("kind == report && node != \"N3\" && late").kind, FilterState::Kind::kValid);
  EXPECT_EQ(state("").kind, FilterState::Kind::kValid);
  EXPECT_EQ(state("not (kind in (a, 'b c') or time > 06:48:30) and sender.zone == aws").kind,
            FilterState::Kind::kValid);
}

TEST_F(FilterLanguage, WhatMayStillBecomeRightIsIncomplete) {
  for (const char* text :
       {"kind ==", "kind == a &&", "(kind == a", "kind in (", "kind in (a,", "!", "\"half", "kind not", "kind == a &"})
    EXPECT_EQ(state(text).kind, FilterState::Kind::kIncomplete) << text;
}

TEST_F(FilterLanguage, AMistakeHasItsPlaceAndTheNearestName) {
  const FilterState field = state("time > 06:00 && knd == a");
  EXPECT_EQ(field.kind, FilterState::Kind::kInvalid);
  EXPECT_EQ(field.span.begin, 16u);
  EXPECT_EQ(field.span.end, 19u);
  EXPECT_THAT(field.message, HasSubstr("did you mean \"kind\"?"));

  const FilterState name = state("sender == eth-usd/node-4");
  EXPECT_EQ(name.span.begin, 10u);
  EXPECT_THAT(name.message, HasSubstr("did you mean \"eth-usd/node-3\"?"));

  const FilterState unit = state("bytes > 20 gwie");
  EXPECT_EQ(unit.span.begin, 11u);
  EXPECT_EQ(unit.message, "unknown unit \"gwie\" (did you mean \"gwei\"?)");

  try {
    parse_filter("kind == )");
    FAIL();
  } catch (const FilterError& error) {
    EXPECT_STREQ(error.what(), "filter, column 9: expected a value for \"kind\", found \")\"");
  }
}

TEST_F(FilterLanguage, EveryKindOfMistakeIsInvalidAndNotIncomplete) {
  for (const char* text : {"kind == a b", ")", "kind = = a", "== a", "kind < a", "bytes ~ 3", "bytes == many",
                           "time > yesterday", "kind == a | b", "late > true", "sender < x", "in (a)", "kind ? a"})
    EXPECT_EQ(state(text).kind, FilterState::Kind::kInvalid) << text;
  EXPECT_EQ(state(std::string(1000, '(')).kind, FilterState::Kind::kInvalid);
}

TEST_F(FilterLanguage, UnitsOfTimeAndDurationMeanWhatTheySay) {
  const auto bound = [&](const std::string& text) { return *sql("time >= " + text).from; };
  EXPECT_EQ(bound("06:48:30"), sim::parse_time("2025-10-20T06:48:30Z"));
  EXPECT_EQ(bound("05:00"), sim::parse_time("2025-10-21T05:00:00Z")) << "the first such moment of the run";
  EXPECT_EQ(bound("+90min"), sim::parse_time("2025-10-20T07:30:00Z"));
  EXPECT_EQ(bound("2025-10-20T06:48:30.25Z"), sim::parse_time("2025-10-20T06:48:30.25Z"));
  EXPECT_EQ(std::get<std::int64_t>(sql("delay > 200ms").values.at(0)), 200'000'000);
  EXPECT_EQ(std::get<std::int64_t>(sql("delay > 1.5 h").values.at(0)), 5'400'000'000'000);
}

TEST_F(FilterLanguage, ValuesTravelAsParametersNeverInTheSql) {
  const FilterSql made = sql("kind == \"'; DROP TABLE message; --\" || detail ~ \"x'y\"");
  EXPECT_THAT(made.where, Not(HasSubstr("DROP")));
  EXPECT_EQ(made.values.size(), 2u);
}

TEST_F(FilterLanguage, FieldsTellTheTable) {
  EXPECT_EQ(table_of_filter("kind == report", schema).name, "message");
  EXPECT_EQ(table_of_filter("fate == lost", schema).name, "delivery");
  EXPECT_EQ(table_of_filter("delay > 200ms", schema).name, "delivery");
  EXPECT_EQ(table_of_filter("severity == warning", schema).name, "note");
  EXPECT_EQ(table_of_filter("severty == warning", schema).name, "note") << "the one that has a name like it";
  EXPECT_EQ(table_of_filter("severity > 3", schema).name, "note") << "the one that knows the field";
  EXPECT_EQ(schema.require("messages").name, "message");
  EXPECT_THROW(schema.require("mesage"), sim::InputError);
}

TEST_F(FilterLanguage, CompletionOffersWhatMayFollow) {
  EXPECT_THAT(completions(""), Contains("kind"));
  EXPECT_EQ(completions("ki").front(), "kind");
  EXPECT_THAT(completions("kind "), Contains("=="));
  EXPECT_THAT(completions("kind "), Not(Contains("<")));
  EXPECT_THAT(completions("time "), Contains("<"));
  EXPECT_EQ(completions("kind == rep"), (std::vector<std::string>{"report", "report-req"}));
  EXPECT_EQ(completions("kind == two"), (std::vector<std::string>{"\"two words\""}));
  EXPECT_THAT(completions("kind == a "), Contains("&&"));
  EXPECT_THAT(completions("kind == a && !("), Contains("sender"));
  EXPECT_THAT(completions("kind in (report, "), Contains("report-req"));
  EXPECT_EQ(completions("kind == a ) "), std::vector<std::string>{});
}

}  // namespace
}  // namespace orrery::scenarios
