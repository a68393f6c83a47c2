// Proves what Byzantine oracles can and cannot do (spec/ocr.md §3.11, §12): up to f of any strategy never move an
// answer outside the honest range; f+1 silent ones halt the network, which goes on by itself when they speak again; f+1
// colluding ones, or a thief with f+1 keys and one account, can write any answer. All through the fault kinds, as a
// scenario would.
#include <gtest/gtest.h>

#include "nodes/adversaries/byzantine_faults.h"
#include "sim/fault.h"
#include "sim/input_error.h"
#include "tests/nodes/ocr2/median_network.h"

namespace orrery::tests {
namespace {

using sim::Duration;

constexpr int kLow = 1'000'000, kHigh = 1'001'000;

// Honest oracles see prices between kLow and kHigh.
chains::Int256 honest_price(sim::Time now, NodeIndex oracle) {
  return kLow + (now.unix_seconds() * 7 + oracle.value * 137) % (kHigh - kLow + 1);
}

/// A feed whose oracles can be taken over by faults.
class Battlefield {
 public:
  explicit Battlefield(int n, std::function<void(OracleNetworkSpec&)> change = {}) : network(n, honest_price, change) {
    for (int i = 0; i < n; ++i) registry.add({network->host(i).id(), "test-feed", &network->seat(i), network->keys(i)});
    add_byzantine_faults(network->world().faults(), registry);
  }

  void add_fault(const std::string& kind, int first, int count, sim::Parameters parameters = {},
                 Duration length = Duration::hours(1)) {
    for (int i = first; i < first + count; ++i) add_fault_on("node-" + std::to_string(i), kind, parameters, length);
  }
  void add_fault_on(const std::string& target, const std::string& kind, sim::Parameters parameters = {},
                    Duration length = Duration::hours(1)) {
    const auto now = network->world().now();
    network->world().faults().schedule(
        network->world(),
        {.kind = kind, .target = target, .start = now, .end = now + length, .parameters = parameters, .about = {}});
  }
  static std::string nodes(int first, int count) {
    std::string names;
    for (int i = first; i < first + count; ++i) names += (names.empty() ? "node-" : ",node-") + std::to_string(i);
    return names;
  }

