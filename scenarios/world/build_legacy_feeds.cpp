#include <fmt/format.h>

#include "nodes/feeds/flux_monitor.h"
#include "nodes/feeds/medianizer.h"
#include "scenarios/world/build_places.h"
#include "scenarios/world/build_vaults.h"
#include "sim/input_error.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Address;
using chains::Uint256;

AbiValue plain_number(std::uint64_t value) { return {Uint256(value)}; }
AbiValue address_list(const std::vector<Address>& addresses) {
  AbiValue::List values;
  for (const Address& address : addresses) values.push_back({address});
  return {values};
}

nodes::ChainAccess legacy_access(FeedWorkshop& shop, const BuiltFeed& feed, const FeedMachine& machine,
                                 const GasEntry& gas) {
  nodes::ChainAccess access = chain_access(shop, *feed.chain, machine.endpoints, machine.host->name());
  set_gas(access.transmitter, gas, feed.entry->place);
  return access;
}

/// Submissions that make an answer.
std::uint32_t fewest_of(const FluxFeedEntry& entry, std::size_t oracles) {
  const auto count = static_cast<std::uint32_t>(oracles);
  const std::uint32_t fewest = entry.fewest_submissions.value_or((2 * count + 2) / 3);
  constexpr std::uint32_t kMost = 77;  // of the contract
  if (count > kMost)
    throw sim::InputError(entry.place.text(), fmt::format("a FluxAggregator has at most {} oracles", kMost));
  if (fewest == 0 || fewest > count)
    throw sim::InputError(entry.place.text(),
                          fmt::format("fewest_submissions: expected 1 to the {} oracles, found {}", count, fewest));
  if (entry.restart_delay >= count)
    throw sim::InputError(entry.place.text(), fmt::format("restart_delay: expected less than the {} oracles", count));
  return fewest;
}

Address deploy_flux(FeedWorkshop& shop, const FluxFeedEntry& entry, const BuiltFeed& feed,
                    const std::vector<Address>& oracles, std::uint32_t fewest) {
  Deployer& deployer = shop.deployer(feed.chain->name());
  const Address& link = shop.link(feed.chain->name());
  const int decimals = static_cast<int>(entry.decimals);
  check_bounds(entry, entry.minimum_answer, entry.maximum_answer);
  const Address contract =
      deployer.deploy("FluxAggregator", "(address,uint128,uint32,address,int256,int256,uint8,string)",
                      {{link},
                       {entry.payment.amount},
                       plain_number(static_cast<std::uint64_t>(entry.round_timeout.whole_seconds())),
                       {Address{}},
                       {nodes::to_answer(entry.minimum_answer, decimals)},
                       {nodes::to_answer(entry.maximum_answer, decimals)},
                       plain_number(entry.decimals),
                       {entry.price.name}});
  deployer.call(link, "mint(address,uint256)", {{contract}, {entry.fund.amount}});
  deployer.call(contract, "updateAvailableFunds()", {});
  deployer.call(contract, "changeOracles(address[],address[],address[],uint32,uint32,uint32)",
                {address_list({}), address_list(oracles), address_list(oracles), plain_number(fewest),
                 plain_number(oracles.size()), plain_number(entry.restart_delay)});
  return contract;
}

void build_flux_feed(const FluxFeedEntry& entry, FeedWorkshop& shop) {
  BuiltFeed feed = begin_polled_feed(shop, entry, "flux-feed", entry.poll);
  const std::vector<FeedMachine> machines = add_machines(shop, entry, feed.entity);
  const std::uint32_t fewest = fewest_of(entry, machines.size());
  std::vector<nodes::ChainAccess> accesses;
  std::vector<Address> oracles;
  for (const FeedMachine& machine : machines) {
    accesses.push_back(legacy_access(shop, feed, machine, entry));
    oracles.push_back(accesses.back().transmitter.account->address);
    feed.machines.push_back(machine.host->id());
  }
  feed.contract = deploy_flux(shop, entry, feed, oracles, fewest);
  feed.proxy = feed.contract;
  for (std::size_t i = 0; i < machines.size(); ++i) {
    const nodes::FluxMonitorSpec spec{.name = entry.name,
                                      .contract = feed.contract,
                                      .feed = feed.entity,
                                      .price = sources_of(shop, machines[i], entry.price),
                                      .decimals = static_cast<int>(entry.decimals),
                                      .rule = {entry.deviation.parts_per_billion, entry.heartbeat},
                                      .poll = entry.poll,
                                      .chain = accesses[i]};
    machines[i].host->install("oracle",
                              [spec](sim::Host& host) { return std::make_unique<nodes::FluxMonitor>(host, spec); });
  }
  shop.feeds.push_back(std::move(feed));
}

