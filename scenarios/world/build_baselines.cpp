#include <fmt/format.h>

#include "nodes/feeds/committee_relayer.h"
#include "nodes/feeds/single_server_oracle.h"
#include "scenarios/world/build_feeds.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/feed_contracts.h"
#include "sim/input_error.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

nodes::PushRule push_rule(const FeedEntry& entry) { return {entry.deviation.parts_per_billion, entry.heartbeat}; }

void build_single_oracle(const SingleOracleEntry& entry, FeedWorkshop& shop) {
  BuiltFeed feed = begin_polled_feed(shop, entry, "single-oracle", entry.poll);
  const std::vector<FeedMachine> machines = add_machines(shop, entry, feed.entity);
  if (machines.size() != 1)
    throw sim::InputError(entry.place.text(),
                          fmt::format("\"{}\" has {} machines; a single oracle has one", entry.name, machines.size()));
  const FeedMachine& machine = machines.front();
  feed.machines.push_back(machine.host->id());
  nodes::ChainAccess access = chain_access(shop, *feed.chain, machine.endpoints, machine.host->name());
  feed.contract = deploy_single_oracle(shop.deployer(feed.chain->name()), entry, access.transmitter.account->address);
  feed.proxy = feed.contract;
  const nodes::SingleServerSpec spec{.name = entry.name,
                                     .contract = feed.contract,
                                     .feed = feed.entity,
                                     .price = sources_of(shop, machine, entry.price),
                                     .decimals = static_cast<int>(entry.decimals),
                                     .rule = push_rule(entry),
                                     .poll = entry.poll,
                                     .chain = std::move(access)};
  machine.host->install("oracle",
                        [spec](sim::Host& host) { return std::make_unique<nodes::SingleServerOracle>(host, spec); });
  shop.feeds.push_back(std::move(feed));
}

void install_relayer(const CommitteeEntry& entry, FeedWorkshop& shop, const BuiltFeed& feed, const FeedMachine& machine,
                     const nodes::CommitteeFeed& committee, std::vector<nodes::CommitteeRelayerSpec::Member> members) {
  const nodes::CommitteeRelayerSpec spec{
      .feed = committee,
      .entity = feed.entity,
      .members = std::move(members),
      .threshold = entry.threshold,
      .price = sources_of(shop, machine, entry.price),
      .rule = push_rule(entry),
      .poll = entry.poll,
      .chain = chain_access(shop, *feed.chain, machine.endpoints, machine.host->name())};
  machine.host->install("relayer",
                        [spec](sim::Host& host) { return std::make_unique<nodes::CommitteeRelayer>(host, spec); });
}

void build_committee(const CommitteeEntry& entry, FeedWorkshop& shop) {
  BuiltFeed feed = begin_polled_feed(shop, entry, "committee", entry.poll);
  const std::vector<FeedMachine> machines = add_machines(shop, entry, feed.entity);
  if (entry.threshold == 0 || entry.threshold > machines.size())
    throw sim::InputError(entry.place.text(), fmt::format("threshold: expected 1 to the {} members of \"{}\", found {}",
                                                          machines.size(), entry.name, entry.threshold));
  std::vector<chains::Secp256k1KeyPair> keys;
  std::vector<chains::Address> addresses;
  std::vector<nodes::CommitteeRelayerSpec::Member> members;
  for (const FeedMachine& machine : machines) {
    keys.push_back(shop.ledgers.signatures().key_pair(key_named(machine.host->name() + "/member")));
    addresses.push_back(keys.back().address);
    members.push_back({machine.host->id(), keys.back().address});
    feed.machines.push_back(machine.host->id());
  }
  feed.contract = deploy_committee(shop.deployer(feed.chain->name()), entry, addresses);
  feed.proxy = feed.contract;
  const nodes::CommitteeFeed committee{entry.name, feed.contract, feed.chain->spec().chain_id,
                                       static_cast<int>(entry.decimals)};
  for (std::size_t i = 0; i < machines.size(); ++i) {
    const nodes::CommitteeMemberSpec spec{.feed = committee,
                                          .price = sources_of(shop, machines[i], entry.price),
                                          .key = keys[i],
                                          .signatures = &shop.ledgers.signatures()};
    machines[i].host->install(
        "member", [spec](sim::Host& host) { return std::make_unique<nodes::CommitteeMemberProgram>(host, spec); });
  }
  install_relayer(entry, shop, feed, machines.front(), committee, std::move(members));
  shop.feeds.push_back(std::move(feed));
}

}  // namespace

void build_baselines(const Scenario& scenario, FeedWorkshop& shop) {
  for (const SingleOracleEntry& entry : scenario.single_oracles)
    at_place(entry.place, [&] { build_single_oracle(entry, shop); });
  for (const CommitteeEntry& entry : scenario.committees) at_place(entry.place, [&] { build_committee(entry, shop); });
}

}  // namespace orrery::scenarios
