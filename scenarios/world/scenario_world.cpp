#include "scenarios/world/scenario_world.h"

#include <fmt/format.h>

#include <set>

#include "chains/contracts/registry.h"
#include "chains/encoding/abi.h"
#include "chains/ledger/chain_faults.h"
#include "nodes/adversaries/byzantine_faults.h"
#include "nodes/market/source_faults.h"
#include "scenarios/recording/absence.h"
#include "scenarios/world/build_chains.h"
#include "scenarios/world/build_faults.h"
#include "scenarios/world/build_feeds.h"
#include "scenarios/world/build_lending.h"
#include "scenarios/world/build_market.h"
#include "scenarios/world/build_pegs.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/build_pools.h"
#include "scenarios/world/build_vaults.h"
#include "scenarios/world/chain_monitor.h"
#include "scenarios/world/fault_kinds.h"
#include "scenarios/world/feed_monitor.h"
#include "scenarios/world/lending_monitor.h"
#include "scenarios/world/vault_monitor.h"
#include "sim/faults/machine_faults.h"
#include "sim/input_error.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

chains::SignatureMode signature_mode(const std::string& text) {
  if (text == "every") return chains::SignatureMode::kEvery;
  if (text == "modelled") return chains::SignatureMode::kModelled;
  return chains::SignatureMode::kReal;
}

/// Chains and market of a world, and every kind of fault that they and the machines suffer.
struct Foundations {
  Foundations(sim::World& world, chains::SignatureMode mode, std::uint64_t seed)
      : signatures(mode, seed), ledgers(world, signatures, chains::contract_kinds()), market(world) {
    sim::add_machine_faults(world.faults());
    chains::add_chain_faults(world.faults(), ledgers);
    nodes::add_source_faults(world.faults(), market);
  }
  chains::Signatures signatures;
  chains::Ledgers ledgers;
  nodes::Market market;
};

}  // namespace

std::vector<sim::FaultKind> all_fault_kinds() {
  sim::World world({}, {});
  const Foundations foundations(world, chains::SignatureMode::kModelled, 0);
  const nodes::OracleRegistry oracles;
  nodes::add_byzantine_faults(world.faults(), oracles);
  return world.faults().kinds();
}

struct ScenarioWorld::State {
  State(const Scenario& text, sim::Level level, sim::RowSink* sink)
      : scenario(text),
        world({scenario.seed}, scenario.start, level, sink),
        foundations(world, signature_mode(scenario.signatures), scenario.seed),
        network_monitor(world.kernel(), figures),
        shop{foundations.market, foundations.ledgers, network_monitor, nodes::add_feed_tables(world.journal())},
        trail(world, scenario, shop.feeds, foundations.market),
        auctions(world) {
    nodes::add_byzantine_faults(world.faults(), shop.oracles);
  }

  void watch(const BuiltFeed& feed);
  void watch_answers(const BuiltFeed& feed, FeedMonitor& monitor);
  void fill_in_link_spent();
  void write_other_faults(sim::CauseId violation, const Figure& figure);
  void write_too_little(sim::CauseId violation, const Figure& figure);

  const Scenario scenario;  // entries are referred to while the world lives
  Figures figures;
  sim::World world;
  Foundations foundations;
  NetworkMonitor network_monitor;
  FeedWorkshop shop;
  PriceTrail trail;
  AuctionTrail auctions;
  std::map<const chains::Chain*, std::unique_ptr<ChainMonitor>> chain_monitors;
  std::vector<std::unique_ptr<FeedMonitor>> feed_monitors;
  std::vector<BuiltLendingMarket> lending_markets;
  std::vector<std::unique_ptr<LendingMonitor>> lending_monitors;
  std::vector<BuiltVaultSystem> vault_systems;
  std::vector<std::unique_ptr<VaultMonitor>> vault_monitors;
  std::vector<std::unique_ptr<nodes::PanicSellers>> panic_sellers;
  std::vector<BuiltPegModule> peg_modules;
  std::vector<std::unique_ptr<PegMonitor>> peg_monitors;
  std::vector<std::unique_ptr<PoolMonitor>> pool_monitors;
};

void ScenarioWorld::State::watch(const BuiltFeed& feed) {
  const FeedEntry& entry = *feed.entry;
  FeedMonitorSpec spec;
  spec.name = feed.name;
  spec.entity = feed.entity;
  spec.machines = feed.machines;
  spec.market = &foundations.market.path(foundations.market.pair(entry.price.name));
  spec.chain = chain_monitors.at(feed.chain).get();
  spec.heartbeat = entry.heartbeat;
  spec.heartbeat_slack = entry.heartbeat_slack;
  spec.deviation = entry.deviation;
  spec.deviation_slack = feed.deviation_slack;
  spec.watch_below = entry.watch_below;
  feed_monitors.push_back(std::make_unique<FeedMonitor>(world, figures, std::move(spec)));
  watch_answers(feed, *feed_monitors.back());
  for (const auto& [chain, monitor] : chain_monitors)
    if (chain == feed.chain) monitor->watch_contract(feed.contract, feed.name);
  if (feed.is_network)
    figures.declare("feed." + feed.name + ".link_spent", Juels{},
                    "LINK, in juels, that the contract owes or paid to its oracles.");
}

