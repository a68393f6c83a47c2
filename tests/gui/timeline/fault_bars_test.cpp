// Proves that the bars of a steered run can be moved and stretched as docs/window.md says: what is to come as a whole,
// what stands by its end, what is over not at all, and nothing into what has happened.
#include "gui/timeline/fault_bars.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

SteeredFault fault(std::uint64_t number, const char* status, const char* begin, const char* end) {
  SteeredFault made;
  made.number = number;
  made.kind = "crash";
  made.target = "n";
  made.status = status;
  made.begin = at(begin);
  if (*end != '\0') made.end = at(end);
  return made;
}

TEST(FaultBars, ASteeredRunShowsAllItsFaults) {
  const WorldModel world{};
  const std::vector<SteeredFault> known{fault(0, "to come", "02:00:00", "02:10:00"),
                                        fault(1, "standing", "00:30:00", ""), fault(2, "over", "00:10:00", "00:20:00")};
  const auto bars = timeline_bars(world, &known);
  ASSERT_EQ(bars.size(), 3u);
  EXPECT_EQ(bars[0].number, 2u);
  EXPECT_FALSE(bars[0].can_stretch || bars[0].is_to_come);
  EXPECT_TRUE(bars[1].can_stretch && !bars[1].is_to_come);
  EXPECT_TRUE(bars[2].can_stretch && bars[2].is_to_come);
  EXPECT_NE(bars[1].lane, bars[2].lane);  // one stands to the end, so the other lies below it
  EXPECT_EQ(bars[0].lane, bars[1].lane);
}

TEST(FaultBars, EdgesAreGrippedOnlyWhereTheyMove) {
  const WorldModel world{};
  const std::vector<SteeredFault> known{fault(0, "over", "00:10:00", "00:20:00"),
                                        fault(1, "standing", "00:30:00", "00:40:00"),
                                        fault(2, "to come", "01:00:00", "01:10:00")};
  const auto bars = timeline_bars(world, &known);
  const TimeScale scale{at("00:00:00"), at("01:40:00"), 0, 1000};  // ten pixels a minute
  const auto part = [&](double x) {
    const auto grip = grip_at(bars, scale, x, 0, 5);
    return grip.has_value() ? std::optional(grip->part) : std::nullopt;
  };
  EXPECT_EQ(part(200), BarPart::kBody);
  EXPECT_EQ(part(300), BarPart::kBody);
  EXPECT_EQ(part(400), BarPart::kEnd);
  EXPECT_EQ(part(600), BarPart::kBegin);
  EXPECT_EQ(part(650), BarPart::kBody);
  EXPECT_EQ(part(702), BarPart::kEnd);
  EXPECT_EQ(part(500), std::nullopt);
  EXPECT_FALSE(grip_at(bars, scale, 650, 1, 5).has_value());
}

TEST(FaultBars, DraggingMovesWhatIsGripped) {
  TimelineBar bar;
  bar.fault.begin = at("01:00:00");
  bar.fault.end = at("01:10:00");
  bar.is_to_come = bar.can_stretch = true;
  const sim::Duration by = sim::Duration::minutes(5);
  const sim::Time now = at("00:30:00"), last = at("03:00:00");
  EXPECT_EQ(dragged(bar, BarPart::kBody, by, now, last), (BarDates{at("01:05:00"), at("01:15:00")}));
  EXPECT_EQ(dragged(bar, BarPart::kBegin, -by, now, last), (BarDates{at("00:55:00"), at("01:10:00")}));
  EXPECT_EQ(dragged(bar, BarPart::kEnd, by, now, last), (BarDates{at("01:00:00"), at("01:15:00")}));
  bar.fault.end.reset();
  EXPECT_EQ(dragged(bar, BarPart::kBody, by, now, last), (BarDates{at("01:05:00"), std::nullopt}));
}

RC_GTEST_PROP(FaultBars, NothingIsDraggedIntoThePastOrOutOfTheRun, ()) {
  const auto time = [](std::int64_t seconds) { return at("00:00:00") + sim::Duration::seconds(seconds); };
  const std::int64_t now = *rc::gen::inRange<std::int64_t>(0, 5000);
  TimelineBar bar;
  const std::int64_t begin = *rc::gen::inRange<std::int64_t>(now + 1, 9000);
  bar.fault.begin = time(begin);
  if (*rc::gen::arbitrary<bool>()) bar.fault.end = time(*rc::gen::inRange<std::int64_t>(begin + 1, 10'000));
  const BarPart part = *rc::gen::element(BarPart::kBegin, BarPart::kBody, BarPart::kEnd);
  const BarDates dates = dragged(bar, part, sim::Duration::seconds(*rc::gen::inRange<std::int64_t>(-20'000, 20'000)),
                                 time(now), time(10'800));
  RC_ASSERT(dates.begin > time(now) && dates.begin <= time(10'800));
  if (dates.end.has_value())
    RC_ASSERT(*dates.end <= time(10'800) && (*dates.end > dates.begin || part == BarPart::kBody));
}

}  // namespace
}  // namespace orrery::gui
