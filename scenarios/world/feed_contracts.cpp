#include "scenarios/world/feed_contracts.h"

#include "nodes/ocr2/median_codec.h"
#include "scenarios/world/network_config.h"

namespace orrery::scenarios {

namespace {

using chains::AbiValue;
using chains::Int256;
using chains::Uint256;

AbiValue number(std::uint64_t value) { return {Uint256(value)}; }
AbiValue list(const std::vector<chains::Address>& addresses) {
  AbiValue::List values;
  for (const chains::Address& address : addresses) values.push_back({address});
  return {values};
}

void set_config(Deployer& deployer, const chains::Address& aggregator, const NetworkEntry& network,
                const std::vector<nodes::OracleKeys>& keys) {
  std::vector<chains::Address> signers, transmitters;
  for (const nodes::OracleKeys& oracle : keys) {
    signers.push_back(oracle.onchain.address);
    transmitters.push_back(oracle.transmitter);
  }
  const std::uint8_t f = f_of(network, keys.size());
  // Each transmitter is its own payee.
  deployer.call(aggregator, "setPayees(address[],address[])", {list(transmitters), list(transmitters)});
  deployer.call(aggregator, "setConfig(address[],address[],uint8,bytes,uint64,bytes)",
                {list(signers),
                 list(transmitters),
                 number(f),
                 {nodes::encode(answer_bounds(network))},
                 number(nodes::kOcr2OffchainConfigVersion),
                 {nodes::encode(offchain_config(network, keys, f))}});
}

}  // namespace

chains::Address deploy_link(Deployer& deployer) {
  const chains::Address link = deployer.deploy("LinkToken", "()", {});
  deployer.call(link, "grantMintRole(address)", {{deployer.address()}});
  return link;
}

Ocr2FeedContracts deploy_ocr2_feed(Deployer& deployer, const chains::Address& link, const NetworkEntry& network,
                                   const std::vector<nodes::OracleKeys>& keys) {
  const nodes::MedianOnchainConfig bounds = answer_bounds(network);
  const BillingEntry& billing = network.billing;
  const chains::Address access = deployer.deploy("SimpleWriteAccessController", "()", {});
  const chains::Address aggregator =
      deployer.deploy("AccessControlledOCR2Aggregator", "(address,int192,int192,address,address,uint8,string)",
                      {{link},
                       {bounds.min_answer},
                       {bounds.max_answer},
                       {access},
                       {access},
                       number(network.decimals),
                       {network.price.name}});
  const chains::Address proxy =
      deployer.deploy("EACAggregatorProxy", "(address,address)", {{aggregator}, {chains::Address{}}});
  deployer.call(aggregator, "addAccess(address)", {{proxy}});
  deployer.call(aggregator, "setBilling(uint32,uint32,uint32,uint32,uint24)",
                {number(billing.maximum_gas_price_gwei), number(billing.reasonable_gas_price_gwei),
                 number(billing.observation_payment_gjuels), number(billing.transmission_payment_gjuels),
                 number(billing.accounting_gas)});
  deployer.call(link, "mint(address,uint256)", {{aggregator}, {billing.fund.amount}});
  set_config(deployer, aggregator, network, keys);
  return {aggregator, proxy, link};
}

chains::Address deploy_single_oracle(Deployer& deployer, const SingleOracleEntry& oracle,
                                     const chains::Address& updater) {
  return deployer.deploy("SingleOracle", "(address,uint8,string)",
                         {{updater}, number(oracle.decimals), {oracle.price.name}});
}

chains::Address deploy_committee(Deployer& deployer, const CommitteeEntry& committee,
                                 const std::vector<chains::Address>& members) {
  return deployer.deploy(
      "CommitteeOracle", "(address[],uint8,uint8,string)",
      {list(members), number(committee.threshold), number(committee.decimals), {committee.price.name}});
}

}  // namespace orrery::scenarios
