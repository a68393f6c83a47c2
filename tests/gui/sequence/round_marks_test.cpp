// Proves that a leader's line says when it had a quorum, when it never had one and when a round was given up, and that
// the key names what is drawn and nothing else.
#include "gui/sequence/round_marks.h"

#include <gtest/gtest.h>

#include "gui/model/round_answers.h"
#include "gui/sequence/sequence_key.h"

namespace orrery::gui {
namespace {

using MarkKind = SequenceMark::Kind;

// Four oracles, f = 1; in round 2.1, which node 0 leads, each observes 10 ns after the one before.
struct RoundMarks : testing::Test {
  RoundMarks() {
    for (std::uint32_t i = 0; i < 5; ++i)
      world.entities.push_back({{i}, i == 0 ? "network" : "host", i == 0 ? "net" : "node", {}, {}});
    Group group;
    group.id = {0};
    group.kind = "network";
    for (std::uint32_t i = 1; i < 5; ++i) group.members.push_back({i});
    group.faulty_at_most = 1;
    group.observation_quorum = 3;
    world.groups = {group};
    world.group_of_entity = {0, {}, {}, {}, {}};
    window.kinds = {"observe"};
    window.from = sim::Time::from_unix_nanoseconds(0);
    window.until = sim::Time::from_unix_nanoseconds(1000);
    for (std::uint32_t i = 1; i < 5; ++i) {
      WindowMessage message;
      message.row = 100 + i;
      message.time = 10 * i;
      message.sender = {i};
      message.network = {0};
      message.epoch = 2;
      message.round = 1;
      window.messages.push_back(message);
      window.flights.push_back({.message = i - 1, .receiver = {1}, .begin = 10 * i, .end = 10 * i + 5});
    }
    window.total = 4;
    round.row = 7;
    round.begin = 5;
    round.end = 90;
    round.leader = {1};
    round.network = {0};
    round.epoch = 2;
    round.round = 1;
  }
  WorldModel world;
  MessageWindow window;
  RoundSpan round;
};

TEST_F(RoundMarks, AQuorumIsReachedWithTheCopyThatMakesIt) {
  const auto marks = round_marks(window, world, {0}, {round});
  ASSERT_EQ(marks.size(), 1u);
  EXPECT_EQ(marks[0].kind, MarkKind::kQuorum);
  EXPECT_EQ(marks[0].time, 35);
  EXPECT_EQ(marks[0].row, 103u);
  EXPECT_EQ(marks[0].entity, round.leader);
  EXPECT_EQ(marks[0].number, 3);
}

TEST_F(RoundMarks, AQuorumIsWhereTheLeaderWentOn) {
  // By the estimates the third came at 35, but the second was what made the leader go on, at 60.
  window.steps = {{5, 0, {1}, "observe"}, {60, 102, {1}, "grace"}};
  const auto marks = round_marks(window, world, {0}, {round});
  ASSERT_EQ(marks.size(), 1u);
  EXPECT_EQ(marks[0].time, 60);
  EXPECT_EQ(marks[0].row, 102u);
  EXPECT_EQ(marks[0].number, 3);
}

TEST_F(RoundMarks, ALeaderThatDidNotGoOnHadNoQuorum) {
  window.steps = {{5, 0, {1}, "observe"}};
  round.outcome = RoundSpan::Outcome::kAbandoned;
  const auto marks = round_marks(window, world, {0}, {round});
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_EQ(marks[0].kind, MarkKind::kShort);
  EXPECT_EQ(marks[0].words, "round 2.1: 4 of the 3 observations that it needs, and yet its leader did not go on");
}

TEST_F(RoundMarks, AtItsLastStepALeaderHadExactlyAQuorumAndTheRestIsLate) {
  window.kinds = {"report"};
  // Busy with its own report, the leader took all at once: no answer caused its step.
  window.steps = {{5, 0, {1}, "report"}, {90, 7, {1}, "final"}};
  const RoundAnswers answers = answers_of(window, round, "report", 2);
  EXPECT_EQ(answers.enough, 90);
  EXPECT_EQ(arrived_by(answers, 89), 1);
  EXPECT_EQ(arrived_by(answers, 90), 2);
  EXPECT_EQ(arrived_by(answers, 1000), 2);
  EXPECT_TRUE(answers.all[2].late);
}

TEST_F(RoundMarks, AQuorumThatNeverCameIsCountedWhereTheRoundWasGivenUp) {
  window.flights[1].lost = window.flights[2].lost = true;
  round.outcome = RoundSpan::Outcome::kAbandoned;
  const auto marks = round_marks(window, world, {0}, {round});
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_EQ(marks[0].kind, MarkKind::kShort);
  EXPECT_EQ(marks[0].number, 2);
  EXPECT_EQ(marks[0].of, 3);
  EXPECT_EQ(marks[1].kind, MarkKind::kTimeout);
  EXPECT_EQ(marks[1].time, 90);
  EXPECT_EQ(marks[1].row, 7u);
}

TEST_F(RoundMarks, WhatIsNotReadWholeIsNotCounted) {
  window.total = 100;
  EXPECT_TRUE(round_marks(window, world, {0}, {round}).empty());
  window.total = 4;
  round.begin = -5;
  EXPECT_TRUE(round_marks(window, world, {0}, {round}).empty());
}

TEST_F(RoundMarks, MissedDeadlinesAreMarks) {
  world.missed.push_back({9, sim::Time::from_unix_nanoseconds(500), {}, {0}, "heartbeat", "no update"});
  world.missed.push_back({10, sim::Time::from_unix_nanoseconds(5000), {}, {0}, "heartbeat", "no update"});
  world.missed.push_back({11, sim::Time::from_unix_nanoseconds(600), {}, {77}, "heartbeat", "of another feed"});
  const auto marks = round_marks(window, world, {0}, {});
  ASSERT_EQ(marks.size(), 1u);
  EXPECT_EQ(marks[0].row, 9u);
  EXPECT_EQ(round_marks(window, world, {}, {}).size(), 2u);
}

TEST_F(RoundMarks, TheKeyNamesWhatIsDrawn) {
  for (std::uint32_t i = 1; i < 5; ++i) world.machines.push_back({{i}, "net/node", "node", {}, {}, {0}, {}, {}, {}});
  world.machine_of_entity = {{}, 0, 1, 2, 3};
  const SequenceAxes axes = SequenceAxes::of(world, {0}, AxisGrouping::kNone, false, {});
  SequenceArrow lost, told;
  lost.lost = told.told = true;
  std::vector<SequenceMark> marks = round_marks(window, world, {0}, {round});
  marks.push_back({MarkKind::kBlock, {0}, 50, 1, 1, 0, {}});  // of a chain without a line
  std::vector<std::string> texts;
  for (const KeyEntry& entry : sequence_key({lost, told}, {"observe", "report"}, marks, axes, {{"grace"}, true, false}))
    texts.push_back(entry.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"observe", "lost", "quorum reached", "grace period", "machine not up"}));
}

