// Proves: runs are held against documented figures by their median; what falls outside is told with its reason; minutes
// become hours as candles are defined; and the bridge is found good on minutes that walk as it assumes, and wanting on
// minutes that do not.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>

#include "scenarios/language/scenario.h"
#include "scenarios/validation/validation_page.h"
#include "sim/input_error.h"
#include "sim/random.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {
namespace {

std::vector<ValidationEntry> entries(const std::string& sections) {
  Files files(std::map<std::string, std::string>{{"v.toml", "start = \"2025-01-01T00:00:00Z\"\n" + sections}});
  return scenario_section().read(read_document(files, "v.toml")).validations;
}

const std::string kUpdates =
    "[[validation]]\nname = \"updates\"\nfigure = \"feed.x.updates\"\ndocumented = \"10 | so\"\nsource = \"a book\"\n";

Figures declared() {
  Figures figures;
  figures.declare("feed.x.updates", std::int64_t{0}, "");
  figures.declare("feed.x.lowest", Price{}, "");
  figures.declare("feed.x.late", sim::Duration::zero(), "");
  figures.declare("feed.x.share", sim::Fraction{}, "");
  figures.declare("feed.x.words", std::string(), "");
  return figures;
}

RunResult run_with(std::int64_t updates) {
  RunResult result;
  result.figures = {result_figure("feed.x.updates", updates), result_figure("feed.x.lowest", nodes::parse_price("0.9")),
                    result_figure("feed.x.late", sim::Duration::minutes(3)),
                    result_figure("feed.x.share", sim::Fraction{250'000'000})};
  return result;
}

TEST(Spread, IsMedianAndFivePerCentAtBothEnds) {
  std::vector<double> values;
  for (int i = 21; i >= 1; --i) values.push_back(i);
  const Spread spread = spread_of(values);
  EXPECT_DOUBLE_EQ(spread.median, 11);
  EXPECT_DOUBLE_EQ(spread.low, 2);
  EXPECT_DOUBLE_EQ(spread.high, 20);
}

TEST(Judge, GoesByTheMedianAndCountsTheRunsInside) {
  const auto judged = judge(entries(kUpdates + "at_least = 9\nat_most = 12\n"), declared(),
                            {run_with(8), run_with(10), run_with(11), run_with(12), run_with(90)});
  ASSERT_EQ(judged.size(), 1u);
  EXPECT_TRUE(judged[0].inside());
  EXPECT_EQ(judged[0].runs, 5u);
  EXPECT_EQ(judged[0].runs_inside, 3u);
  EXPECT_EQ(judged[0].entry.basis, ValidationBasis::kPredicted);
  EXPECT_FALSE(judge(entries(kUpdates + "at_most = 10\n"), declared(), {run_with(11)})[0].inside());
}

TEST(Judge, ReadsATolerancesAsItsFigureIsWritten) {
  const auto one = [&](const std::string& figure, const std::string& bound) {
    return judge(entries("[[validation]]\nname = \"x\"\nfigure = \"" + figure +
                         "\"\ndocumented = \"\"\nsource = \"\"\nbasis = \"fitted\"\n" + bound + "\n"),
                 declared(), {run_with(1)})[0];
  };
  EXPECT_TRUE(one("feed.x.lowest", "equals = \"0.9\"").inside());
  EXPECT_FALSE(one("feed.x.lowest", "at_least = \"0.91\"").inside());
  EXPECT_TRUE(one("feed.x.late", "at_most = \"180s\"").inside());
  EXPECT_FALSE(one("feed.x.late", "at_most = \"179s\"").inside());
  EXPECT_TRUE(one("feed.x.share", "equals = \"25 %\"").inside());
  EXPECT_EQ(one("feed.x.share", "equals = \"25 %\"").entry.basis, ValidationBasis::kFitted);
  EXPECT_THROW(one("feed.x.words", "equals = \"hm\""), sim::InputError);
  EXPECT_THROW(one("feed.x.lowst", "equals = \"1\""), sim::InputError);
}

TEST(Page, TellsWhatFallsOutsideAndWhy) {
  Validation validation{"1..3", {}, {}};
  JudgedReplay replay;
  replay.path = "scenarios/some-day.toml";
  replay.title = "Some day";
  replay.runs = 3;
  replay.figures = judge(entries(kUpdates + "at_most = 10\nabout = \"looked at twice as often\"\n" + kUpdates +
                                 "at_most = 40\nbasis = \"contained\"\n"),
                         declared(), {run_with(30), run_with(31), run_with(32)});
  validation.replays.push_back(replay);
  const std::string page = validation_page(validation);
  EXPECT_NE(page.find("- Some day, updates: 31, tolerance at most 10. looked at twice as often"), std::string::npos)
      << page;
  EXPECT_NE(page.find("| predicted | 1 | 0 | 1 |"), std::string::npos);
  EXPECT_NE(page.find("| contained | 1 | 1 | 0 |"), std::string::npos);
  EXPECT_NE(
      page.find("| updates | 10 \\| so [1] | at most 10 | 31 | 30.1 to 31.9 | 0 of 3 | predicted | **outside** |"),
      std::string::npos);
  EXPECT_NE(page.find("[1] a book"), std::string::npos);
}

TEST(Page, OwesAReasonWhereRunsFallOutside) {
  Validation validation{"1..3", {}, {}};
  JudgedReplay replay;
  replay.figures = judge(entries(kUpdates + "at_most = 12\n"), declared(), {run_with(10), run_with(11), run_with(13)});
  validation.replays.push_back(replay);
  JudgedSeries series;
  series.name = "X/Y";
  const Tolerance at_most_one{{}, 1};
  series.figures = {{"late", "count", 1, {2, 2, 2}, at_most_one, "nobody knows when"},
                    {"far", "count", 1, {3, 3, 3}, at_most_one, {}},
                    {"near", "count", 1, {1, 1, 1}, at_most_one, "not said"}};
  validation.bridges.push_back(series);
  const std::string page = validation_page(validation);
  for (const char* const said :
       {"\n- updates: No reason is known.\n", "\n- late: nobody knows when\n", "\n- far: No reason is known.\n",
        "- The bridge of X/Y, late: 2 bridged, 1 in the minutes. nobody knows when\n"})
    EXPECT_NE(page.find(said), std::string::npos) << said << page;
  EXPECT_EQ(page.find("not said"), std::string::npos);
}

TEST(Page, WritesFiguresAsPeopleReadThem) {
  EXPECT_EQ(figure_text(0.87925, "price"), "0.87925");
  EXPECT_EQ(figure_text(11'234'567, "price"), "11.235 M");
  EXPECT_EQ(figure_text(2'200'000'000, "price"), "2.2 bn");
  EXPECT_EQ(figure_text(12'671, "s"), "3h 31m 11s");
  EXPECT_EQ(figure_text(0.138353, "share"), "13.835 %");
  EXPECT_EQ(figure_text(63.878e-9, "wei"), "63.878 gwei");
  EXPECT_EQ(figure_text(1.5, "wei"), "1.5 ether");
  EXPECT_EQ(figure_text(410, "count"), "410");
}

TEST(Minutes, RepeatTheLastCloseWhereNobodyTraded) {
  const sim::ScratchFolder scratch;
  const std::string path = scratch / "minutes.csv";
  std::ofstream(path) << "timestamp_utc,open,close\n2025-01-01T00:58:00Z,1,5\n2025-01-01T01:00:00Z,1,6\n"
                         "2025-01-01T01:02:00Z,1,7\n";
  MinuteSeriesSpec spec;
  spec.column = "close";
  spec.start = sim::parse_time("2025-01-01T01:00:00Z");
  spec.hours = 1;
  const MinuteSeries minutes = read_minutes(path, spec);
  ASSERT_EQ(minutes.closes.size(), 60u);
  EXPECT_EQ(minutes.before, Price::whole(5));
  EXPECT_EQ(minutes.closes[0], Price::whole(6));
  EXPECT_EQ(minutes.closes[1], Price::whole(6));
  EXPECT_EQ(minutes.closes[2], Price::whole(7));
  EXPECT_EQ(minutes.closes[59], Price::whole(7));
  spec.column = "volume";
  EXPECT_THROW(read_minutes(path, spec), sim::InputError);
}

TEST(Minutes, BecomeHoursThatOpenWhereTheOneBeforeClosed) {
  MinuteSeries minutes{sim::parse_time("2025-01-01T00:00:00Z"), Price::whole(10), {}};
  for (int i = 0; i < 120; ++i) minutes.closes.push_back(Price::whole(i < 60 ? 20 - i % 7 : 30));
  nodes::CandleTable hours = hours_of(minutes, "x");
  ASSERT_EQ(hours.candles.size(), 2u);
  EXPECT_EQ(hours.candles[0].open, Price::whole(10));
  EXPECT_EQ(hours.candles[0].low, Price::whole(10));
  EXPECT_EQ(hours.candles[0].high, Price::whole(20));
  EXPECT_EQ(hours.candles[0].close, Price::whole(20 - 59 % 7));
  EXPECT_EQ(hours.candles[1].open, hours.candles[0].close);
  EXPECT_TRUE(differences(hours, minutes).empty());
  hours.candles[1].high = Price::whole(31);
  EXPECT_EQ(differences(hours, minutes).size(), 1u);
}

/// Minutes that walk by a share of `step` a minute, up or down, times what `loudness` says of the minute.
template <class Loudness>
MinuteSeries walk(double step, Loudness loudness) {
  MinuteSeries minutes{sim::parse_time("2025-01-01T00:00:00Z"), Price::whole(1'000), {}};
  sim::Random random({7}, "minutes");
  double price = 1'000;
  for (int minute = 0; minute < 48 * 60; ++minute) {
    price *= 1 + step * loudness(minute) * static_cast<double>(random.normal_q32()) / 4294967296.0;
    minutes.closes.push_back({static_cast<nodes::Int128>(price * 1e6) * 1'000'000'000'000});
  }
  return minutes;
}

std::vector<std::string> outside_of(const JudgedSeries& series) {
  std::vector<std::string> names;
  for (const BridgeFigure& figure : series.figures)
    if (!figure.inside()) names.push_back(figure.name);
  return names;
}

TEST(Bridge, IsFoundGoodOnAWalkOfTheKindThatItAssumes) {
  MinuteSeriesSpec spec;
  spec.deviation = {5'000'000};
  const JudgedSeries series = judge_bridge(walk(0.001, [](int) { return 1.0; }), spec, 10);
  EXPECT_TRUE(outside_of(series).empty()) << testing::PrintToString(outside_of(series));
  // 0.1 % a minute is 3.8 % a day, whatever the step.
  EXPECT_NEAR(series.figures[0].minutes, 0.001 * std::sqrt(1440.0), 0.002);
}

TEST(Bridge, HasReasonsByTheNamesOfItsFigures) {
  for (const MinuteSeriesSpec& spec : minute_series()) {
    const JudgedSeries series = judge_bridge(walk(0.001, [](int) { return 1.0; }), spec, 2);
    std::map<std::string, std::string> abouts;
    for (const BridgeFigure& figure : series.figures)
      if (!figure.about.empty()) abouts[figure.name] = figure.about;
    EXPECT_EQ(abouts, spec.known) << spec.name;
    EXPECT_FALSE(abouts.empty()) << spec.name;
  }
}

TEST(Bridge, IsFoundWantingOnMinutesThatMoveOnceAnHour) {
  MinuteSeriesSpec spec;
  spec.deviation = {5'000'000};
  const JudgedSeries series =
      judge_bridge(walk(0.01, [](int minute) { return minute % 60 == 50 ? 1.0 : 0.0; }), spec, 10);
  EXPECT_GE(outside_of(series).size(), 4u);
}

}  // namespace
}  // namespace orrery::scenarios
