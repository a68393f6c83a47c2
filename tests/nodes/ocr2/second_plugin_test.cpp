// Proves that the reporting-plugin interface serves more than data feeds: a plugin with queries, slow answers, unique
// reports and quiet rounds runs on the same protocol.
#include <gtest/gtest.h>

#include <set>

#include "tests/nodes/ocr2/names_plugin.h"
#include "tests/nodes/ocr2/oracle_network.h"

namespace orrery::tests {
namespace {

OracleNetworkSpec names_network(int n) {
  OracleNetworkSpec spec;
  spec.n = n;
  spec.f = (n - 1) / 3;
  spec.parameters = fast_parameters(n);
  spec.make_plugin = [](sim::Host& host, const PluginRequest& request) {
    // Everybody saw "ada"; each oracle saw one name of its own; half of them saw "alan".
    std::vector<std::string> seen{"ada", "only-" + std::to_string(request.self.value)};
    if (request.self.value % 2 == 0) seen.push_back("alan");
    return MadePlugin{std::make_unique<NamesPlugin>(host, request.f, std::move(seen)), NamesPlugin::info(), {}};
  };
  return spec;
}

TEST(SecondPlugin, AgreesOnWhatFPlusOneSaw) {
  OracleNetwork network(names_network(7));
  network.start_all();
  network.run_for(sim::Duration::seconds(3));
  // Its reports carry floor((n+f)/2)+1 = 5 signatures, which this contract (f+1) does not take: they reach it all the
  // same, and that is what this test is about.
  ASSERT_FALSE(network.contract().refused().empty());
  for (const auto* reason : network.contract().refused()) EXPECT_STREQ(reason, "wrong number of signatures");
}

/// Collects what was transmitted, whoever takes it.
class Collector final : public ProtocolListener {
 public:
  void transmit(const OracleName&, const AttestedReport& report) override { reports.push_back(report); }
  void round_ended(const OracleName&, const ReportTimestamp& at, RoundOutcome outcome) override {
    ++outcomes[{at.round % 2, outcome}];
  }
  std::vector<AttestedReport> reports;
  std::map<std::pair<int, RoundOutcome>, int> outcomes;
};

TEST(SecondPlugin, ReportsAreUniqueAndOddRoundsOnly) {
  Collector collector;
  auto spec = names_network(7);
  spec.listener = &collector;
  OracleNetwork network(spec);
  network.start_all();
  network.run_for(sim::Duration::seconds(3));
  ASSERT_FALSE(collector.reports.empty());
  std::map<std::pair<std::uint32_t, int>, std::set<std::string>> by_round;
  for (const auto& report : collector.reports) {
    EXPECT_EQ(report.at.round % 2, 1);
    EXPECT_EQ(report.signatures.size(), 5u) << "floor((7 + 2) / 2) + 1";
    const std::string names(report.report.begin(), report.report.end());
    by_round[{report.at.epoch, report.at.round}].insert(names);
    EXPECT_EQ(names, "ada;alan;");
  }
  for (const auto& [round, reports] : by_round) EXPECT_EQ(reports.size(), 1u);
  EXPECT_GT((collector.outcomes[{0, RoundOutcome::kSkipped}]), 0);
  EXPECT_EQ((collector.outcomes[{1, RoundOutcome::kSkipped}]), 0);
  EXPECT_GT((collector.outcomes[{1, RoundOutcome::kReported}]), 0);
}

}  // namespace
}  // namespace orrery::tests
