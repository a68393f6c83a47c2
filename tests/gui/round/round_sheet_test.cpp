// Proves that rounds, their sheets and their tallies say what had happened by a moment: no more, no less, and no faults
// that were none. What is expected is told by the comment of RoundRecording.
#include "gui/round/round_sheet.h"

#include <gtest/gtest.h>

#include "gui/stage/round_tally.h"
#include "gui/stage/stage_moment.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/round/round_recording.h"

namespace orrery::gui {
namespace {

using Mark = RoundCell::Mark;
constexpr std::size_t kObserve = 1, kReportReq = 2, kReport = 3;

struct Opened {
  explicit Opened(sim::Duration until)
      : query(written(until)), reader(query.reader()), world(WorldModel::read(reader)), network(world.find("net")) {
    states.read_on(reader, stop);
    rounds.read_on(reader, world, states, stop);
  }
  static std::string written(sim::Duration until) {
    const std::string path = beside_hello("rounds-" + std::to_string(until.count_nanoseconds()) + ".sqlite");
    std::filesystem::remove(path);
    const RoundRecording recording(path, until);
    return path;
  }
  RoundSheet sheet_at(sim::Time time) {
    return RoundSheet::read(query, world, *rounds.at(network, time), stop).at(time, states);
  }
  StageMoment moment_at(sim::Time time, sim::Duration behind) {
    const scenarios::Filter all("", query.schema(), *query.schema().find("message"));
    const MessageWindow window = MessageWindow::read(query, world, {.from = time - behind, .until = time}, all, stop);
    StageMoment moment = StageMoment::of(world, states, rounds, window, time);
    moment.count(RoundTally::read(query, world, *rounds.at(network, time), at("00:00:01"), world.end, stop));
    return moment;
  }
  std::atomic<bool> stop{false};
  scenarios::RecordingQuery query;
  sim::RecordingReader& reader;
  WorldModel world;
  StateHistory states;
  RoundHistory rounds;
  sim::EntityId network;
};

constexpr sim::Duration kWhole = sim::Duration::seconds(300);

TEST(Rounds, ARoundThatGoesOnIsKnownBeforeItEnds) {
  for (const sim::Duration until : {sim::Duration::seconds(12), sim::Duration::seconds(60)}) {
    const Opened run(until);
    const RoundSpan* round = run.rounds.at(run.network, run.world.end);
    ASSERT_NE(round, nullptr);
    EXPECT_EQ(round->outcome, RoundSpan::Outcome::kOpen);
    EXPECT_TRUE(round->goes_on_at(run.world.end));
    EXPECT_EQ(round->round, until < sim::Duration::seconds(40) ? 1 : 2);
    EXPECT_EQ(round->epoch, 1);
  }
}

TEST(Rounds, ARoundWhoseLeaderIsLostIsCutOffThen) {
  const Opened run(kWhole);
  ASSERT_EQ(run.rounds.size(), 2u);
  const RoundSpan* round = run.rounds.at(run.network, at("00:02:00"));
  EXPECT_EQ(round->outcome, RoundSpan::Outcome::kCutOff);
  EXPECT_EQ(round->end, at("00:01:40").unix_nanoseconds());
  EXPECT_TRUE(round->goes_on_at(at("00:01:39")));
  EXPECT_FALSE(round->goes_on_at(at("00:02:00")));
}

TEST(RoundSheets, OnlyWhatPointsAtAFaultIsCountedAsOne) {
  Opened run(kWhole);
  const RoundSheet sheet = run.sheet_at(at("00:00:16"));
  EXPECT_EQ(sheet.cell(2, kReport).mark, Mark::kRejected);
  EXPECT_EQ(sheet.cell(3, kReport).mark, Mark::kLate);
  EXPECT_EQ(sheet.cell(1, kReport).mark, Mark::kSent);
  EXPECT_EQ(sheet.faulty_now, 1);
}

TEST(RoundSheets, NothingIsShownBeforeItHappened) {
  Opened run(kWhole);
  const RoundSheet begun = run.sheet_at(at("00:00:10.055"));
  EXPECT_TRUE(begun.goes_on);
  EXPECT_EQ(begun.steps[kObserve].counted, 1);
  EXPECT_EQ(begun.cell(0, kObserve).mark, Mark::kSent);
  EXPECT_EQ(begun.cell(1, kObserve).mark, Mark::kOnWay);
  EXPECT_EQ(begun.cell(2, kObserve).mark, Mark::kAhead);
  EXPECT_EQ(begun.cell(0, kReportReq).mark, Mark::kAhead);
  EXPECT_EQ(begun.cell(1, kReportReq).mark, Mark::kNone);
  EXPECT_EQ(begun.steps[kReport].counted, 0);
  EXPECT_EQ(begun.faulty_now, 0);
  const RoundSheet unjudged = run.sheet_at(at("00:00:15.165"));
  EXPECT_EQ(unjudged.cell(2, kReport).mark, Mark::kOnWay);
  EXPECT_EQ(unjudged.faulty_now, 0);
}

TEST(RoundSheets, CountTheSameAsTheHeadline) {
  Opened run(kWhole);
  for (const char* clock : {"00:00:10.045", "00:00:10.065", "00:00:10.085", "00:00:14", "00:00:40.065", "00:01:35"}) {
    const StageMoment moment = run.moment_at(at(clock), sim::Duration::seconds(14));
    EXPECT_EQ(run.sheet_at(at(clock)).steps[kObserve].counted, moment.networks[0].observations) << clock;
  }
}

TEST(RoundSheets, ALeaderThatWaitsHasNotEnough) {
  Opened run(kWhole);
  // Three observations have arrived by the estimates, but the grace period begins at 10.090 only: with the third.
  EXPECT_EQ(run.sheet_at(at("00:00:10.089")).steps[kObserve].counted, 2);
  EXPECT_EQ(run.sheet_at(at("00:00:10.090")).steps[kObserve].counted, 3);
  EXPECT_EQ(run.sheet_at(at("00:00:14")).steps[kObserve].counted, 4);
}

TEST(RoundSheets, AnObservationCameWithTheEarliestOfItsEffects) {
  Opened run(kWhole);
  const RoundSheet sheet = run.sheet_at(at("00:01:30"));
  EXPECT_EQ(sheet.cell(2, kObserve).settled, at("00:00:40.090").unix_nanoseconds());
  const scenarios::Filter observed("kind == observe && sender == net/node-2", run.query.schema(),
                                   *run.query.schema().find("message"));
  const MessageSpan span{.from = at("00:00:40"), .until = at("00:00:42")};
  const MessageWindow window = MessageWindow::read(run.query, run.world, span, observed, run.stop);
  ASSERT_EQ(window.flights.size(), 1u);
  EXPECT_EQ(window.flights[0].arrival, Arrival::kCaused);
  EXPECT_EQ(window.flights[0].end, at("00:00:40.090").unix_nanoseconds());
}

TEST(RoundSheets, ANodeThatTriedAndFailedSaysWhy) {
  Opened run(kWhole);
  const RoundSheet before = run.sheet_at(at("00:00:40.075"));
  EXPECT_EQ(before.cell(3, kReport).mark, Mark::kAhead);
  EXPECT_FALSE(before.shows(Mark::kFailed));
  const RoundSheet after = run.sheet_at(at("00:01:30"));
  EXPECT_EQ(after.cell(3, kReport).mark, Mark::kFailed);
  EXPECT_EQ(after.cell(3, kReport).words, "took longer than its deadline");
  EXPECT_TRUE(after.shows(Mark::kFailed));
  EXPECT_EQ(after.faulty_now, 1);  // its lost observation alone
}

TEST(RoundSheets, TheFaultBudgetIsThatOfTheMoment) {
  Opened run(kWhole);
  EXPECT_EQ(run.sheet_at(at("00:01:30")).faulty_now, 1);
  const RoundSheet over = run.sheet_at(at("00:02:00"));
  EXPECT_FALSE(over.goes_on);
  EXPECT_EQ(over.down_now, 1);
  EXPECT_EQ(over.faulty_now, 2);
}

TEST(RoundTallies, ObservationsStayCountedHoweverLongARoundLasts) {
  Opened run(kWhole);
  const StageMoment moment = run.moment_at(at("00:01:35"), sim::Duration::seconds(14));
  EXPECT_EQ(moment.networks[0].round, 2);
  EXPECT_EQ(moment.networks[0].observations, 3);
  EXPECT_EQ(run.moment_at(at("00:00:40.065"), sim::Duration::seconds(14)).networks[0].observations, 1);
}

TEST(RoundTallies, ADeadLeaderDoesNotLeadAndWishesAreCounted) {
  Opened run(kWhole);
  const auto words = [&](const char* clock) {
    return progress_text(run.world, run.moment_at(at(clock), sim::Duration::seconds(14)).networks[0]);
  };
  EXPECT_EQ(words("00:01:39"), "net epoch 1, round 2: node-0 in here leads, 3 observations in, 3 needed");
  EXPECT_EQ(words("00:02:00"), "net epoch 1, round 2: its leader node-0 in here is down");
  EXPECT_EQ(words("00:04:00"), "net epoch 1, round 2: its leader node-0 in here is down; 2 of 3 asked for epoch 2");
}

}  // namespace
}  // namespace orrery::gui
