// Proves that `why` has something to begin with for whatever figure an expectation names: a run under a crash of two of
// four oracles, a reorg and emptier slots violates an expectation of every kind, and each answer ends at the fault
// that made it. And that an expectation is read as the kind that its figure has at the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "scenarios/recording/why.h"
#include "scenarios/world/runner.h"
#include "sim/input_error.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::scenarios {
namespace {

constexpr const char* kWorld = R"(
start = "2025-01-01T00:00:00Z"
duration = "2h"
signatures = "modelled"
zone = [{ name = "west" }]
price = [{ name = "ETH/USD", value = "3900" }]
venue = [{ name = "exchange", zone = "west" }]
provider = [{ name = "api", zone = "west" }]
chain = [{ name = "ethereum", missed_slots = "0 %" }]
rpc = [{ name = "rpc", chain = "ethereum", zone = "west" }]
[[network]]
name = "feed"
chain = "ethereum"
price = "ETH/USD"
heartbeat = "30min"
nodes = [{ count = 4, zone = "west", rpc = ["rpc"], providers = ["api"] }]
[[fault]]
kind = "crash"
target = "feed/node-1, feed/node-2"
start = "2025-01-01T00:20:00Z"
lasts = "1h"
[[fault]]
kind = "reorg"
target = "ethereum"
start = "2025-01-01T01:30:00Z"
depth = 3
[[fault]]
kind = "missed-slots"
target = "ethereum"
start = "2025-01-01T01:40:00Z"
share = "50 %"
)";

struct Claim {
  const char* figure;
  const char* bound;
  const char* root;  // what the answer must name
};

class Evidence : public testing::TestWithParam<Claim> {
 protected:
  Report run(const std::string& expectation, const std::string& recording) {
    return run_text(kWorld + expectation, recording);
  }
  static Report run_text(const std::string& text, const std::string& recording,
                         std::map<std::string, std::string> files_beside = {}) {
    const std::string path = "world.toml";
    files_beside.emplace(path, text);
    Files files(std::move(files_beside));
    RunRequest request;
    request.scenario_path = path;
    request.recording_path = recording;
    const std::atomic<bool> stop{false};
    return run_scenario(request, files, [](const Progress&) {}, stop);
  }
  static std::string expecting(const char* figure, const char* bound) {
    return std::string("[[expect]]\nname = \"claim\"\nfigure = \"") + figure + "\"\n" + bound + "\n";
  }
};

TEST_P(Evidence, LeadsFromTheViolationToTheFault) {
  const sim::ScratchFolder scratch;
  const Report report = run(expecting(GetParam().figure, GetParam().bound), scratch / "evidence.sqlite");
  ASSERT_FALSE(report.expectations_met()) << to_text(report, false);
  const sim::RecordingReader reader(scratch / "evidence.sqlite");
  const WhyAnswer answer = explain(reader, "1");
  EXPECT_GT(answer.steps.size(), 1u) << "the violation names a row";
  EXPECT_THAT(to_text(answer), testing::HasSubstr(GetParam().root)) << to_text(answer);
}

INSTANTIATE_TEST_SUITE_P(
    Figures, Evidence,
    testing::Values(Claim{"feed.feed.missed_heartbeats", "equals = 0", "fault crash"},
                    Claim{"feed.feed.availability", "at_least = \"100 %\"", "fault crash"},
                    Claim{"feed.feed.unavailable", "at_most = \"1s\"", "fault crash"},
                    Claim{"feed.feed.longest_outage", "at_most = \"1s\"", "fault crash"},
                    Claim{"feed.feed.longest_staleness", "at_most = \"31min\"", "fault crash"},
                    Claim{"feed.feed.updates", "at_least = 4", "fault crash"},
                    Claim{"feed.feed.largest_deviation", "at_most = \"0 %\"", "put transaction"},
                    Claim{"chain.ethereum.reorgs", "equals = 0", "fault reorg"},
                    Claim{"chain.ethereum.deepest_reorg", "equals = 0", "fault reorg"},
                    Claim{"chain.ethereum.missed_slots", "equals = 0", "fault missed-slots"},
                    Claim{"chain.ethereum.missed_slots_share", "equals = \"0 %\"", "fault missed-slots"},
                    Claim{"chain.ethereum.longest_gap", "at_most = \"12s\"", "fault missed-slots"}),
    [](const auto& one) {
      std::string name = one.param.figure;
      for (char& c : name)
        if (c == '.') c = '_';
      return name;
    });