void ScenarioWorld::State::watch_answers(const BuiltFeed& feed, FeedMonitor& monitor) {
  trail.follow(feed, monitor);
  auctions.follow(feed.name, monitor);
  feed.chain->on_reorg([&monitor](std::uint64_t first_undone) { monitor.on_reorg(first_undone); });
  if (feed.is_medianizer) {
    const chains::Bytes32 median = chains::topic_of("LogMedianPrice(uint256,uint256)");
    feed.chain->on_log(feed.contract, median, [&monitor](const chains::PlacedLog& placed) {
      const auto wad = chains::Int256(chains::to_uint256(chains::BytesView(placed.log.data).first(32)));
      monitor.on_answer(nodes::from_answer(wad, nodes::Price::kDecimals), placed.block.number, placed.row);
    });
    return;
  }
  const chains::Bytes32 topic = chains::topic_of("AnswerUpdated(int256,uint256,uint256)");
  const int decimals = static_cast<int>(feed.entry->decimals);
  feed.chain->on_log(feed.contract, topic, [&monitor, decimals](const chains::PlacedLog& placed) {
    const chains::Int256 answer = chains::from_word(chains::to_uint256(placed.log.topics.at(1)));
    monitor.on_answer(nodes::from_answer(answer, decimals), placed.block.number, placed.row);
  });
}

// A row has one cause. What several faults did together, such as members of a committee that were down, is told of
// each.
void ScenarioWorld::State::write_other_faults(sim::CauseId violation, const Figure& figure) {
  for (const auto& fault : world.faults().scheduled()) {
    const auto found = std::find(figure.evidence.begin(), figure.evidence.end(), fault->row);
    if (found == figure.evidence.end() || found == figure.evidence.begin()) continue;
    world.kernel().set_cause(fault->row);
    world.journal().write(world.tables().waiting, {violation, sim::EntityId{}, "what was expected", sim::EntityId{}});
  }
}

// What makes a figure more does not tell why there is too little of it.
void ScenarioWorld::State::write_too_little(sim::CauseId violation, const Figure& figure) {
  if (figure.effect != EvidenceEffect::kMore) return;
  world.kernel().set_cause(figure.evidence.empty() ? sim::CauseId{} : figure.evidence.front());
  world.journal().write(world.tables().waiting,
                        {violation, sim::EntityId{}, waiting_for_more(figure.evidence_rows), sim::EntityId{}});
}

void ScenarioWorld::State::fill_in_link_spent() {
  for (const BuiltFeed& feed : shop.feeds) {
    if (!feed.is_network) continue;
    const chains::Selector selector = chains::selector_of("linkAvailableForPayment()");
    const chains::Bytes input = {static_cast<std::uint8_t>(selector >> 24), static_cast<std::uint8_t>(selector >> 16),
                                 static_cast<std::uint8_t>(selector >> 8), static_cast<std::uint8_t>(selector)};
    const chains::CallResult& result = feed.chain->call(feed.contract, input);
    ORRERY_ASSERT(result.ok && result.output.size() == 32, "an aggregator always says what LINK it has left");
    const chains::Int256 left = chains::from_word(chains::to_uint256(chains::Bytes32::from(result.output)));
    const chains::Int256 fund(static_cast<const NetworkEntry*>(feed.entry)->billing.fund.amount);
    figures.set("feed." + feed.name + ".link_spent", Juels{static_cast<chains::Uint256>(fund - left)});
  }
}

