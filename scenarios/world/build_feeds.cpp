#include "scenarios/world/build_feeds.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/world/build_places.h"
#include "scenarios/world/feed_contracts.h"
#include "scenarios/world/network_config.h"
#include "sim/input_error.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

constexpr sim::Duration kLongestStage = sim::Duration::hours(24);  // a thousand stages still end in our time
constexpr sim::Duration kShortestHeartbeat = sim::Duration::seconds(1);
constexpr sim::Duration kShortestRecycle = sim::Duration::seconds(1);
constexpr std::uint32_t kMostDecimals = 36;  // what a price keeps exactly in a contract's word

// A transaction that pays what the chain asks is in a block by then, with slots missed and a bump or two.
constexpr sim::Duration kInclusion = sim::Duration::minutes(1);

sim::HostSpec host_spec(FeedWorkshop& shop, const NodesEntry& entry, std::string name, sim::EntityId parent) {
  const sim::World& world = shop.world();
  sim::HostSpec host;
  host.name = std::move(name);
  host.zone = checked_name(world, entry.zone, "zone");
  host.parent = parent;
  host.leans_on = checked_names(world, entry.leans_on, "service");
  host.recycle = entry.recycle;
  if (entry.clock_skew > sim::Duration::zero())
    host.clock.skew = world.random("clock-skew/" + host.name).between(-entry.clock_skew, entry.clock_skew);
  return host;
}

std::optional<nodes::JuelsSourceSpec> juels_source(FeedWorkshop& shop, const NetworkEntry& network,
                                                   const FeedMachine& machine) {
  if (network.link_price.empty()) return {};
  nodes::JuelsSourceSpec source;
  source.link = sources_of(shop, machine, network.link_price);
  if (!network.coin_price.empty()) source.fee_coin = sources_of(shop, machine, network.coin_price);
  return source;
}

/// What a machine brings to a network: endpoints, an account, sources.
nodes::FeedNodeSpec feed_node(FeedWorkshop& shop, const NetworkEntry& network, const BuiltFeed& feed,
                              const FeedMachine& machine) {
  nodes::FeedJobSpec job;
  job.port.contract = feed.contract;
  job.port.feed = feed.entity;
  job.contract.contract = feed.contract;
  job.source.price = sources_of(shop, machine, network.price);
  job.source.decimals = static_cast<int>(network.decimals);
  job.source.juels = juels_source(shop, network, machine);
  job.source.fixed_juels_per_fee_coin = nodes::to_answer(network.link_per_coin, /*decimals=*/18);

  nodes::FeedNodeSpec node{.name = network.chain.name,
                           .chain = chain_access(shop, *feed.chain, machine.endpoints, machine.host->name())};
  set_gas(node.chain.transmitter, network, network.place);
  node.jobs.push_back(std::move(job));
  return node;
}

/// A node of an OCR2 network: the feed node and the oracle that leans on it.
void install_oracle(FeedWorkshop& shop, const NetworkEntry& network, const BuiltFeed& feed, const FeedMachine& machine,
                    const nodes::OracleKeys& keys) {
  nodes::FeedNodeSeat& node_seat = shop.node_seats.emplace_back();
  nodes::OracleSeat& oracle_seat = shop.oracle_seats.emplace_back();
  shop.oracles.add({machine.host->id(), network.name, &oracle_seat, keys});
  machine.host->install("feeds", nodes::feed_node_program(feed_node(shop, network, feed, machine), node_seat));
  auto oracle = std::make_shared<nodes::OracleSpec>(nodes::OracleSpec{.network = network.name,
                                                                      .network_entity = feed.entity,
                                                                      .keys = keys,
                                                                      .peers = shop.peers,
                                                                      .signatures = &shop.ledgers.signatures(),
                                                                      .make_plugin = {},
                                                                      .make_contract_port = {},
                                                                      .local = {},
                                                                      .tables = shop.world().tables(),
                                                                      .listener = &shop.network_monitor,
                                                                      .seat = &oracle_seat});
  nodes::connect_oracle(*oracle, node_seat, /*job=*/0);
  machine.host->install("oracle", [oracle](sim::Host& host) { return std::make_unique<nodes::Oracle>(host, *oracle); });
}

/// "<network>/outsider": a funded account that is no oracle's, beside the first machine and with its endpoints.
void install_outsider(FeedWorkshop& shop, const NetworkEntry& network, const BuiltFeed& feed, FeedMachine machine) {
  sim::HostSpec host;
  host.name = feed.name + "/outsider";
  host.zone = checked_name(shop.world(), machine.entry->zone, "zone");
  machine.host = &shop.world().network().add_host(std::move(host));
  nodes::FeedNodeSeat& seat = shop.node_seats.emplace_back();
  machine.host->install("feeds", nodes::feed_node_program(feed_node(shop, network, feed, machine), seat));
  shop.oracles.add_outsider(feed.name, [&seat](const nodes::AttestedReport& forged) {
    if (seat.running == nullptr) return;
    seat.running->make_contract_port(/*job=*/0)->transmit(forged.at, forged.extra_hash, forged.report,
                                                          forged.signatures, [](const nodes::PluginResult<bool>&) {});
  });
}

