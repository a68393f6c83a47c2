#include "chains/contracts/lending/asset_oracle.h"

#include "chains/contracts/aggregator_interface.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {

namespace lending {
const ExternalFunction<Uint256, Address> kGetAssetPrice("function getAssetPrice(address asset) view returns (uint256)");
}  // namespace lending

namespace {

constexpr unsigned kSources = 2;
constexpr std::uint64_t kUnit = 100'000'000;

const Event kAssetSourceUpdated("event AssetSourceUpdated(address indexed asset, address indexed source)");
const Event kBaseCurrencySet("event BaseCurrencySet(address indexed baseCurrency, uint256 baseCurrencyUnit)");

void set_sources(Execution& execution, const std::vector<Address>& assets, const std::vector<Address>& sources) {
  require(assets.size() == sources.size(), "76");  // INCONSISTENT_PARAMS_LENGTH
  for (std::size_t i = 0; i < assets.size(); ++i) {
    store_address(execution, mapping_slot(execution, kSources, assets[i]), sources[i]);
    kAssetSourceUpdated.emit(execution, assets[i], sources[i]);
  }
}
void initialize(Execution& execution, std::vector<Address> assets, std::vector<Address> sources) {
  ownable::construct(execution);
  set_sources(execution, assets, sources);
  kBaseCurrencySet.emit(execution, Address{}, Uint256(kUnit));
}
void set_asset_sources(Execution& execution, std::vector<Address> assets, std::vector<Address> sources) {
  ownable::require_owner(execution);
  set_sources(execution, assets, sources);
}
Address source_of(Execution& execution, Address asset) {
  return load_address(execution, mapping_slot(execution, kSources, asset));
}
Uint256 asset_price(Execution& execution, Address asset) {
  const Address source = source_of(execution, asset);
  if (source.is_zero()) revert_empty();
  const Int256 answer = aggregator::kLatestAnswer(execution, source);
  if (answer <= 0) revert_empty();
  return to_word(answer);
}
std::vector<Uint256> assets_prices(Execution& execution, std::vector<Address> assets) {
  std::vector<Uint256> prices;
  for (const Address& asset : assets) prices.push_back(asset_price(execution, asset));
  return prices;
}
Address base_currency(Execution&) { return {}; }
Uint256 base_currency_unit(Execution&) { return kUnit; }

}  // namespace

AssetOracle::AssetOracle() {
  add({
      {"constructor(address[] assets, address[] sources)", handler_of(initialize)},
      {"function getAssetPrice(address asset) view returns (uint256)", handler_of(asset_price), 900},
      {"function getAssetsPrices(address[] assets) view returns (uint256[])", handler_of(assets_prices), 1'500},
      {"function getSourceOfAsset(address asset) view returns (address)", handler_of(source_of), 350},
      {"function setAssetSources(address[] assets, address[] sources)", handler_of(set_asset_sources), 1'200},
      {"function BASE_CURRENCY() view returns (address)", handler_of(base_currency), 250},
      {"function BASE_CURRENCY_UNIT() view returns (uint256)", handler_of(base_currency_unit), 250},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 300},
  });
  add({&kAssetSourceUpdated, &kBaseCurrencySet, &ownable::kOwnershipTransferRequested,
       &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