// Four that are 100 wide on two lines.
TEST(SequenceKey, LeavesOutWhatTheDrawingTellsItself) {
  using Sign = KeyEntry::Sign;
  const std::vector<KeyEntry> key{{.sign = Sign::kArrow, .name = "observe", .text = "observe"},
                                  {.sign = Sign::kMark, .mark = MarkKind::kBlock, .text = "block"},
                                  {.sign = Sign::kMark, .mark = MarkKind::kSent, .text = "transaction sent"},
                                  {.sign = Sign::kPhase, .name = "observe", .text = "observing"}};
  const std::vector<double> widths(4, 100);
  using Places = std::vector<KeyPlace>;
  EXPECT_EQ(lay_out_key(key, widths, {200, 200}), (Places{{0, 0, 0}, {1, 0, 100}, {2, 1, 0}, {3, 1, 100}}));
  EXPECT_EQ(lay_out_key(key, widths, {50, 300}), (Places{{0, 1, 0}, {2, 1, 100}, {3, 1, 200}}));
  EXPECT_EQ(lay_out_key(key, widths, {100, 100}), (Places{{0, 0, 0}, {2, 1, 0}}));
  EXPECT_EQ(lay_out_key(key, widths, {150, 0}), (Places{{0, 0, 0}}));
  EXPECT_TRUE(lay_out_key(key, widths, {50, -10}).empty());
}

}  // namespace
}  // namespace orrery::gui
