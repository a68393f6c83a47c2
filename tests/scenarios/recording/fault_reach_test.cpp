// Proves: `why` finds the fault that a test put on, whatever its target: a list of machines, a network, a zone, the
// only endpoint, provider or exchange, or the chain; whether it kept answers away or made them wrong. What did not
// matter is not blamed, and no sentence of the answer is untrue.
#include "scenarios/recording/fault_reach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/recording/why.h"
#include "tests/scenarios/recorded_day.h"

namespace orrery::scenarios {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

std::string fault(const std::string& kind, const std::string& target, const std::string& more = "") {
  return "{ start = \"2025-01-01T00:03:00Z\", kind = \"" + kind + "\", target = \"" + target + "\"" +
         (more.empty() ? "" : ", " + more) + " }";
}

WhyAnswer why(const std::string& faults, std::vector<std::string> more = {}) {
  more.push_back("fault=[" + faults + "]");
  const RecordedDay day("tests/scenarios/recording/one-source.toml", std::move(more));
  return explain(day.reader(), "");
}

struct Case {
  std::string name, kind, target, more;
};
void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }
std::string name_of(const testing::TestParamInfo<Case>& each) { return each.param.name; }

class Lack : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(
    OfOneSource, Lack,
    testing::Values(Case{"RpcOutage", "rpc-outage", "rpc", ""},
                    Case{"RpcRateLimit", "rpc-rate-limit", "rpc", "requests_per_second = 0"},
                    Case{"RpcStale", "rpc-stale", "rpc", ""}, Case{"RpcLag", "rpc-lag", "rpc", "by = \"30min\""},
                    Case{"ProviderOutage", "provider-outage", "api", ""},
                    Case{"ProviderLag", "provider-lag", "api", "lag = \"30min\", shows_age = true"},
                    Case{"VenueOutage", "venue-outage", "exchange", ""},
                    Case{"FeeSpike", "fee-spike", "ethereum", "factor = 1000000"},
                    Case{"ClockSkewOfANetwork", "clock-skew", "coin-usd", "by = \"2h\""},
                    Case{"FullDisksOfAZone", "full-disk", "cloud/west", ""},
                    Case{"FullDisks", "full-disk", "coin-usd", ""},
                    Case{"CutFromTheProvider", "partition", "coin-usd <-> api", ""},
                    Case{"CutFromTheEndpoint", "partition", "rpc", ""},
                    Case{"RequestsLost", "loss", "coin-usd -> rpc", "share = \"97 %\""},
                    Case{"CutFromEachOther", "partition", "coin-usd/node-0,coin-usd/node-1,coin-usd/node-2", ""}),
    name_of);

TEST_P(Lack, LeadsToItsFault) {
  const Case& each = GetParam();
  const WhyAnswer answer = why(fault(each.kind, each.target, each.more));
  ASSERT_THAT(answer.roots, SizeIs(1)) << to_text(answer);
  EXPECT_EQ(answer.roots[0].table, "fault");
  EXPECT_EQ(answer.roots[0].who, each.target);
  EXPECT_THAT(answer.roots[0].what, HasSubstr(each.kind));
  ASSERT_TRUE(answer.absence.has_value());
  EXPECT_THAT(answer.absence->standing_faults, SizeIs(0)) << "told as the root";
  const auto json = nlohmann::json::parse(to_json(answer));
  EXPECT_EQ(json.at("roots").at(0).at("who"), each.target);
  EXPECT_THAT(json.at("absence").at("missing"), SizeIs(1));
}

// Two of seven may fail: the one that is down is none of the reasons.
TEST_P(Lack, LeadsToItsFaultWithAMachineDownThatIsNotMissed) {
  const Case& each = GetParam();
  const std::string crash = "{ start = \"2025-01-01T00:00:30Z\", kind = \"crash\", target = \"coin-usd/node-6\" },";
  const WhyAnswer answer = why(crash + fault(each.kind, each.target, each.more));
  ASSERT_THAT(answer.roots, SizeIs(1)) << to_text(answer);
  EXPECT_EQ(answer.roots[0].who, each.target);
  EXPECT_THAT(answer.absence->spared, ElementsAre("coin-usd/node-6")) << to_text(answer);
  EXPECT_THAT(to_text(answer), HasSubstr("1 machine down, which the network does without: coin-usd/node-6"));
  EXPECT_EQ(nlohmann::json::parse(to_json(answer)).at("absence").at("spared").size(), 1u);
}

class WrongAnswer : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(
    Kinds, WrongAnswer,
    testing::Values(Case{"LiarsByTheirList", "byzantine-lie",
                         "coin-usd/node-0,coin-usd/node-1,coin-usd/node-2,coin-usd/node-3", "value = \"99900000000\""},
                    Case{"LiarsByTheirNetwork", "byzantine-lie", "coin-usd", "scale_ppb = 1500000000"},
                    Case{"Provider", "provider-wrong-price", "api", "factor = \"2\""},
                    Case{"Venue", "venue-wrong-price", "exchange", "factor = \"2\""}),
    name_of);

