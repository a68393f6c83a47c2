// Proves: in every shipped scenario, and in worlds with pools, at every block that moves a token, what holders have is
// what there is, nothing is minted, what depositors can claim is what is there, a pool's reserves are the tokens that
// it has, and a module's two coins are together what was put in; with vaults, at every block that moves their books,
// all dai is somebody's debt and all collateral was brought in.
#include <cstdlib>
#include <filesystem>

#include "scenarios/language/scenario.h"
#include "scenarios/world/scenario_world.h"
#include "tests/scenarios/world/accounting_audit.h"
#include "tests/scenarios/world/vault_audit.h"

namespace orrery::scenarios {
namespace {

const std::string kShippedFolder = ORRERY_SOURCE_DIR "/scenarios";

/// The most of a scenario with a market that is run: by then each has had its crash.
constexpr sim::Duration kUntilTheCrash = sim::Duration::hours(11);
/// With vaults: the first are bitten an hour after the crash, and by then some of their auctions have ended.
constexpr sim::Duration kUntilAuctionsRun = sim::Duration::hours(13);

/// At night whole scenarios are run (tests/CMakeLists.txt).
sim::Time end_of(const Scenario& scenario, sim::Duration most) {
  const bool is_night = std::getenv("ORRERY_WHOLE_DAYS") != nullptr;
  return scenario.start + (is_night ? scenario.duration : std::min(scenario.duration, most));
}

/// Those that lie in the folder and have what is asked for.
std::vector<std::string> scenarios_with(bool (*has)(const Scenario&)) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kShippedFolder)) {
    if (entry.path().extension() != ".toml") continue;
    Files files;
    if (has(scenario_section().read(read_document(files, entry.path().string()))))
      names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Scenario read_shipped(Files& files, const std::string& name) {
  Node document = read_document(files, kShippedFolder + "/" + name + ".toml");
  set_value(document, "signatures=\"modelled\"");
  return scenario_section().read(document);
}

std::string test_name(const testing::TestParamInfo<std::string>& scenario) {
  std::string name = scenario.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

class MarketAccounting : public testing::TestWithParam<std::string> {};

TEST_P(MarketAccounting, NoValueIsMadeOrLostInAnyBlock) {
  Files files;
  const Scenario scenario = read_shipped(files, GetParam());
  ScenarioWorld world(scenario, files, sim::Level::kNothing, nullptr);
  std::vector<std::unique_ptr<AccountingAudit>> audits;
  for (const auto& chain : world.ledgers().chains()) audits.push_back(std::make_unique<AccountingAudit>(*chain));
  world.start();
  world.world().kernel().run_until(end_of(scenario, kUntilTheCrash));
  std::size_t looked = 0, reserves = 0, modules = 0, pools = 0;
  for (const auto& audit : audits) {
    looked += audit->audits();
    reserves += audit->reserves();
    modules += audit->modules();
    pools += audit->pools();
  }
  // Where a check stops the crash, only the pool's opening moves anything; what is counted there must still be counted.
  EXPECT_GE(looked, 1u) << "nothing moved, so nothing was shown";
  if (!scenario.lending_markets.empty()) {
    EXPECT_GT(reserves, 0u);
  }
  EXPECT_EQ(pools, scenario.amm_pools.size());
  // A guarded module may never take anything.
  for (const PegModuleEntry& module : scenario.peg_modules)
    if (module.guard.empty()) {
      EXPECT_GT(modules, 0u);
    }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, MarketAccounting, testing::ValuesIn(scenarios_with([](const Scenario& scenario) {
                           return scenario.vault_systems.empty();
                         })),
                         test_name);

INSTANTIATE_TEST_SUITE_P(Pools, MarketAccounting,
                         testing::Values("../tests/scenarios/world/pool-day", "../tests/scenarios/world/stable-day",
                                         "../tests/scenarios/world/flash-day"),
                         test_name);

class VaultAccounting : public testing::TestWithParam<std::string> {};

TEST_P(VaultAccounting, AllDaiIsDebtAndAllCollateralWasBroughtIn) {
  Files files;
  const Scenario scenario = read_shipped(files, GetParam());
  ScenarioWorld world(scenario, files, sim::Level::kNothing, nullptr);
  std::vector<std::unique_ptr<VaultAudit>> audits;
  for (const auto& chain : world.ledgers().chains()) audits.push_back(std::make_unique<VaultAudit>(*chain));
  world.start();
  world.world().kernel().run_until(end_of(scenario, kUntilAuctionsRun));
  std::size_t looked = 0, joins = 0, vats = 0;
  for (const auto& audit : audits) {
    looked += audit->audits();
    joins += audit->joins();
    vats += audit->vats();
  }
  EXPECT_EQ(vats, scenario.vault_systems.size());
  EXPECT_GE(looked, 20u) << "hardly anything moved, so hardly anything was shown";
  EXPECT_GE(joins, 2 * looked) << "tokens of dai and of the collateral were not held against the books";
}

INSTANTIATE_TEST_SUITE_P(Scenarios, VaultAccounting, testing::ValuesIn(scenarios_with([](const Scenario& scenario) {
                           return !scenario.vault_systems.empty();
                         })),
                         test_name);
// Debts that are sold for new tokens: of the day of Black Thursday they were sold a week later.
INSTANTIATE_TEST_SUITE_P(Recapitalisation, VaultAccounting, testing::Values("../tests/scenarios/world/vault-day"),
                         test_name);

}  // namespace
}  // namespace orrery::scenarios
