// Proves that the question "why" leads from a violation or a missed deadline to the fault behind it, whatever the kind
// of fault and the recording level, and that wrong questions are answered with what could have been asked.
#include "scenarios/recording/why.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scenarios/recording/phrase.h"
#include "sim/input_error.h"
#include "tests/scenarios/recording/quorum_world.h"

namespace orrery::scenarios {
namespace {

using namespace sim::literals;
using sim::Level;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class WhyAtEveryLevel : public testing::TestWithParam<Level> {
 protected:
  sim::ScratchFolder folder_;
  std::string path_ = folder_ / "run.sqlite";
};
INSTANTIATE_TEST_SUITE_P(Levels, WhyAtEveryLevel, testing::Values(Level::kSummary, Level::kProtocol, Level::kFull),
                         [](const auto& level) { return std::string(to_text(level.param)); });

TEST_P(WhyAtEveryLevel, LeadsFromAMissedUpdateToTheServiceThatTheMissingOnesLeanedOn) {
  QuorumWorld quorum(path_, GetParam());
  quorum.fault("dns-failure", "aws/east/database", 100_s);
  quorum.miss_at(200_s);
  quorum.finish();
  const WhyAnswer answer = explain(sim::RecordingReader(path_), "");
  EXPECT_EQ(answer.asked, "violation 1 of 1");
  ASSERT_EQ(answer.steps.size(), 2u);
  EXPECT_EQ(answer.steps[0].what, "violated \"no update is missed\": is 1, expected at most 0");
  EXPECT_EQ(answer.steps[1].what, "update missed: no update");
  EXPECT_EQ(answer.steps[1].who, "eth-usd");
  ASSERT_TRUE(answer.absence.has_value());
  ASSERT_EQ(answer.absence->missing.size(), 1u);
  const Missing& missing = answer.absence->missing[0];
  EXPECT_EQ(missing.reason, "down");
  EXPECT_THAT(missing.machines, ElementsAre("voter-1", "voter-2", "voter-3"));
  ASSERT_EQ(missing.steps.size(), 2u);
  EXPECT_EQ(missing.steps[0].who, "voter-1");
  EXPECT_EQ(missing.steps[0].what, "is down");
  ASSERT_EQ(answer.roots.size(), 1u);
  EXPECT_EQ(answer.roots[0].who, "aws/east/database");
  EXPECT_EQ(answer.roots[0].what, "fault dns-failure: \"its record is empty\"");
  EXPECT_EQ(answer.roots[0].time, QuorumWorld::at(100_s));
  EXPECT_THAT(answer.absence->only_waiting, testing::Contains("counter"));

  const std::string text = to_text(answer);
  EXPECT_THAT(text, HasSubstr("3 machines down: voter-1, voter-2, voter-3\n"));
  EXPECT_THAT(text, HasSubstr("1 machine: votes: 4 of 5\n"));
  EXPECT_THAT(text, HasSubstr("root: 2025-10-20T06:01:40.000Z  aws/east/database  fault dns-failure: \"its record is "
                              "empty\"\n"));
  const auto json = nlohmann::json::parse(to_json(answer));
  EXPECT_EQ(json["roots"][0]["who"], "aws/east/database");
  EXPECT_EQ(json["absence"]["missing"][0]["machines"].size(), 3u);
  EXPECT_EQ(json["steps"][0]["time"], "2025-10-20T06:03:20.000000000Z");
}

TEST_P(WhyAtEveryLevel, TellsApartSeveralFaultsThatAddedUp) {
  QuorumWorld quorum(path_, GetParam());
  quorum.fault("crash", "voter-0", 101_s);
  quorum.fault("pause", "voter-5", 102_s);
  quorum.fault("crash", "voter-6", 103_s);
  quorum.miss_at(200_s);
  quorum.finish();
  const WhyAnswer answer = explain(sim::RecordingReader(path_), "1");
  ASSERT_EQ(answer.absence->missing.size(), 3u);
  EXPECT_EQ(answer.absence->missing[0].reason, "down");
  EXPECT_THAT(answer.absence->missing[0].machines, ElementsAre("voter-0"));
  EXPECT_EQ(answer.absence->missing[1].reason, "paused");
  EXPECT_THAT(answer.absence->missing[1].machines, ElementsAre("voter-5"));
  ASSERT_EQ(answer.roots.size(), 3u);
  EXPECT_THAT(answer.roots[2].what, HasSubstr("fault crash"));
  EXPECT_EQ(answer.roots[2].who, "voter-6");
  EXPECT_THAT(to_text(answer), HasSubstr("roots:\n"));
}

TEST_P(WhyAtEveryLevel, DoesNotBlameAFaultThatIsOver) {
  QuorumWorld quorum(path_, GetParam());
  quorum.fault("crash", "voter-0", 20_s, 40_s);
  quorum.fault("dns-failure", "aws/east/database", 100_s);
  quorum.miss_at(200_s);
  quorum.finish();
  const WhyAnswer answer = explain(sim::RecordingReader(path_), "1");
  ASSERT_EQ(answer.roots.size(), 1u);
  EXPECT_EQ(answer.roots[0].who, "aws/east/database");
}

TEST(Why, LeadsFromAMissedUpdateOverTheDroppedMessageToThePartition) {
  for (const Level level : {Level::kProtocol, Level::kFull}) {
    const sim::ScratchFolder folder;
    QuorumWorld quorum(folder / "run.sqlite", level);
    quorum.fault("partition", "aws/east -> gcp/west", 100_s);
    quorum.miss_at(200_s);
    quorum.finish();
    const sim::RecordingReader reader(folder / "run.sqlite");
    const WhyAnswer answer = explain(reader, "1");
    ASSERT_EQ(answer.absence->missing.size(), 1u);
    const Missing& missing = answer.absence->missing[0];
    EXPECT_EQ(missing.reason, "not heard");
    EXPECT_THAT(missing.machines, ElementsAre("voter-0", "voter-1", "voter-2", "voter-3"));
    ASSERT_EQ(missing.steps.size(), 2u);
    EXPECT_EQ(missing.steps[0].who, "counter");
    EXPECT_EQ(missing.steps[0].what, "never got vote (epoch 1, round 20) from voter-0: the path was blocked");
    EXPECT_EQ(answer.roots.at(0).who, "aws/east -> gcp/west");

    // The dropped message itself, asked for by its row.
    const WhyAnswer of_drop = explain(reader, "row:" + std::to_string(missing.steps[0].row));
    ASSERT_EQ(of_drop.steps.size(), 2u);
    EXPECT_EQ(of_drop.steps[1].what, "fault partition: \"its record is empty\"");
    EXPECT_FALSE(of_drop.absence.has_value());
    EXPECT_EQ(explain(reader, "#" + std::to_string(missing.steps[0].row)).steps[1].row, of_drop.steps[1].row);
  }
}

TEST(Why, SaysSoWhenNoFaultStandsBehindAnAbsence) {
  const sim::ScratchFolder folder;
  QuorumWorld quorum(folder / "run.sqlite", Level::kProtocol);
  quorum.fault("clock-skew", "counter", 10_s, {}, {{"by", sim::Duration::seconds(1)}});
  quorum.miss_at(35_s);
  quorum.finish();
  const WhyAnswer answer = explain(sim::RecordingReader(folder / "run.sqlite"), "");
  EXPECT_TRUE(answer.roots.empty() || answer.roots[0].who == "counter");
  EXPECT_THAT(to_text(answer), HasSubstr("with no trouble of their own"));
}

TEST(Why, SaysSoWhenNothingWasViolated) {
  const sim::ScratchFolder folder;
  QuorumWorld quorum(folder / "run.sqlite", Level::kProtocol);
  quorum.world().kernel().run_until(QuorumWorld::at(30_s));
  quorum.finish();
  const sim::RecordingReader reader(folder / "run.sqlite");
  const WhyAnswer answer = explain(reader, "");
  EXPECT_EQ(to_text(answer), "no expectation was violated\n");
  EXPECT_EQ(nlohmann::json::parse(to_json(answer))["asked"], "");
  EXPECT_THROW(explain(reader, "1"), sim::InputError);
}

TEST(Why, AnswersWrongQuestionsWithTheRightOnes) {
  const sim::ScratchFolder folder;
  QuorumWorld quorum(folder / "run.sqlite", Level::kProtocol);
  quorum.miss_at(65_s);
  quorum.miss_at(70_s);
  quorum.finish();
  const sim::RecordingReader reader(folder / "run.sqlite");
  const auto expect_error = [&](const std::string& subject, const std::string& words) {
    try {
      explain(reader, subject);
      FAIL() << subject;
    } catch (const sim::InputError& error) {
      EXPECT_THAT(std::string(error.what()), HasSubstr(words)) << subject;
    }
  };
  EXPECT_EQ(explain(reader, "2").asked, "violation 2 of 2");
  for (const std::string subject : {"0", "3", "99999999999999999999"}) {
    expect_error(subject, subject.size() > 2 ? "is not what why takes" : "they are numbered from 1 to 2");
  }
  expect_error("first", "give a violation's number, liquidation:N");
  expect_error("-1", "or row:ID for any row");
  expect_error("row:", "expected a row's id");
  expect_error("row:x", "expected a row's id");
  expect_error("row:0", "there is no row 0");
  expect_error("row:123456789", "there is no row 123456789");
}

// Rows of tables as rooms write them, told by the same columns.
TEST(Phrase, TellsEveryKindOfRowInWords) {
  const sim::ScratchFolder folder;
  const std::string path = folder / "run.sqlite";
  sim::SqliteRecording recording(path, sim::sample_run());
  const sim::TableSpec specs[] = {
      {"transaction",
       Level::kProtocol,
       {"chain INTEGER", "number INTEGER", "hash BLOB", "sender BLOB", "nonce INTEGER", "status INTEGER"},
       ""},
      {"span",
       Level::kProtocol,
       {"kind TEXT", "entity INTEGER", "epoch INTEGER", "round INTEGER", "begin INTEGER", "outcome TEXT"},
       ""},
      {"metric", Level::kProtocol, {"entity INTEGER", "name TEXT", "value REAL"}, ""},
      {"note", Level::kProtocol, {"entity INTEGER", "severity TEXT", "text TEXT"}, ""},
      {"lane",
       Level::kProtocol,
       {"entity INTEGER", "to_entity INTEGER", "committed_end INTEGER", "root BLOB", "amount INTEGER", "fee REAL",
        "memo TEXT", "nothing TEXT"},
       ""}};
  for (std::uint32_t i = 0; i < std::size(specs); ++i) recording.table_added({i}, specs[i]);
  recording.entity_added({sim::EntityId{0}, "chain", "ethereum", {}, {}});
  recording.entity_added({sim::EntityId{1}, "host", "node-1", {}, {}});
  const sim::EntityId chain{0}, node{1};
  const sim::Bytes hash{0xab, 0xcd, 0xef, 0x01, 0x23}, sender{0x11, 0x22};
  std::uint64_t id = 0;
  const auto add = [&](std::uint32_t table, std::initializer_list<sim::Value> values) {
    recording.row({table}, ++id, sim::sample_time(300), {}, values.begin(), values.size());
  };
  add(0, {chain, 77, hash, sender, 5, true});
  add(0, {chain, 77, hash, sender, 5, false});
  add(1, {"round", node, 7, 2, sim::sample_time(0), "reported"});
  add(1, {"epoch", node, 7, sim::Value(), sim::sample_time(0), ""});
  add(2, {node, "gas", 1.5});
  add(3, {node, "warning", "its storage is full"});
  add(3, {node, "info", "started"});
  add(4, {chain, node, sim::sample_time(0), hash, 12, 0.25, "hello", sim::Value()});
  recording.finish({});
  const sim::RecordingReader reader(path);
  std::vector<std::string> said;
  for (std::uint64_t row = 1; row <= id; ++row) {
    said.push_back(who(reader, *reader.row(row)) + " " + phrase(reader, *reader.row(row)));
  }
  EXPECT_THAT(said, ElementsAre("ethereum put transaction 0xabcdef01… of 0x1122 (nonce 5) into block 77: succeeded",
                                "ethereum put transaction 0xabcdef01… of 0x1122 (nonce 5) into block 77: reverted",
                                "node-1 round (epoch 7, round 2) took 1 s: reported", "node-1 epoch (epoch 7) took 1 s",
                                "node-1 gas = 1.5", "node-1 warning: its storage is full", "node-1 started",
                                "ethereum lane: to_entity node-1, committed_end 2025-10-20T00:00:00.000Z, root "
                                "0xabcdef01…, amount 12, fee 0.25, memo hello"));
}

TEST(Why, LongChainsKeepTheirTwoEnds) {
  WhyAnswer answer{
      .asked = "row 100", .steps = {}, .absence = {}, .too_little = {}, .roots = {}, .faults = {}, .caution = {}};
  for (std::uint64_t row = 100; row > 0; --row) {
    answer.steps.push_back({row, sim::sample_time(row), "note", "node", "step " + std::to_string(row)});
  }
  const std::string text = to_text(answer);
  EXPECT_THAT(text, HasSubstr("step 100  [row 100]"));
  EXPECT_THAT(text, HasSubstr("step 89  [row 89]"));
  EXPECT_THAT(text, Not(HasSubstr("step 88 ")));
  EXPECT_THAT(text, HasSubstr("... 80 steps between"));
  EXPECT_THAT(text, Not(HasSubstr("step 9 ")));
  EXPECT_THAT(text, HasSubstr("step 8  [row 8]"));
  EXPECT_THAT(text, HasSubstr("step 1  [row 1]"));
  EXPECT_EQ(nlohmann::json::parse(to_json(answer))["steps"].size(), 100u);
}

}  // namespace
}  // namespace orrery::scenarios