TEST_P(WrongAnswer, LeadsToWhoMadeItWrong) {
  const Case& each = GetParam();
  const WhyAnswer answer = why(fault(each.kind, each.target, each.more));
  ASSERT_THAT(answer.roots, SizeIs(1)) << to_text(answer);
  EXPECT_EQ(answer.roots[0].table, "fault");
  EXPECT_EQ(answer.roots[0].who, each.target);
  EXPECT_THAT(to_text(answer), HasSubstr("when the market was at 200"));
  EXPECT_THAT(to_text(answer), HasSubstr("observations, of which"));
  EXPECT_FALSE(answer.absence.has_value()) << "nothing was missing";
}

TEST(FaultReach, OneFaultOnAListIsToldAsManyFaultsAre) {
  const auto of = [](int node) { return "coin-usd/node-" + std::to_string(node); };
  const std::string skew = "by = \"2h\"";
  const WhyAnswer one = why(fault("clock-skew", of(0) + "," + of(1) + ", " + of(2), skew));
  ASSERT_TRUE(one.absence.has_value());
  ASSERT_THAT(one.absence->missing, SizeIs(1)) << to_text(one);
  EXPECT_THAT(one.absence->missing[0].machines, testing::UnorderedElementsAre(of(0), of(1), of(2)));
  EXPECT_THAT(one.absence->only_waiting, testing::UnorderedElementsAre(of(3), of(4), of(5), of(6)));
  const WhyAnswer many = why(fault("clock-skew", of(0), skew) + "," + fault("clock-skew", of(1), skew) + "," +
                             fault("clock-skew", of(2), skew));
  EXPECT_THAT(many.roots, SizeIs(3)) << to_text(many);
}

TEST(FaultReach, AnEndpointThatHasAnotherBesideItIsNotBlamed) {
  const std::vector<std::string> two_endpoints = {
      "rpc=[{ name = \"rpc\", chain = \"ethereum\", zone = \"cloud/west\" }, { name = \"spare\", chain = \"ethereum\", "
      "zone = \"cloud/west\" }]",
      "network.coin-usd.nodes=[{ count = 7, zone = \"cloud/west\", rpc = [\"rpc\", \"spare\"], providers = [\"api\"] "
      "}]"};
  const WhyAnswer answer = why(fault("rpc-outage", "rpc") + "," + fault("provider-outage", "api"), two_endpoints);
  ASSERT_THAT(answer.roots, SizeIs(1)) << to_text(answer);
  EXPECT_EQ(answer.roots[0].who, "api");
}

// Two that are down and one that is cut off are one more than seven oracles bear.
TEST(FaultReach, MachinesThatAreDownAreBlamedWithTheOneThatMakesThemTooMany) {
  const std::string crash = fault("crash", "coin-usd/node-0,coin-usd/node-1");
  const WhyAnswer answer = why(crash + "," + fault("partition", "coin-usd/node-3"));
  ASSERT_THAT(answer.roots, SizeIs(2)) << to_text(answer);
  EXPECT_EQ(answer.roots[0].who, "coin-usd/node-0,coin-usd/node-1");
  EXPECT_EQ(answer.roots[1].who, "coin-usd/node-3");
  EXPECT_THAT(answer.absence->spared, SizeIs(0));
  // What was dropped at first is recorded, resends are not: the second heartbeat leads to the same.
  const RecordedDay day("tests/scenarios/recording/one-source.toml",
                        {"fault=[" + fault("partition", "coin-usd/node-0,coin-usd/node-1,coin-usd/node-2") + "]"});
  std::size_t asked = 0;
  for (const sim::RecordedRow& row : day.reader().rows("deadline")) {
    const WhyAnswer each = explain(day.reader(), "row:" + std::to_string(row.id));
    ASSERT_THAT(each.roots, SizeIs(1)) << to_text(each);
    EXPECT_EQ(each.roots[0].who, "coin-usd/node-0,coin-usd/node-1,coin-usd/node-2");
    for (const Missing& missing : each.absence->missing)
      for (const std::string& machine : missing.machines)
        EXPECT_THAT(machine, testing::AnyOf("coin-usd/node-0", "coin-usd/node-1", "coin-usd/node-2"));
    ++asked;
  }
  EXPECT_GE(asked, 2u);
}

TEST(FaultReach, TwoFaultsThatHaltACommitteeTogetherAreBothTold) {
  const WhyAnswer answer =
      why(fault("crash", "ethereum/a,ethereum/b") + "," + fault("crash", "ethereum/c"),
          {"chain=[{ name = \"ethereum\", preset = \"private-bank\", validators = [{ name = \"a\", zone = "
           "\"cloud/west\" }, { name = \"b\", zone = \"cloud/west\" }, { name = \"c\", zone = \"cloud/west\" }, { "
           "name = \"d\", zone = \"cloud/west\" }, { name = \"e\", zone = \"cloud/west\" }, { name = \"f\", zone = "
           "\"cloud/west\" }, { name = \"g\", zone = \"cloud/west\" }] }]"});
  ASSERT_THAT(answer.roots, SizeIs(2)) << to_text(answer);
  EXPECT_THAT((std::vector{answer.roots[0].who, answer.roots[1].who}),
              testing::UnorderedElementsAre("ethereum/a,ethereum/b", "ethereum/c"));
}

