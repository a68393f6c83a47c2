// Proves that a chain's line has a mark for every recorded block, breaks exactly where a reorg undid blocks and says
// how many, joins blocks that are one box on the screen, and is gone along row by row.
#include "gui/sequence/chain_marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "scenarios/world/runner.h"
#include "sim/recording/sqlite_database.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

using MarkKind = SequenceMark::Kind;

// hello-feed on a chain of proof of work, whose last seven blocks are replaced at 00:10:20, in one instant.
const std::string& reorg_recording() {
  static const std::string kPath = [] {
    hello_recording();  // its folder goes with the process
    scenarios::RunRequest request;
    request.scenario_path = std::string(ORRERY_SOURCE_DIR) + "/scenarios/hello-feed.toml";
    request.recording_path = beside_hello("reorg.sqlite");
    request.assignments = {"signatures=modelled", "duration=30min", "network.eth-usd.heartbeat=2min",
                           "chain=[{ name = \"ethereum\", preset = \"proof-of-work\" }]",
                           "fault=[{ kind = \"reorg\", target = \"ethereum\", depth = 7, start = "
                           "\"2025-01-01T00:10:20Z\" }]"};
    scenarios::Files files;
    const std::atomic<bool> stop{false};
    scenarios::run_scenario(request, files, [](const scenarios::Progress&) {}, stop);
    return request.recording_path;
  }();
  return kPath;
}

struct ChainLine : testing::Test {
  ChainLine() : query(reorg_recording()) { chain = query.reader().entity("ethereum")->id; }
  ChainMarks read(const char* from, const char* until, std::size_t most = 20'000) {
    const std::atomic<bool> stop{false};
    return ChainMarks::read(query, {at(from), at(until), {chain}, nullptr, nullptr, most}, stop);
  }
  static std::size_t count(const ChainMarks& read, MarkKind kind) {
    return static_cast<std::size_t>(
        std::count_if(read.marks.begin(), read.marks.end(), [kind](const auto& mark) { return mark.kind == kind; }));
  }
  std::int64_t number(const std::string& sql) {
    std::int64_t value = 0;
    query.reader().select(sql, {}, [&](const sim::Statement& row) {
      value = row.integer(0);
      return false;
    });
    return value;
  }
  scenarios::RecordingQuery query;
  sim::EntityId chain;
};

TEST_F(ChainLine, BreaksWhereBlocksWereUndone) {
  const ChainMarks read = this->read("00:10:00", "00:11:00");
  const auto reorg =
      std::find_if(read.marks.begin(), read.marks.end(), [](const auto& m) { return m.kind == MarkKind::kReorg; });
  ASSERT_NE(reorg, read.marks.end());
  EXPECT_EQ(reorg->number, 7);
  EXPECT_EQ(reorg->time, at("00:10:20").unix_nanoseconds());
  // Its row is the first block of the other branch, which the fault caused.
  const auto row = query.reader().row(reorg->row);
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->table->name, "block");
  EXPECT_EQ(query.reader().row(row->cause.row)->text("kind"), "reorg");
  // A stretch that begins at the break knows what was there before.
  EXPECT_EQ(count(this->read("00:10:20", "00:10:21"), MarkKind::kReorg), 1u);
  EXPECT_EQ(count(this->read("00:10:21", "00:10:40"), MarkKind::kReorg), 0u);
}

TEST_F(ChainLine, HasEveryBlockAndEveryUndoneOne) {
  const ChainMarks read = this->read("00:00:00", "01:00:00");
  EXPECT_EQ(static_cast<std::int64_t>(count(read, MarkKind::kUndoneBlock)),
            number("SELECT count(*) FROM block WHERE status = 'reorged'"));
  EXPECT_EQ(static_cast<std::int64_t>(count(read, MarkKind::kBlock)),
            number("SELECT count(*) FROM block WHERE status = 'canonical'"));
  std::int64_t undone = 0;
  for (const SequenceMark& mark : read.marks) undone += mark.kind == MarkKind::kReorg ? mark.number : 0;
  EXPECT_EQ(undone, number("SELECT count(*) FROM block WHERE status = 'reorged'"));
  EXPECT_TRUE(std::is_sorted(read.marks.begin(), read.marks.end(), is_earlier));
  for (const SequenceMark& mark : read.marks) EXPECT_TRUE(query.reader().row(mark.row).has_value()) << mark.words;
  // Of too many, plain ones are left out.
  const ChainMarks few = this->read("00:00:00", "01:00:00", 10);
  EXPECT_LT(few.marks.size(), read.marks.size());
  EXPECT_EQ(count(few, MarkKind::kReorg), count(read, MarkKind::kReorg));
  EXPECT_EQ(few.blocks, read.blocks);
}