ScenarioWorld::ScenarioWorld(const Scenario& scenario, Files& files, sim::Level level, sim::RowSink* sink)
    : state_(std::make_unique<State>(scenario, level, sink)) {
  State& state = *state_;
  build_places(state.scenario, files, state.world);
  build_market(state.scenario, files, state.foundations.market);
  build_chains(state.scenario, state.foundations.ledgers);
  build_networks(state.scenario, state.shop);
  build_baselines(state.scenario, state.shop);
  build_legacy_feeds(state.scenario, state.shop);
  state.lending_markets = build_lending(state.scenario, state.shop);
  build_lending_actors(state.scenario, state.shop, state.lending_markets);
  build_pool_actors(state.scenario, state.shop, state.lending_markets);
  state.vault_systems = build_vault_systems(state.scenario, state.shop);
  build_vault_actors(state.scenario, state.shop, state.vault_systems);
  state.panic_sellers = build_panic_sellers(state.scenario, state.shop);
  state.peg_modules = build_pegs(state.scenario, state.shop);
  build_governors(state.scenario, state.shop, state.lending_markets);
  at_place(state.scenario.place, [&] { state.world.network().check_links(); });
  for (auto& [chain, deployer] : state.shop.deployers) deployer->run();
  for (const auto& chain : state.foundations.ledgers.chains())
    state.chain_monitors.emplace(chain.get(), std::make_unique<ChainMonitor>(*chain, state.figures));
  for (const BuiltFeed& feed : state.shop.feeds) state.watch(feed);
  for (const BuiltVaultSystem& system : state.vault_systems)
    state.vault_monitors.push_back(std::make_unique<VaultMonitor>(state.world, state.figures, system, state.auctions));
  for (const BuiltLendingMarket& market : state.lending_markets)
    state.lending_monitors.push_back(std::make_unique<LendingMonitor>(state.world, state.figures, market, state.trail));
  for (const BuiltLendingMarket& market : state.lending_markets)
    for (const BuiltPool& pool : market.pools)
      state.pool_monitors.push_back(std::make_unique<PoolMonitor>(state.figures, pool, *market.chain));
  for (const BuiltPegModule& module : state.peg_modules)
    state.peg_monitors.push_back(std::make_unique<PegMonitor>(state.world, state.figures, module));
  build_faults(state.scenario, state.world);
  std::set<std::string> names;
  for (const Expectation& expectation : state.scenario.expectations) {
    check_expectation(expectation, state.figures);
    if (!names.insert(expectation.name).second)
      throw sim::InputError(expectation.place.text(), "there is an expectation \"" + expectation.name + "\" already");
  }
  for (const ValidationEntry& validation : state.scenario.validations) check_expectation(validation, state.figures);
}

ScenarioWorld::~ScenarioWorld() {
  if (!state_) return;
  // Programs hold on to seats and chains, which go before the world does.
  state_->world.journal().stop();
  for (const auto& host : state_->world.network().hosts()) host->stop();
}

sim::World& ScenarioWorld::world() { return state_->world; }
const Figures& ScenarioWorld::figures() const { return state_->figures; }
chains::Ledgers& ScenarioWorld::ledgers() { return state_->foundations.ledgers; }

void ScenarioWorld::start() {
  state_->foundations.ledgers.start_all();
  state_->world.network().start_all();
  for (const auto& crowd : state_->panic_sellers) crowd->start();
}

std::vector<ExpectationOutcome> ScenarioWorld::finish() {
  State& state = *state_;
  for (const auto& monitor : state.feed_monitors) monitor->finish();
  for (const auto& monitor : state.lending_monitors) monitor->finish();
  for (const auto& monitor : state.vault_monitors) monitor->finish();
  for (const auto& monitor : state.pool_monitors) monitor->finish();
  for (const auto& monitor : state.peg_monitors) monitor->finish();
  for (const auto& [chain, monitor] : state.chain_monitors) monitor->finish();
  state.network_monitor.finish();
  state.fill_in_link_spent();
  state.world.faults().record_hits(state.world);
  std::vector<ExpectationOutcome> outcomes;
  int violations = 0;
  for (const Expectation& expectation : state.scenario.expectations) {
    ExpectationOutcome outcome{expectation.name, false, violation_of(expectation, state.figures), 0};
    outcome.met = outcome.violation.empty();
    if (!outcome.met) {
      outcome.violation_number = ++violations;
      const Figure& figure = state.figures.require(expectation.figure.name, expectation.place.text());
      const bool explained = evidence_explains(expectation, state.figures);
      state.world.kernel().set_cause(explained && !figure.evidence.empty() ? figure.evidence.front() : sim::CauseId{});
      const sim::CauseId violation = state.world.journal().write(
          state.world.tables().violation, {expectation.name, sim::EntityId{}, outcome.violation});
      if (explained)
        state.write_other_faults(violation, figure);
      else
        state.write_too_little(violation, figure);
    }
    outcomes.push_back(std::move(outcome));
  }
  state.world.journal().stop();
  return outcomes;
}

std::vector<FaultOutcome> ScenarioWorld::faults() const {
  std::vector<FaultOutcome> outcomes;
  for (const auto& fault : state_->world.faults().scheduled())
    outcomes.push_back({fault->spec.kind, fault->spec.target, fault->spec.about, fault->spec.start, fault->spec.end,
                        fault->active || fault->lifted, fault->hits, fault->hit});
  return outcomes;
}

}  // namespace orrery::scenarios