TEST(FaultReach, AMedianizerTellsWhatItsRelayerWaitsFor) {
  const std::vector<std::string> medianizer = {
      "network=[]",
      "medianizer=[{ name = \"coin-usd\", chain = \"ethereum\", price = \"COIN/USD\", heartbeat = \"5min\", bar = 3, "
      "nodes = [{ count = 5, zone = \"cloud/west\", rpc = [\"rpc\"], providers = [\"api\"] }] }]"};
  for (const char* kind : {"rpc-outage", "provider-outage"}) {
    const std::string target = std::string(kind) == "rpc-outage" ? "rpc" : "api";
    const WhyAnswer answer = why(fault(kind, target), medianizer);
    ASSERT_THAT(answer.roots, SizeIs(1)) << to_text(answer);
    EXPECT_EQ(answer.roots[0].who, target) << to_text(answer);
    ASSERT_THAT(answer.absence->waits, testing::Not(SizeIs(0)));
  }
}

TEST(FaultReach, AnUpdateThatAReorgUndidLeadsToTheReorg) {
  const WhyAnswer answer =
      why("{ start = \"2025-01-01T00:09:00Z\", kind = \"reorg\", target = \"ethereum\", depth = 40 }");
  ASSERT_THAT(answer.roots, SizeIs(1)) << to_text(answer);
  EXPECT_THAT(answer.roots[0].what, HasSubstr("reorg"));
}

TEST(FaultReach, AMarketBeyondTheBoundsOfAnAnswerIsTold) {
  const WhyAnswer answer = why(fault("crash", "coin-usd/node-0"), {"network.coin-usd.maximum_answer=150"});
  ASSERT_TRUE(answer.absence.has_value()) << to_text(answer);
  ASSERT_THAT(answer.absence->missing, SizeIs(1)) << to_text(answer);
  EXPECT_EQ(answer.absence->missing[0].kind, "network");
  EXPECT_EQ(answer.absence->missing[0].reason, "held by its maximum answer of 150");
  EXPECT_THAT(to_text(answer), HasSubstr("the network, held by its maximum answer of 150: coin-usd"));
}

TEST(FaultReach, ALiarIsNoReasonForAMissingAnswer) {
  const std::string liars =
      "{ start = \"2025-01-01T00:00:30Z\", kind = \"byzantine-lie\", target = \"coin-usd\", "
      "scale_ppb = 1000000001 }";
  const WhyAnswer answer = why(liars + "," + fault("provider-outage", "api"));
  ASSERT_THAT(answer.roots, SizeIs(1)) << to_text(answer);
  EXPECT_EQ(answer.roots[0].who, "api");
  EXPECT_THAT(answer.absence->only_waiting, SizeIs(0)) << "each has a fault upon it";
  EXPECT_THAT(answer.absence->struck, SizeIs(7));
  EXPECT_THAT(to_text(answer), Not(HasSubstr("with no trouble of their own")));
}

TEST(FaultReach, WhatEachWaitsForFromItselfIsOneLine) {
  const WhyAnswer answer = why(fault("provider-outage", "api"));
  ASSERT_TRUE(answer.absence.has_value());
  const auto own = [](const Wait& wait) { return wait.what.starts_with("its own observation"); };
  ASSERT_EQ(std::ranges::count_if(answer.absence->waits, own), 1) << to_text(answer);
  EXPECT_THAT(std::ranges::find_if(answer.absence->waits, own)->machines, SizeIs(7));
}

TEST(FaultReach, FaultsThatStoodAreToldWhereATrailEndsAtNone) {
  const RecordedDay day("tests/scenarios/recording/one-source.toml",
                        {"fault=[" + fault("byzantine-lie", "coin-usd/node-0", "value = \"1\"") + "]"});
  ASSERT_TRUE(day.report().expectations_met()) << "one liar of seven changes nothing";
  const auto messages = day.reader().rows("message");
  ASSERT_FALSE(messages.empty());
  const WhyAnswer answer = explain(day.reader(), "row:" + std::to_string(messages.back().id));
  ASSERT_THAT(answer.roots, SizeIs(1));
  EXPECT_NE(answer.roots[0].table, "fault");
  ASSERT_THAT(answer.faults, SizeIs(1));
  EXPECT_EQ(answer.faults[0].who, "coin-usd/node-0");
  EXPECT_THAT(
      to_text(answer),
      HasSubstr(
          "faults that stood at that time or in the longest wait before it, whether or not they are to blame:\n"));
  EXPECT_EQ(nlohmann::json::parse(to_json(answer)).at("faults").size(), 1u);
}

}  // namespace
}  // namespace orrery::scenarios
