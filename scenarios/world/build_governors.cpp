#include <fmt/format.h>

#include <set>

#include "chains/contracts/abi_types.h"
#include "nodes/actors/governor.h"
#include "scenarios/world/build_lending.h"
#include "scenarios/world/build_places.h"
#include "sim/input_error.h"
#include "sim/network/simulated_host.h"

namespace orrery::scenarios {

namespace {

using chains::Address;

const BuiltLendingMarket& market_of(const std::vector<BuiltLendingMarket>& markets, const ProposalEntry& proposal,
                                    const chains::Chain& chain) {
  std::vector<std::string> names;
  for (const BuiltLendingMarket& market : markets) {
    if (market.chain != &chain) continue;
    if (market.name == proposal.market.name) return market;
    names.push_back(market.name);
  }
  throw sim::InputError(proposal.market.place.text(),
                        fmt::format("there is no lending market \"{}\" on {}{}", proposal.market.name, chain.name(),
                                    sim::did_you_mean(proposal.market.name, names)));
}

nodes::Decision decision_of(const ProposalEntry& proposal, const Scenario& scenario, FeedWorkshop& shop,
                            const BuiltLendingMarket& market) {
  if (proposal.at < scenario.start || proposal.at >= scenario.start + scenario.duration)
    throw sim::InputError(proposal.place.text(), "at: expected a time within the scenario's");
  const BuiltLendingAsset& asset = market.asset({proposal.name, proposal.place});
  const Address source = build_price_source(proposal, shop, *market.chain);
  const std::vector<Address> assets{asset.asset.token}, sources{source};
  return {.at = proposal.at,
          .to = market.oracle,
          .input = chains::abi::encode_with_selector(chains::selector_of("setAssetSources(address[],address[])"),
                                                     assets, sources),
          .about = proposal.about.empty()
                       ? fmt::format("{} prices {} by another source from here on", market.name, proposal.name)
                       : proposal.about};
}

void build_governor(const GovernorEntry& entry, const Scenario& scenario, FeedWorkshop& shop,
                    const std::vector<BuiltLendingMarket>& markets) {
  chains::Chain& chain = shop.ledgers.chain(checked_name(shop.world(), entry.chain, "chain"));
  nodes::GovernorSpec spec;
  for (const ProposalEntry& proposal : entry.proposals)
    at_place(proposal.place, [&] {
      spec.decisions.push_back(decision_of(proposal, scenario, shop, market_of(markets, proposal, chain)));
    });
  spec.chain.endpoints = endpoints_of(shop, entry.rpc, chain.name(), entry.name, entry.place);
  spec.chain.transmitter.chain_id = chain.spec().chain_id;
  spec.chain.transmitter.account = shop.deployer(chain.name()).key();
  spec.chain.tables = shop.tables;
  spec.chain.signatures = &shop.ledgers.signatures();
  spec.notes = shop.world().tables().note;
  sim::HostSpec host;
  host.name = entry.name;
  host.zone = checked_name(shop.world(), entry.zone, "zone");
  shop.world().network().add_host(host).install(
      "governor", [spec](sim::Host& machine) { return std::make_unique<nodes::Governor>(machine, spec); });
}

}  // namespace

void build_governors(const Scenario& scenario, FeedWorkshop& shop, const std::vector<BuiltLendingMarket>& markets) {
  std::set<std::string> chains;
  for (const GovernorEntry& entry : scenario.governors)
    at_place(entry.place, [&] {
      if (!chains.insert(entry.chain.name).second)
        throw sim::InputError(entry.place.text(), "\"" + entry.chain.name + "\" has a governor already",
                              "give it all proposals of the chain");
      build_governor(entry, scenario, shop, markets);
    });
}

}  // namespace orrery::scenarios