  MedianNetwork network;
  OracleRegistry registry;
};

struct StrategyCase {
  const char* kind;
  sim::Parameters parameters;
};

std::vector<StrategyCase> strategies() {
  return {{"byzantine-silent", {}},
          {"byzantine-equivocate", {}},
          {"byzantine-bad-signature", {}},
          {"byzantine-lie", {{"value", std::string("999999999")}}},
          {"byzantine-lie", {{"value", std::string("1")}}},
          {"byzantine-lie", {{"scale_ppb", std::int64_t{500'000'000}}, {"offset", std::string("-3")}}},
          {"byzantine-selective", {{"to", std::vector<std::string>{"node-2", "node-3"}}}},
          {"byzantine-copy", {{"victim", std::string("node-3")}}}};
}

void expect_honest_answers(Battlefield& field, std::size_t at_least, const std::string& what) {
  const auto answers = field.network.answers();
  EXPECT_GE(answers.size(), at_least) << what;
  for (const auto& answer : answers) {
    EXPECT_GE(answer, kLow) << what;
    EXPECT_LE(answer, kHigh) << what;
  }
}

TEST(Byzantine, UpToFOfAnyStrategyCannotMoveAnAnswer) {
  for (const int n : {4, 7}) {
    for (const auto& strategy : strategies()) {
      Battlefield field(n);
      field.network->start_all();
      field.add_fault(strategy.kind, 0, (n - 1) / 3, strategy.parameters);
      field.network->run_for(Duration::seconds(8));
      expect_honest_answers(field, 3, std::string(strategy.kind) + ", n = " + std::to_string(n));
    }
  }
}

TEST(Byzantine, TenLiarsOfThirtyOneCannotMoveAnAnswer) {
  Battlefield field(31, [](auto& spec) { spec.signatures = chains::SignatureMode::kModelled; });
  field.network->start_all();
  field.add_fault("byzantine-lie", 21, 10, {{"value", std::string("999999999")}});
  field.network->run_for(Duration::seconds(3));
  expect_honest_answers(field, 3, "n = 31");
}

TEST(Byzantine, MixedStrategiesOfUpToFTogether) {
  Battlefield field(7);
  field.network->start_all();
  field.add_fault("byzantine-lie", 0, 2, {{"value", std::string("999999999")}});
  field.add_fault("byzantine-bad-signature", 1, 1);
  field.add_fault("byzantine-equivocate", 0, 2);
  field.network->run_for(Duration::seconds(10));
  expect_honest_answers(field, 3, "mixed");
}

TEST(Byzantine, AMajorityOfLiarsDoesMoveIt) {
  // The other side of the same claim: with f+1 lying the honest range no longer holds.
  Battlefield field(4);
  field.network->start_all();
  field.add_fault("byzantine-lie", 0, 3, {{"value", std::string("999999999")}});
  field.network->run_for(Duration::seconds(3));
  ASSERT_FALSE(field.network.answers().empty());
  EXPECT_EQ(field.network.answers().back(), 999'999'999);
}

TEST(Byzantine, FPlusOneSilentHaltTheNetworkAndItRecoversByItself) {
  for (const int n : {4, 7}) {
    Battlefield field(n);
    field.network->start_all();
    field.network->run_for(Duration::seconds(2));
    const auto before = field.network.answers().size();
    EXPECT_GT(before, 0u);
    field.add_fault("byzantine-silent", 0, (n - 1) / 3 + 1, {}, Duration::seconds(20));
    field.network->run_for(Duration::seconds(1));  // what was under way ends
    const auto halted = field.network.answers().size();
    field.network->run_for(Duration::seconds(19));
    EXPECT_EQ(field.network.answers().size(), halted) << "n = " << n;
    field.network->run_for(Duration::seconds(5));
    EXPECT_GT(field.network.answers().size(), halted + 5) << "n = " << n;
    expect_honest_answers(field, 10, "after the silence");
  }
}

TEST(Byzantine, FPlusOneColludingForgeAnyAnswer) {
  for (const int n : {4, 7}) {
    Battlefield field(n);
    field.network->start_all();
    field.network->run_for(Duration::seconds(1));
    field.add_fault_on(Battlefield::nodes(0, (n - 1) / 3 + 1), "byzantine-collude", {{"answer", std::string("666")}});
    field.network->run_for(Duration::milliseconds(1));
    ASSERT_FALSE(field.network.answers().empty());
    EXPECT_EQ(field.network.answers().back(), 666) << "n = " << n;
  }
}

TEST(Byzantine, FColludingForgeNothing) {
  Battlefield field(7);
  field.network->start_all();
  field.network->run_for(Duration::seconds(1));
  field.add_fault_on(Battlefield::nodes(0, 2), "byzantine-collude",
                     {{"answer", std::string("666")}, {"interval", Duration::milliseconds(100)}});
  field.network->run_for(Duration::seconds(5));
  expect_honest_answers(field, 5, "f colluding");
  EXPECT_FALSE(field.network->contract().refused().empty()) << "they tried";
}

TEST(Byzantine, StolenSigningKeysNeedAnAccountThatMayTransmit) {
  Battlefield field(4);
  SmallContractPort thief(field.network->host(3), field.network->contract(), chains::Address{}, Duration::zero());
  field.registry.add_outsider("test-feed", [&thief](const AttestedReport& forged) {
    thief.transmit(forged.at, forged.extra_hash, forged.report, forged.signatures, [](PluginResult<bool>) {});
  });
  field.network->start_all();
  field.network->run_for(Duration::seconds(1));
  field.add_fault_on(Battlefield::nodes(0, 2), "stolen-keys", {{"answer", std::string("666")}});
  field.network->run_for(Duration::milliseconds(1));
  ASSERT_FALSE(field.network->contract().refused().empty());
  EXPECT_STREQ(field.network->contract().refused().back(), "unauthorized transmitter");
  EXPECT_NE(field.network.answers().back(), 666);

  field.add_fault_on(Battlefield::nodes(0, 2), "stolen-keys",
                     {{"answer", std::string("666")}, {"transmit_as", std::string("victim")}});
  field.network->run_for(Duration::milliseconds(1));
  EXPECT_EQ(field.network.answers().back(), 666);
}

TEST(Byzantine, OneStolenKeyIsNotEnough) {
  Battlefield field(4);
  field.network->start_all();
  field.network->run_for(Duration::seconds(1));
  field.add_fault_on("node-0", "stolen-keys", {{"answer", std::string("666")}, {"transmit_as", std::string("victim")}});
  field.network->run_for(Duration::seconds(1));
  EXPECT_STREQ(field.network->contract().refused().back(), "wrong number of signatures");
  expect_honest_answers(field, 3, "one key");
}

TEST(Byzantine, AStrategySurvivesTheRestartOfItsMachineAndLeavesWhenLifted) {
  Battlefield field(4);
  field.network->start_all();
  field.add_fault("byzantine-silent", 1, 2, {}, Duration::seconds(10));
  field.network->run_for(Duration::seconds(2));
  field.network->stop(1);
  field.network->run_for(Duration::seconds(1));
  field.network->start(1);
  field.network->run_for(Duration::seconds(5));
  EXPECT_TRUE(field.network.answers().empty());
  EXPECT_EQ(field.network->seat(1).adversaries.size(), 1u);
  field.network->run_for(Duration::seconds(5));
  EXPECT_TRUE(field.network->seat(1).adversaries.empty());
  EXPECT_FALSE(field.network.answers().empty());
}

TEST(Byzantine, WhoWaitsForOneIsToldWhy) {
  Battlefield field(4);
  field.network->start_all();
  field.add_fault("byzantine-silent", 1, 1);
  field.network->run_for(Duration::seconds(1));
  std::vector<sim::Waiting> waiting;
  field.network->oracle(1)->add_waiting(waiting);
  ASSERT_FALSE(waiting.empty());
  EXPECT_EQ(waiting.front().what, "nothing: it is Byzantine and silent");
}

TEST(Byzantine, WrongFaultsAreInputErrors) {
  Battlefield field(4);
  EXPECT_THROW(field.add_fault_on("node-9", "byzantine-silent"), sim::InputError);
  EXPECT_THROW(field.add_fault_on("node-0", "byzantine-silent", {{"network", std::string("test-fed")}}),
               sim::InputError);
  EXPECT_THROW(field.add_fault_on("node-0", "byzantine-lie", {{"value", std::string("much")}}), sim::InputError);
  EXPECT_THROW(field.add_fault_on("node-0", "byzantine-copy", {{"victim", std::string("nobody")}}), sim::InputError);
  EXPECT_THROW(field.add_fault_on("node-0", "stolen-keys", {{"answer", std::string("1")}}), sim::InputError)
      << "no outsider is registered";
}

}  // namespace
}  // namespace orrery::tests
