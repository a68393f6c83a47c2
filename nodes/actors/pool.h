#pragma once

#include "chains/contracts/abi_types.h"
#include "nodes/market/price.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// A pool of two tokens and who takes orders for it: a pair of Uniswap v2 and its router, or a stable pool, which takes
/// them itself and whose first coin is the base.
struct Pool {
  chains::Address pair = {}, router = {}, base = {}, quote = {};
  int base_decimals = 18, quote_decimals = 18;
  std::uint32_t amplification = 0;  ///< Curve's A; 0: not a stable pool

  bool is_stable() const { return amplification != 0; }
};
/// What is in it, in the tokens' smallest units.
struct PoolReserves {
  chains::Uint256 base = 0, quote = 0;
};
/// A trade that brings a pool to a price.
struct PoolTrade {
  bool sells_base = false;
  chains::Uint256 amount = 0;  ///< of what is sold, in its smallest unit; 0: the pool is near enough
  chains::Uint256 least = 0;   ///< of what must come out: its worth at that price, less the pool's fee
};

/// What it takes of each trade.
sim::Fraction fee_of(const Pool& pool);
/// Reserves of base and quote, from the words that a pair's getReserves() answers, or a stable pool's two balances.
PoolReserves reserves_of(const Pool& pool, const std::vector<chains::Uint256>& words);
/// So much of the base, and of the quote what makes the price.
PoolReserves reserves_at(const Pool& pool, const chains::Uint256& base, Price price);
/// The base's price in the quote at the margin; zero of an empty pool.
Price spot_price(const Pool& pool, const PoolReserves& reserves);
/// The trade after which the pool, its fee left aside, is at `price`; nothing within `margin_ppb` of it.
PoolTrade trade_towards(const Pool& pool, const PoolReserves& reserves, Price price, std::int64_t margin_ppb);
/// Calldata of the router's swapExactTokensForTokens for `to`, good until `deadline` in unix seconds; of a stable
/// pool's exchange, which knows neither.
chains::Bytes swap_input(const Pool& pool, const PoolTrade& trade, const chains::Address& to, std::uint64_t deadline);

}  // namespace orrery::nodes