void build_network(const NetworkEntry& network, FeedWorkshop& shop, bool with_outsider) {
  check_feed(network);
  chains::Chain& chain = shop.ledgers.chain(checked_name(shop.world(), network.chain, "chain"));
  BuiltFeed feed;
  feed.name = network.name;
  feed.entry = &network;
  feed.entity = shop.world().add_entity("network", network.name, chain.id());
  feed.chain = &chain;
  feed.is_network = true;
  const std::vector<FeedMachine> machines = add_machines(shop, network, feed.entity);
  const std::size_t n = machines.size();
  f_of(network, n);
  if (network.delta_stage > kLongestStage)
    throw sim::InputError(network.place.text(), "delta_stage: expected at most " + exact_text(kLongestStage));
  if (std::ranges::all_of(stages_of(network, n), [](std::uint32_t oracles) { return oracles == 0; }))
    throw sim::InputError(network.place.text(), "stages: expected somebody who transmits");
  if (network.link_per_coin.units < 0)
    throw sim::InputError(network.place.text(), "link_per_coin: expected zero or more");
  std::vector<nodes::OracleKeys> keys;
  for (const FeedMachine& machine : machines) {
    keys.push_back(oracle_keys(machine.host->name(), shop.ledgers.signatures()));
    shop.peers->emplace(keys.back().peer_id, machine.host->id());
    feed.machines.push_back(machine.host->id());
  }
  const Ocr2FeedContracts contracts =
      deploy_ocr2_feed(shop.deployer(chain.name()), shop.link(chain.name()), network, keys);
  feed.contract = contracts.aggregator;
  feed.proxy = contracts.proxy;
  feed.deviation_slack = network.deviation_slack.value_or(
      network.delta_round + network.delta_stage * static_cast<std::int64_t>(stages_of(network, n).size() - 1) +
      kInclusion);
  for (std::size_t i = 0; i < n; ++i) install_oracle(shop, network, feed, machines[i], keys[i]);
  if (with_outsider) install_outsider(shop, network, feed, machines.front());
  shop.network_monitor.watch(feed.entity, feed.name);
  shop.feeds.push_back(std::move(feed));
}

}  // namespace

Deployer& FeedWorkshop::deployer(const std::string& chain) {
  auto& deployer = deployers[chain];
  if (!deployer) deployer = std::make_unique<Deployer>(ledgers.chain(chain));
  return *deployer;
}

const chains::Address& FeedWorkshop::link(const std::string& chain) {
  const auto known = links.find(chain);
  return known != links.end() ? known->second : links.emplace(chain, deploy_link(deployer(chain))).first->second;
}

void set_gas(nodes::TransmitterSpec& account, const GasEntry& gas, const Place& place) {
  if (gas.gas_price_ceiling.amount == 0)
    throw sim::InputError(place.text(), "gas_price_ceiling: expected more than zero");
  if (gas.gas_bump_blocks == 0) throw sim::InputError(place.text(), "gas_bump_blocks: expected at least 1");
  if (gas.gas_price && gas.gas_price->amount > gas.gas_price_ceiling.amount)
    throw sim::InputError(place.text(), "gas_price: expected at most gas_price_ceiling");
  account.bump_after_blocks = gas.gas_bump_blocks;
  account.fees.ceiling = gas.gas_price_ceiling.amount;
  if (!gas.gas_price) return;
  // A price of its own: as the tip and the maximum alike, the way transactions were before base fees.
  account.fees.lowest_tip = gas.gas_price->amount;
  account.fees.base_fee_percent = 0;
}

void check_feed(const FeedEntry& feed) {
  if (feed.heartbeat < kShortestHeartbeat)
    throw sim::InputError(feed.place.text(), "heartbeat: expected at least " + exact_text(kShortestHeartbeat));
  if (feed.decimals > kMostDecimals)
    throw sim::InputError(feed.place.text(),
                          fmt::format("decimals: expected 0 to {}, found {}", kMostDecimals, feed.decimals));
  for (const NodesEntry& entry : feed.nodes)
    if (entry.recycle && *entry.recycle < kShortestRecycle)
      throw sim::InputError(entry.place.text(), "recycle: expected at least " + exact_text(kShortestRecycle));
}

void check_bounds(const FeedEntry& feed, const Price& minimum, const Price& maximum) {
  if (minimum >= maximum) throw sim::InputError(feed.place.text(), "minimum_answer: expected less than maximum_answer");
}

