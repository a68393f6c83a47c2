#pragma once

#include <cstdint>

#include "chains/bytes.h"
#include "chains/uint256.h"
#include "sim/time.h"

namespace orrery::nodes {

/// Where a vault system auctions, and by what rules.
struct AuctionHouse {
  chains::Address contract = {};
  chains::Uint256 beg;     ///< a wad: how much better a bid must be than the one before
  sim::Duration ttl, tau;  ///< how long a bid stands before it wins, and how long an auction lasts
  chains::Uint256 pad;     ///< a wad, of debts: what a lot that nobody bid for is multiplied by
};

/// A vault system as those who use it know it: its contracts (docs/contracts.md) and what its auctions ask.
struct VaultSystem {
  chains::Address vat = {}, spotter = {}, osm = {}, cat = {}, vow = {};
  chains::Address gem = {}, gem_join = {}, dai = {}, dai_join = {};
  chains::Bytes32 ilk = {};
  chains::Uint256 lump;       ///< a wad: the largest lot of collateral
  AuctionHouse flips, flops;  ///< auctions of collateral, and of debt for new tokens of the system's own
  chains::Uint256 sump;       ///< a rad: the debt that one auction sells
  sim::Duration debt_waits;   ///< until then auctions of collateral may pay a debt
};

}  // namespace orrery::nodes
