#pragma once

#include "chains/contracts/external_call.h"
#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "AssetOracle": which source prices which asset, read by its `latestAnswer()` in US dollars with 8 decimals, and
/// believed. Interface and behaviour: Aave v3's AaveOracle without a fallback oracle, so that an answer that is not
/// positive reverts without data.
class AssetOracle : public SolidityContract {
 public:
  AssetOracle();
};

namespace lending {
extern const ExternalFunction<Uint256, Address> kGetAssetPrice;
}  // namespace lending
}  // namespace orrery::chains