BuiltFeed begin_polled_feed(FeedWorkshop& shop, const FeedEntry& entry, const char* kind, sim::Duration poll) {
  // It looks every `poll`, and its transaction may need a bump or two.
  constexpr sim::Duration kBumpedInclusion = sim::Duration::minutes(2);
  check_feed(entry);
  if (poll < kShortestPoll)
    throw sim::InputError(entry.place.text(), "poll: expected at least " + exact_text(kShortestPoll));
  BuiltFeed feed;
  feed.name = entry.name;
  feed.entry = &entry;
  feed.chain = &shop.ledgers.chain(checked_name(shop.world(), entry.chain, "chain"));
  feed.entity = shop.world().add_entity(kind, entry.name, feed.chain->id());
  feed.deviation_slack = entry.deviation_slack.value_or(poll * 2 + kBumpedInclusion);
  return feed;
}

std::vector<FeedMachine> add_machines(FeedWorkshop& shop, const FeedEntry& feed, sim::EntityId entity) {
  std::vector<FeedMachine> machines;
  std::size_t all = 0;
  for (const NodesEntry& entry : feed.nodes) all += entry.count;
  constexpr std::size_t kMost = 31;
  if (all == 0 || all > kMost)
    throw sim::InputError(feed.place.text(),
                          fmt::format("\"{}\" has {} nodes; expected 1 to {}", feed.name, all, kMost));
  for (const NodesEntry& entry : feed.nodes) {
    at_place(entry.place, [&] {
      FeedMachine machine;
      machine.entry = &entry;
      machine.endpoints = endpoints_of(shop, entry.rpc, feed.chain.name, feed.name, entry.place);
      for (const Reference& provider : entry.providers)
        at_place(provider.place, [&] {
          shop.market.provider(provider.name);
          machine.providers.push_back(shop.market.provider_address(provider.name));
        });
      for (std::uint32_t i = 0; i < entry.count; ++i) {
        machine.host = &shop.world().network().add_host(
            host_spec(shop, entry, fmt::format("{}/node-{}", feed.name, machines.size()), entity));
        machines.push_back(machine);
      }
    });
  }
  return machines;
}

nodes::PriceSourcesSpec sources_of(FeedWorkshop& shop, const FeedMachine& machine, const Reference& price) {
  nodes::PriceSourcesSpec sources;
  at_place(price.place, [&] { sources.pair = shop.market.pair(price.name); });
  for (std::size_t i = 0; i < machine.entry->providers.size(); ++i)
    if (shop.market.provider(machine.entry->providers[i].name).quotes(sources.pair))
      sources.providers.push_back(machine.providers[i]);
  if (sources.providers.empty())
    throw sim::InputError(machine.entry->place.text(), fmt::format("no provider of these nodes quotes {}", price.name));
  sources.fewest_answers = std::min(sources.fewest_answers, sources.providers.size());
  return sources;
}

std::vector<sim::HostPort> endpoints_of(FeedWorkshop& shop, const std::vector<Reference>& rpc, const std::string& chain,
                                        const std::string& name, const Place& place) {
  std::vector<sim::HostPort> endpoints;
  for (const Reference& each : rpc)
    at_place(each.place, [&] {
      chains::RpcService& endpoint = shop.ledgers.endpoint(each.name);
      if (endpoint.spec().chain != chain)
        throw sim::InputError(each.place.text(), fmt::format("endpoint \"{}\" serves {}, but \"{}\" is on {}",
                                                             each.name, endpoint.spec().chain, name, chain));
      endpoints.push_back(endpoint.address());
    });
  if (endpoints.empty()) throw sim::InputError(place.text(), "rpc: expected at least one endpoint");
  return endpoints;
}

nodes::ChainAccess chain_access(FeedWorkshop& shop, chains::Chain& chain, std::vector<sim::HostPort> endpoints,
                                const std::string& machine) {
  nodes::ChainAccess access;
  access.endpoints = std::move(endpoints);
  access.transmitter.chain_id = chain.spec().chain_id;
  access.transmitter.account = shop.ledgers.signatures().key_pair(key_named(machine + "/transmitter"));
  access.tables = shop.tables;
  access.signatures = &shop.ledgers.signatures();
  chain.fund(access.transmitter.account->address, chains::Uint256("1000000000000000000000"));
  return access;
}

void build_networks(const Scenario& scenario, FeedWorkshop& shop) {
  // Only a thief needs an account of his own; a world without one is not to change for him.
  const bool has_thief =
      std::ranges::any_of(scenario.faults, [](const FaultEntry& fault) { return fault.kind.name == "stolen-keys"; });
  for (const NetworkEntry& network : scenario.networks)
    at_place(network.place, [&] { build_network(network, shop, has_thief); });
}

}  // namespace orrery::scenarios
