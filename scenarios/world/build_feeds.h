#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "chains/ledger/ledgers.h"
#include "nodes/adversaries/oracle_registry.h"
#include "nodes/feeds/feed_node.h"
#include "nodes/market/market.h"
#include "scenarios/language/scenario.h"
#include "scenarios/world/deployer.h"
#include "scenarios/world/network_monitor.h"

namespace orrery::scenarios {

/// A feed that stands: what monitors need of it.
struct BuiltFeed {
  std::string name;
  const FeedEntry* entry = nullptr;  ///< of the scenario, which outlives the world
  sim::EntityId entity;
  chains::Chain* chain = nullptr;
  chains::Address contract;  ///< that takes the updates
  chains::Address proxy;     ///< that consumers read; the contract itself where there is no other
  std::vector<sim::EntityId> machines;
  sim::Duration deviation_slack;
  bool is_network = false;     ///< an OCR2 network, not a baseline
  bool is_medianizer = false;  ///< its contract logs and answers otherwise than feeds do
};

/// What feeds of one world share while they are built, and what stays where it is while they run.
struct FeedWorkshop {
  nodes::Market& market;
  chains::Ledgers& ledgers;
  NetworkMonitor& network_monitor;
  nodes::FeedTables tables;
  std::shared_ptr<nodes::PeerDirectory> peers = std::make_shared<nodes::PeerDirectory>();
  std::deque<nodes::FeedNodeSeat> node_seats = {};
  std::deque<nodes::OracleSeat> oracle_seats = {};
  nodes::OracleRegistry oracles = {};                               ///< for Byzantine faults
  std::map<std::string, std::unique_ptr<Deployer>> deployers = {};  ///< by chain
  std::map<std::string, chains::Address> links = {};                ///< LINK by chain
  std::vector<BuiltFeed> feeds = {};

  sim::World& world() { return ledgers.world(); }
  Deployer& deployer(const std::string& chain);
  const chains::Address& link(const std::string& chain);
};

/// Whoever looks at a chain more often asks for more than any chain has to tell.
inline constexpr sim::Duration kShortestPoll = sim::Duration::milliseconds(100);

/// Machines of one feed in the order of the file: "<feed>/node-<i>".
struct FeedMachine {
  sim::SimulatedHost* host = nullptr;
  const NodesEntry* entry = nullptr;
  std::vector<sim::HostPort> endpoints, providers;
};
/// Makes an account pay for gas as these keys say. Throws InputError at `place`.
void set_gas(nodes::TransmitterSpec& account, const GasEntry& gas, const Place& place);
/// Refuses values that no feed can work with. Throws InputError.
void check_feed(const FeedEntry& feed);
/// Refuses bounds that no answer lies between. Throws InputError.
void check_bounds(const FeedEntry& feed, const Price& minimum, const Price& maximum);
/// The beginnings of a feed whose machines look at it every `poll`; `kind` of its entity. Throws InputError.
BuiltFeed begin_polled_feed(FeedWorkshop& shop, const FeedEntry& entry, const char* kind, sim::Duration poll);

std::vector<FeedMachine> add_machines(FeedWorkshop& shop, const FeedEntry& feed, sim::EntityId entity);
/// The sources of a pair as a machine's providers give them. Throws sim::InputError at the feed's price.
nodes::PriceSourcesSpec sources_of(FeedWorkshop& shop, const FeedMachine& machine, const Reference& price);
/// The addresses of the endpoints that an entry of this name has in its key `rpc`, all of one chain. Throws
/// sim::InputError.
std::vector<sim::HostPort> endpoints_of(FeedWorkshop& shop, const std::vector<Reference>& rpc, const std::string& chain,
                                        const std::string& name, const Place& place);
/// How a machine uses a chain: with an account of its own, funded with 1000 ether, that pays what the chain asks.
nodes::ChainAccess chain_access(FeedWorkshop& shop, chains::Chain& chain, std::vector<sim::HostPort> endpoints,
                                const std::string& machine);

/// Adds networks and baselines: contracts (gathered, not yet on chain), machines, programs. Throws sim::InputError.
void build_networks(const Scenario& scenario, FeedWorkshop& shop);
void build_baselines(const Scenario& scenario, FeedWorkshop& shop);

}  // namespace orrery::scenarios