TEST_F(ChainLine, NodesHandTransactionsOverAndAnswersAreUpdated) {
  const ChainMarks read = this->read("00:00:01", "01:00:00");
  EXPECT_EQ(static_cast<std::int64_t>(count(read, MarkKind::kUpdate)),
            number("SELECT count(*) FROM node_transaction WHERE "
                   "step = 'confirmed'") +
                1)
      << "one was in a block that was undone, and again in another";
  std::size_t undone = 0;
  for (const Handover& one : read.handovers) {
    EXPECT_LT(one.begin, one.end);
    EXPECT_EQ(query.reader().row(one.sent)->entity("node"), one.node);
    EXPECT_EQ(query.reader().row(one.row)->table->name, "transaction");
    undone += one.undone ? 1 : 0;
  }
  EXPECT_EQ(undone, 1u);
  EXPECT_EQ(read.handovers.size(), count(read, MarkKind::kUpdate));
  // Of one feed only its own answers.
  const std::atomic<bool> stop{false};
  ChainMarksSpan span{at("00:00:01"), at("01:00:00"), {chain}, nullptr, nullptr};
  span.feed = query.reader().entity("eth-usd")->id;
  EXPECT_EQ(count(ChainMarks::read(query, span, stop), MarkKind::kUpdate), count(read, MarkKind::kUpdate));
  span.feed = chain;
  EXPECT_EQ(count(ChainMarks::read(query, span, stop), MarkKind::kUpdate), 0u);
}

TEST_F(ChainLine, IsGoneAlongRowByRow) {
  StepTarget now{at("00:10:19"), 0};
  std::vector<std::uint64_t> forth, back;
  for (int i = 0; i < 9; ++i) {
    const auto next = step_on_chains(query.reader(), {chain}, now, true);
    ASSERT_TRUE(next.has_value());
    forth.push_back(next->row);
    now = *next;
  }
  // Seven blocks of one instant are seven steps.
  EXPECT_EQ(query.reader().row(forth[6])->time, at("00:10:20"));
  EXPECT_GT(query.reader().row(forth[7])->time, at("00:10:20"));
  while (back.size() < 8) {
    now = *step_on_chains(query.reader(), {chain}, now, false);
    back.push_back(now.row);
  }
  EXPECT_TRUE(std::equal(back.begin(), back.end(), forth.rbegin() + 1));
  EXPECT_FALSE(step_on_chains(query.reader(), {chain}, {at("02:00:00"), 0}, true).has_value());
}

TEST(BlockBoxes, BlocksThatAreOneBoxKeepTheirMarks) {
  WorldModel world;
  const sim::EntityId chain{0};
  world.entities.push_back({chain, "chain", "one", {}, {}});
  world.chains = {chain};
  const SequenceAxes axes = SequenceAxes::of(world, {}, AxisGrouping::kNone, false, {}, {chain});
  std::vector<SequenceMark> marks;
  const auto add = [&](MarkKind kind, std::int64_t time, std::int64_t transactions) {
    marks.push_back({kind, chain, time, marks.size() + 1, 0, transactions, {}});
  };
  add(MarkKind::kBlock, 0, 1);
  add(MarkKind::kUndoneBlock, 4, 0);  // another look: a box of its own
  add(MarkKind::kBlock, 50, 0);
  add(MarkKind::kReorg, 50, 0);
  add(MarkKind::kBlock, 53, 2);
  add(MarkKind::kBlock, 90, 0);
  const auto boxes = block_boxes(marks, axes, [](std::int64_t time) { return static_cast<double>(time); }, 8);
  ASSERT_EQ(boxes.size(), 4u);
  EXPECT_EQ(boxes[0].room, 4);
  EXPECT_TRUE(boxes[1].undone);
  EXPECT_EQ(boxes[2].marks, (std::vector<std::size_t>{2, 4}));
  EXPECT_EQ(boxes[2].transactions, 2);
  EXPECT_EQ(boxes[2].room, 40);
  const MarkSpan span = marks_between(marks, 4, 53);
  EXPECT_EQ(span.first, 1u);
  EXPECT_EQ(span.end, 4u);
}

}  // namespace
}  // namespace orrery::gui