// A liar answers like the others: it is not why the two that are down leave the quorum short.
TEST_F(Evidence, ALiarIsNotBlamedForAMissedHeartbeat) {
  const sim::ScratchFolder scratch;
  run("[[fault]]\nkind = \"byzantine-lie\"\ntarget = \"feed/node-3\"\nstart = \"2025-01-01T00:00:00Z\"\n"
      "value = \"0\"\n" +
          expecting("feed.feed.missed_heartbeats", "equals = 0"),
      scratch / "evidence.sqlite");
  const sim::RecordingReader reader(scratch / "evidence.sqlite");
  const std::string text = to_text(explain(reader, "1"));
  EXPECT_THAT(text, testing::HasSubstr("fault crash"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("byzantine-lie"))) << text;
}

constexpr const char* kBank = R"(
start = "2025-01-01T00:00:00Z"
duration = "1h"
signatures = "modelled"
zone = [{ name = "west" }]
service = [{ name = "hsm", zone = "west" }]
price = [{ name = "EUR/USD", value = "1.04" }]
venue = [{ name = "exchange", zone = "west" }]
provider = [{ name = "api", zone = "west" }]
rpc = [{ name = "rpc", chain = "settle", zone = "west" }]
[[chain]]
name = "settle"
preset = "private-bank"
[[chain.validators]]
name = "alpha-bank"
zone = "west"
leans_on = ["hsm"]
[[chain.validators]]
name = "beta-bank"
zone = "west"
leans_on = ["hsm"]
[[chain.validators]]
zone = "west"
count = 2
[[network]]
name = "feed"
chain = "settle"
price = "EUR/USD"
heartbeat = "5min"
nodes = [{ count = 4, zone = "west", rpc = ["rpc"], providers = ["api"] }]
[[fault]]
kind = "dns-failure"
target = "hsm"
start = "2025-01-01T00:20:00Z"
lasts = "15min"
tail = "0s"
)";

// Two of four named members lean on one service: without it no block comes, and none of the feed's machines is to
// blame.
TEST_F(Evidence, AFeedOnAChainThatStandsStillLeadsToWhatItsValidatorsLeanOn) {
  const char* const claims[][2] = {{"feed.feed.missed_heartbeats", "equals = 0"},
                                   {"chain.settle.longest_gap", "at_most = \"10s\""}};
  for (const auto& claim : claims) {
    const sim::ScratchFolder scratch;
    ASSERT_FALSE(run_text(kBank + expecting(claim[0], claim[1]), scratch / "bank.sqlite").expectations_met());
    const sim::RecordingReader reader(scratch / "bank.sqlite");
    const std::string text = to_text(explain(reader, "1"));
    EXPECT_THAT(text, testing::HasSubstr("hsm  fault dns-failure")) << text;
  }
}

// One member that is down is borne; the second, and the first with it, keep blocks from coming.
TEST_F(Evidence, MembersThatAreDownTogetherAreAllNamed) {
  const std::string crashes = R"(
[[fault]]
kind = "crash"
target = "settle/member-2"
start = "2025-01-01T00:37:00Z"
[[fault]]
kind = "crash"
target = "settle/member-3"
start = "2025-01-01T00:41:00Z"
)";
  const sim::ScratchFolder scratch;
  const std::string text = kBank + crashes + expecting("chain.settle.longest_gap", "at_most = \"17min\"");
  ASSERT_FALSE(run_text(text, scratch / "bank.sqlite").expectations_met());
  const WhyAnswer answer = explain(sim::RecordingReader(scratch / "bank.sqlite"), "1");
  ASSERT_EQ(answer.roots.size(), 2u) << to_text(answer);
  EXPECT_THAT(to_text(answer), testing::HasSubstr("settle/member-2  fault crash"));
  EXPECT_THAT(to_text(answer), testing::HasSubstr("settle/member-3  fault crash"));
}

constexpr const char* kStake = R"(
start = "2025-01-01T00:00:00Z"
duration = "2h"
signatures = "modelled"
zone = [{ name = "w" }, { name = "e" }, { name = "m" }]
price = [{ name = "ETH/USD", value = "3900" }]
rpc = [{ name = "r", chain = "l1", zone = "e" }, { name = "r2", chain = "l2", zone = "e" }]
chain = [{ name = "l1", preset = "ethereum", validators = [
  { zone = "w", share = "40 %" }, { zone = "m", share = "5 %" }, { zone = "e", share = "55 %" }] },
  { name = "l2", preset = "base-like", settles_on = "l1", sequencer = "e" }]
fault = [
 { kind = "zone-outage", target = "w", start = "2025-01-01T00:20:00Z", end = "2025-01-01T01:20:00Z" },
 { kind = "fee-spike", target = "l1", start = "2025-01-01T00:30:00Z", end = "2025-01-01T01:50:00Z", factor = 3 },
 { kind = "fee-spike", target = "l2", start = "2025-01-01T00:30:00Z", end = "2025-01-01T01:50:00Z", factor = 3 } ]
)";

