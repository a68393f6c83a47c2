#include "chains/contracts/registry.h"

#include <memory>
#include <string>
#include <utility>

#include "chains/contracts/amm/peg_stability_module.h"
#include "chains/contracts/amm/stable_swap.h"
#include "chains/contracts/amm/uniswap_v2_factory.h"
#include "chains/contracts/amm/uniswap_v2_pair.h"
#include "chains/contracts/amm/uniswap_v2_router.h"
#include "chains/contracts/committee_oracle.h"
#include "chains/contracts/data_streams_verifier.h"
#include "chains/contracts/eac_aggregator_proxy.h"
#include "chains/contracts/erc20_token.h"
#include "chains/contracts/feed_consumer.h"
#include "chains/contracts/flux_aggregator.h"
#include "chains/contracts/keystone_forwarder.h"
#include "chains/contracts/lending/a_token.h"
#include "chains/contracts/lending/asset_oracle.h"
#include "chains/contracts/lending/flash_loan_attack.h"
#include "chains/contracts/lending/interest_rate_strategy.h"
#include "chains/contracts/lending/lending_pool.h"
#include "chains/contracts/lending/variable_debt_token.h"
#include "chains/contracts/link_token.h"
#include "chains/contracts/maker/cat.h"
#include "chains/contracts/maker/dai.h"
#include "chains/contracts/maker/feed_value.h"
#include "chains/contracts/maker/flipper.h"
#include "chains/contracts/maker/flopper.h"
#include "chains/contracts/maker/joins.h"
#include "chains/contracts/maker/median.h"
#include "chains/contracts/maker/osm.h"
#include "chains/contracts/maker/spotter.h"
#include "chains/contracts/maker/vat.h"
#include "chains/contracts/maker/vow.h"
#include "chains/contracts/multisig_wallet.h"
#include "chains/contracts/ocr2_aggregator.h"
#include "chains/contracts/operator.h"
#include "chains/contracts/prices/delayed_price.h"
#include "chains/contracts/prices/derived_sources.h"
#include "chains/contracts/prices/pair_prices.h"
#include "chains/contracts/simple_write_access_controller.h"
#include "chains/contracts/single_oracle.h"
#include "chains/contracts/vrf/blockhash_store.h"
#include "chains/contracts/vrf/vrf_coordinator.h"

namespace orrery::chains {
namespace {

template <class T>
void add(std::vector<ContractKind>& kinds, std::string name, Gas deployment_gas) {
  auto code = std::make_unique<T>();
  auto abi = code->abi();
  kinds.push_back({std::move(name), deployment_gas, std::move(code), std::move(abi)});
}

}  // namespace

std::vector<ContractKind> contract_kinds() {
  std::vector<ContractKind> kinds;
  add<Ocr2Aggregator>(kinds, "AccessControlledOCR2Aggregator", 4'758'000);
  add<EacAggregatorProxy>(kinds, "EACAggregatorProxy", 2'048'000);
  add<LinkToken>(kinds, "LinkToken", 1'674'700);
  add<Erc20Token>(kinds, "ERC20", 900'000);
  add<SimpleWriteAccessController>(kinds, "SimpleWriteAccessController", 454'400);
  add<MultisigWallet>(kinds, "MultisigWallet", 1'500'000);
  add<FeedConsumer>(kinds, "FeedConsumer", 500'000);
  add<SingleOracle>(kinds, "SingleOracle", 700'000);
  add<CommitteeOracle>(kinds, "CommitteeOracle", 1'000'000);
  add<FluxAggregator>(kinds, "FluxAggregator", 4'700'000);
  add<Operator>(kinds, "Operator", 3'050'000);
  add<VerifierProxy>(kinds, "VerifierProxy", 1'150'000);
  add<Verifier>(kinds, "Verifier", 2'400'000);
  add<KeystoneForwarder>(kinds, "KeystoneForwarder", 1'900'000);
  add<VrfCoordinator>(kinds, "VRFCoordinatorV2_5", 4'850'000);
  add<BlockhashStore>(kinds, "BlockhashStore", 300'000);
  add<LendingPool>(kinds, "LendingPool", 4'900'000);
  add<AToken>(kinds, "AToken", 2'600'000);
  add<VariableDebtToken>(kinds, "VariableDebtToken", 2'200'000);
  add<InterestRateStrategy>(kinds, "InterestRateStrategy", 900'000);
  add<AssetOracle>(kinds, "AssetOracle", 900'000);
  add<FixedPrice>(kinds, "FixedPrice", 200'000);
  add<CheckedFeed>(kinds, "CheckedFeed", 400'000);
  add<ProductFeed>(kinds, "ProductFeed", 400'000);
  add<AnchoredFeed>(kinds, "AnchoredFeed", 400'000);
  add<DelayedPrice>(kinds, "DelayedPrice", 900'000);
  add<PairSpotPrice>(kinds, "PairSpotPrice", 500'000);
  add<PairAveragePrice>(kinds, "PairAveragePrice", 700'000);
  add<UniswapV2Factory>(kinds, "UniswapV2Factory", 2'500'000);
  add<UniswapV2Pair>(kinds, "UniswapV2Pair", 2'100'000);
  add<UniswapV2Router>(kinds, "UniswapV2Router02", 3'600'000);
  add<PegStabilityModule>(kinds, "PegStabilityModule", 1'000'000);
  add<GuardedPegStabilityModule>(kinds, "GuardedPegStabilityModule", 1'050'000);
  add<StableSwap>(kinds, "StableSwap", 3'500'000);
  add<Vat>(kinds, "Vat", 3'200'000);
  add<GemJoin>(kinds, "GemJoin", 700'000);
  add<DaiJoin>(kinds, "DaiJoin", 600'000);
  add<Dai>(kinds, "Dai", 1'300'000);
  add<Cat>(kinds, "Cat", 1'600'000);
  add<Flipper>(kinds, "Flipper", 1'900'000);
  add<Flopper>(kinds, "Flopper", 1'600'000);
  add<Vow>(kinds, "Vow", 1'500'000);
  add<Spotter>(kinds, "Spotter", 900'000);
  add<Median>(kinds, "Median", 1'800'000);
  add<Osm>(kinds, "OSM", 1'300'000);
  add<FeedValue>(kinds, "FeedValue", 300'000);
  add<StableSpotPrice>(kinds, "StableSpotPrice", 700'000);
  add<FlashLoanAttack>(kinds, "FlashLoanAttack", 1'100'000);
  return kinds;
}

}  // namespace orrery::chains
