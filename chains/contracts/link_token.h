#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// LinkToken: "ChainLink Token", LINK, 18 decimals, at most 10^9 LINK; ERC-20 and ERC-677 (transferAndCall), minted and
/// burnt by those whom its owner names. Source: @chainlink/contracts 0.8.0, LinkToken on BurnMintERC677 (the form that
/// rollups run; the first token on Ethereum has the same interface but a fixed supply and no reasons).
class LinkToken : public SolidityContract {
 public:
  LinkToken();
};

}  // namespace orrery::chains