// Dear gas keeps no block from coming, and none from becoming final; that is the zone with two fifths of the stake.
TEST_F(Evidence, WhatHarmsAChainIsNotWhateverStoodOnItThen) {
  for (const char* const figure :
       {"chain.l1.longest_finality_lag", "chain.l1.missed_slots", "chain.l2.longest_finality_lag"}) {
    const sim::ScratchFolder scratch;
    ASSERT_FALSE(run_text(kStake + expecting(figure, "at_most = 5"), scratch / "stake.sqlite").expectations_met());
    const std::string text = to_text(explain(sim::RecordingReader(scratch / "stake.sqlite"), "1"));
    EXPECT_THAT(text, testing::HasSubstr("fault zone-outage")) << text;
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("fault fee-spike"))) << text;
  }
}

constexpr const char* kHalted = R"(
start = "2025-01-01T00:00:00Z"
duration = "1h"
signatures = "modelled"
zone = [{ name = "west" }]
price = [{ name = "COIN/USD", candles = "coin.csv" }]
venue = [{ name = "exchange", zone = "west" }]
provider = [{ name = "api", zone = "west", errors = "0 %" }]
chain = [{ name = "ethereum", missed_slots = "0 %" }]
rpc = [{ name = "rpc", chain = "ethereum", zone = "west" }]
[[network]]
name = "feed"
chain = "ethereum"
price = "COIN/USD"
nodes = [{ count = 4, zone = "west", rpc = ["rpc"], providers = ["api"] }]
[[fault]]
kind = "chain-halt"
target = "ethereum"
start = "2025-01-01T00:30:00Z"
lasts = "8min"
)";

// The price moves while the chain stands still: an update is missed. What comes when blocks come again is five times
// too much, and that is the largest deviation, not the one of the halt.
TEST_F(Evidence, AWrongAnswerThatEndsAMissedUpdateIsTheLargestDeviation) {
  const std::map<std::string, std::string> candles = {
      {"coin.csv",
       "timestamp_utc,open,high,low,close\n2025-01-01T00:00:00Z,100,100,100,100\n2025-01-01T00:15:00Z,100,100,100,100\n"
       "2025-01-01T00:30:00Z,100,110,100,110\n2025-01-01T00:45:00Z,110,110,110,110\n"}};
  const std::string wrong = R"(
[[fault]]
kind = "provider-wrong-price"
target = "api"
factor = "5"
start = "2025-01-01T00:35:00Z"
)";
  const auto why = [&](const std::string& faults, const char* bound) {
    const sim::ScratchFolder scratch;
    const std::string text = kHalted + faults + expecting("feed.feed.largest_deviation", bound);
    EXPECT_FALSE(run_text(text, scratch / "halted.sqlite", candles).expectations_met());
    return to_text(explain(sim::RecordingReader(scratch / "halted.sqlite"), "1"));
  };
  EXPECT_THAT(why("", "at_most = \"1 %\""), testing::HasSubstr("fault chain-halt")) << "the market moved on";
  const std::string text = why(wrong, "at_most = \"50 %\"");
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("fault chain-halt"))) << text;
  EXPECT_THAT(text, testing::HasSubstr("fault provider-wrong-price")) << text;
}

TEST_F(Evidence, SlotsThatWereMissedUntilTheEndHaveACause) {
  const std::string halt = R"(
[[fault]]
kind = "chain-halt"
target = "l1"
start = "2025-01-01T01:55:00Z"
)";
  const sim::ScratchFolder scratch;
  std::string text(kStake);
  text.erase(text.find("fault = ["));
  text += halt + expecting("chain.l1.missed_slots", "at_most = 5");
  ASSERT_FALSE(run_text(text, scratch / "halt.sqlite").expectations_met());
  EXPECT_THAT(to_text(explain(sim::RecordingReader(scratch / "halt.sqlite"), "1")),
              testing::HasSubstr("fault chain-halt"));
}

// Two of four put their keys together: what the forged report says of its observers is the forgers' word.
TEST_F(Evidence, AForgedAnswerIsNotBlamedOnWhomItNames) {
  const std::string forgery = R"(
[[fault]]
kind = "byzantine-collude"
target = "feed/node-0, feed/node-3"
answer = "100000000000"
start = "2025-01-01T00:10:00Z"
)";
  for (const char* const figure : {"feed.feed.largest_deviation", "feed.feed.lowest_answer"}) {
    const sim::ScratchFolder scratch;
    const bool is_lowest = std::string_view(figure).ends_with("lowest_answer");
    run(forgery + expecting(figure, is_lowest ? "at_least = \"3800\"" : "at_most = \"1 %\""), scratch / "f.sqlite");
    const std::string text = to_text(explain(sim::RecordingReader(scratch / "f.sqlite"), "1"));
    EXPECT_THAT(text, testing::HasSubstr("byzantine-collude")) << text;
    EXPECT_THAT(text, testing::HasSubstr("signed with the keys of feed/node-0, feed/node-3")) << text;
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("said about the same"))) << text;
  }
}

