#pragma once

#include <cstdint>

#include "chains/bytes.h"
#include "chains/uint256.h"
#include "sim/time.h"

namespace orrery::nodes {

/// A vault system as those who use it know it: its contracts (docs/contracts.md) and what its auctions ask.
struct VaultSystem {
  chains::Address vat = {}, spotter = {}, osm = {}, cat = {}, flipper = {};
  chains::Address gem = {}, gem_join = {}, dai = {}, dai_join = {};
  chains::Bytes32 ilk = {};
  chains::Uint256 lump, beg;  ///< wads: the largest lot, and how much a bid must be above the one before
  sim::Duration ttl, tau;     ///< how long a bid stands before it wins, and how long an auction lasts
};

}  // namespace orrery::nodes
