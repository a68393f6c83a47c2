#pragma once

#include "chains/contracts/abi_types.h"
#include "nodes/market/price.h"

namespace orrery::nodes {

/// A pool of two tokens with the arithmetic of Uniswap v2, and the router that trades in it.
struct Pool {
  chains::Address pair = {}, router = {}, base = {}, quote = {};
  int base_decimals = 18, quote_decimals = 18;
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

/// Reserves of base and quote, from the words that getReserves() answers.
PoolReserves reserves_of(const Pool& pool, const std::vector<chains::Uint256>& words);
/// The base's price in the quote; zero of an empty pool.
Price spot_price(const Pool& pool, const PoolReserves& reserves);
/// The trade after which the pool, its fee left aside, is at `price`; nothing within `margin_ppb` of it.
PoolTrade trade_towards(const Pool& pool, const PoolReserves& reserves, Price price, std::int64_t margin_ppb);
/// Calldata of the router's swapExactTokensForTokens for `to`, good until `deadline` in unix seconds.
chains::Bytes swap_input(const Pool& pool, const PoolTrade& trade, const chains::Address& to, std::uint64_t deadline);

}  // namespace orrery::nodes