TEST_F(Evidence, AViolationWithoutARowListsTheFaultsOfTheRun) {
  const sim::ScratchFolder scratch;
  run(expecting("feed.feed.rounds", "at_least = 1000000"), scratch / "evidence.sqlite");
  const sim::RecordingReader reader(scratch / "evidence.sqlite");
  const WhyAnswer answer = explain(reader, "1");
  EXPECT_EQ(answer.faults.size(), 3u);
  EXPECT_THAT(to_text(answer), testing::HasSubstr("faults of the run"));
}

// What happened is no reason for there having been too little of it; it is named beside the violation, not under it.
TEST_F(Evidence, TooLittleOfAHarmIsNotExplainedByWhatThereWasOfIt) {
  const auto why = [&](const char* figure, const char* bound) {
    const sim::ScratchFolder scratch;
    EXPECT_FALSE(run(expecting(figure, bound), scratch / "evidence.sqlite").expectations_met());
    return explain(sim::RecordingReader(scratch / "evidence.sqlite"), "1");
  };
  const WhyAnswer missed = why("feed.feed.missed_heartbeats", "at_least = 100");
  EXPECT_EQ(missed.steps.size(), 1u);
  EXPECT_TRUE(missed.roots.empty());
  EXPECT_FALSE(missed.absence);
  ASSERT_TRUE(missed.too_little && missed.too_little->first);
  EXPECT_EQ(missed.too_little->first->table, "deadline");
  EXPECT_THAT(missed.steps[0].what, testing::HasSubstr("is " + std::to_string(missed.too_little->rows) + ", expected"));
  const std::string text = to_text(missed);
  EXPECT_THAT(text, testing::HasSubstr("too little of it happened: what there was comes from "));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("because")));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("root")));
  EXPECT_THAT(text, testing::HasSubstr("whether or not they are to blame"));
  const auto json = nlohmann::json::parse(to_json(missed));
  EXPECT_EQ(json["too_little"]["rows"], missed.too_little->rows);
  EXPECT_EQ(json["too_little"]["first"]["table"], "deadline");
  EXPECT_TRUE(json["roots"].empty());

  EXPECT_EQ(why("chain.ethereum.reorgs", "equals = 2").too_little->rows, 1u) << "an exact number is a least one too";
  EXPECT_TRUE(why("chain.ethereum.reorgs", "at_least = 2").roots.empty());
  const WhyAnswer none = why("feed.feed.missed_deviations", "at_least = 1");
  EXPECT_EQ(none.too_little->rows, 0u);
  EXPECT_THAT(to_text(none), testing::HasSubstr("too little of it happened\n"));
  // The lowest answer stands where it stands, and too many updates are not for those that were missed.
  EXPECT_GT(why("feed.feed.lowest_answer", "at_least = \"5000\"").steps.size(), 1u);
  const WhyAnswer many = why("feed.feed.updates", "at_most = 1");
  EXPECT_EQ(many.steps.size(), 1u);
  EXPECT_FALSE(many.too_little);
}

TEST_F(Evidence, LinkSpentIsExpectedInLink) {
  const Report report = run(expecting("feed.feed.link_spent", "at_most = \"0 link\""), "");
  ASSERT_EQ(report.expectations.size(), 1u);
  EXPECT_FALSE(report.expectations[0].met);
  EXPECT_THAT(report.expectations[0].violation, testing::EndsWith("expected at most 0 juels"));
  EXPECT_TRUE(run(expecting("feed.feed.link_spent", "at_most = \"10 link\""), "").expectations_met());
  EXPECT_THROW(run(expecting("feed.feed.link_spent", "at_most = \"1 ether\""), ""), sim::InputError);
}

TEST_F(Evidence, AThiefOfSigningKeysNeedsAnAccountThatMayTransmit) {
  const std::string theft =
      "[[fault]]\nkind = \"stolen-keys\"\ntarget = \"feed/node-1, feed/node-2\"\n"
      "start = \"2025-01-01T00:10:00Z\"\nlasts = \"5min\"\nanswer = \"39000000000\"\n";
  const auto figure = [](const Report& report, const char* path) { return to_text(report.figures.find(path)->value); };
  const Report outsider = run_text(kWorld + theft, "");
  EXPECT_NE(figure(outsider, "feed.feed.reverted_duplicates"), "0") << to_text(outsider, false);
  EXPECT_THAT(figure(outsider, "feed.feed.largest_deviation"), testing::StartsWith("0."));
  const Report victim = run_text(kWorld + theft + "transmit_as = \"victim\"\n", "");
  EXPECT_THAT(figure(victim, "feed.feed.largest_deviation"), testing::StartsWith("90."));
}

}  // namespace
}  // namespace orrery::scenarios