/// The pair as a medianizer's contract names it: "ETHUSD".
chains::Bytes32 pair_word(const std::string& price) {
  chains::Bytes32 word;
  std::size_t length = 0;
  for (const char letter : price)
    if (letter != '/' && length < word.data.size()) word.data[length++] = static_cast<std::uint8_t>(letter);
  return word;
}

Address deploy_median(FeedWorkshop& shop, const MedianizerEntry& entry, const BuiltFeed& feed,
                      const std::vector<Address>& signers) {
  Deployer& deployer = shop.deployer(feed.chain->name());
  const chains::Bytes32 pair = pair_word(entry.price.name);
  const Address contract =
      deployer.deploy("Median", "(bytes32)", {{chains::Bytes(pair.data.begin(), pair.data.end())}});
  deployer.call(contract, "lift(address[])", {address_list(signers)});
  deployer.call(contract, "setBar(uint256)", {plain_number(entry.bar)});
  return contract;
}

/// Keys whose addresses begin with different bytes, as the contract wants them.
std::vector<chains::Secp256k1KeyPair> signer_keys(FeedWorkshop& shop, const std::vector<FeedMachine>& machines) {
  std::vector<chains::Secp256k1KeyPair> keys;
  std::vector<bool> taken(256);
  for (const FeedMachine& machine : machines) {
    for (std::uint32_t attempt = 0;; ++attempt) {
      const std::string name = machine.host->name() + "/signer" + (attempt == 0 ? "" : std::to_string(attempt));
      const chains::Secp256k1KeyPair key = shop.ledgers.signatures().key_pair(key_named(name));
      if (taken[key.address.data[0]]) continue;
      taken[key.address.data[0]] = true;
      keys.push_back(key);
      break;
    }
  }
  return keys;
}

void build_medianizer(const MedianizerEntry& entry, FeedWorkshop& shop) {
  BuiltFeed feed = begin_polled_feed(shop, entry, "medianizer", entry.poll);
  const std::vector<FeedMachine> machines = add_machines(shop, entry, feed.entity);
  constexpr std::size_t kMostSigners = 64;  // far below the 256 first bytes of addresses
  if (machines.size() > kMostSigners)
    throw sim::InputError(entry.place.text(), fmt::format("nodes: expected at most {}", kMostSigners));
  if (entry.bar % 2 == 0 || entry.bar > machines.size())
    throw sim::InputError(entry.place.text(), fmt::format("bar: expected an odd number up to the {} machines, found {}",
                                                          machines.size(), entry.bar));
  if (entry.deviation.parts_per_billion > 1'000'000'000)
    throw sim::InputError(entry.place.text(), "deviation: expected at most 100 % of a medianizer");
  const std::vector<chains::Secp256k1KeyPair> keys = signer_keys(shop, machines);
  std::vector<Address> signers;
  for (std::size_t i = 0; i < machines.size(); ++i) {
    signers.push_back(keys[i].address);
    feed.machines.push_back(machines[i].host->id());
  }
  feed.contract = deploy_median(shop, entry, feed, signers);
  feed.proxy = feed.contract;
  feed.is_medianizer = true;
  for (std::size_t i = 0; i < machines.size(); ++i) {
    const nodes::MedianSignerSpec spec{.name = entry.name,
                                       .pair = pair_word(entry.price.name),
                                       .price = sources_of(shop, machines[i], entry.price),
                                       .key = keys[i],
                                       .signatures = &shop.ledgers.signatures()};
    machines[i].host->install("signer",
                              [spec](sim::Host& host) { return std::make_unique<nodes::MedianSigner>(host, spec); });
  }
  const nodes::MedianRelayerSpec spec{.name = entry.name,
                                      .contract = feed.contract,
                                      .feed = feed.entity,
                                      .signers = feed.machines,
                                      .bar = entry.bar,
                                      .spread = {static_cast<std::uint32_t>(entry.deviation.parts_per_billion)},
                                      .expiry = entry.heartbeat,
                                      .poll = entry.poll,
                                      .chain = legacy_access(shop, feed, machines.front(), entry)};
  machines.front().host->install(
      "relayer", [spec](sim::Host& host) { return std::make_unique<nodes::MedianRelayer>(host, spec); });
  shop.feeds.push_back(std::move(feed));
}

}  // namespace

void build_legacy_feeds(const Scenario& scenario, FeedWorkshop& shop) {
  for (const FluxFeedEntry& entry : scenario.flux_feeds) at_place(entry.place, [&] { build_flux_feed(entry, shop); });
  for (const MedianizerEntry& entry : scenario.medianizers)
    at_place(entry.place, [&] { build_medianizer(entry, shop); });
}

}  // namespace orrery::scenarios
