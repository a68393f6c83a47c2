#include "chains/contracts/amm/uniswap_v2_router.h"

#include <algorithm>
#include <utility>

#include "chains/contracts/amm/pair_token.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using pair_token::add;
using pair_token::multiply;
using pair_token::subtract;
using Path = std::vector<Address>;
using Amounts = std::vector<Uint256>;

constexpr unsigned kFactoryOf = 0;  // number of the immutable

const ExternalFunction<Address, Address, Address> kGetPair(
    "function getPair(address tokenA, address tokenB) view returns (address pair)");
const ExternalFunction<std::tuple<UintN<112>, UintN<112>, std::uint32_t>> kGetReserves(
    "function getReserves() view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast)");
const ExternalFunction<void, Uint256, Uint256, Address, Bytes> kSwapPair(
    "function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes data)");
const ExternalFunction<Uint256, Address> kMintShares("function mint(address to) returns (uint256 liquidity)");
const ExternalFunction<std::tuple<Uint256, Uint256>, Address> kBurnShares(
    "function burn(address to) returns (uint256 amount0, uint256 amount1)");
const ExternalFunction<bool, Address, Address, Uint256> kTransferFrom(
    "function transferFrom(address from, address to, uint256 value) returns (bool)");

// UniswapV2Library.

Address pair_of(Execution& execution, const Address& a, const Address& b) {
  require(a != b, "UniswapV2Library: IDENTICAL_ADDRESSES");
  require(!std::min(a, b).is_zero(), "UniswapV2Library: ZERO_ADDRESS");
  return kGetPair(execution, to_address(execution.load_immutable(immutable_slot(kFactoryOf))), a, b);
}
/// Reserves of a and of b.
std::pair<Uint256, Uint256> reserves_of(Execution& execution, const Address& a, const Address& b) {
  const auto [reserve0, reserve1, time] = kGetReserves(execution, pair_of(execution, a, b));
  return a < b ? std::pair<Uint256, Uint256>(reserve0.value, reserve1.value)
               : std::pair<Uint256, Uint256>(reserve1.value, reserve0.value);
}
Uint256 quote(Execution&, Uint256 amount, Uint256 reserve_of_it, Uint256 reserve_of_other) {
  require(amount > 0, "UniswapV2Library: INSUFFICIENT_AMOUNT");
  require(reserve_of_it > 0 && reserve_of_other > 0, "UniswapV2Library: INSUFFICIENT_LIQUIDITY");
  return multiply(amount, reserve_of_other) / reserve_of_it;
}
Uint256 amount_out(Execution&, Uint256 amount_in, Uint256 reserve_in, Uint256 reserve_out) {
  require(amount_in > 0, "UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT");
  require(reserve_in > 0 && reserve_out > 0, "UniswapV2Library: INSUFFICIENT_LIQUIDITY");
  const Uint256 less_fee = multiply(amount_in, 997);
  return multiply(less_fee, reserve_out) / add(multiply(reserve_in, 1'000), less_fee);
}
Uint256 amount_in(Execution&, Uint256 amount_out, Uint256 reserve_in, Uint256 reserve_out) {
  require(amount_out > 0, "UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT");
  require(reserve_in > 0 && reserve_out > 0, "UniswapV2Library: INSUFFICIENT_LIQUIDITY");
  const Uint256 numerator = multiply(multiply(reserve_in, amount_out), 1'000);
  const Uint256 denominator = multiply(subtract(reserve_out, amount_out), 997);
  if (denominator == 0) revert_empty();
  return add(numerator / denominator, 1);
}
Amounts amounts_out(Execution& execution, Uint256 amount, Path path) {
  require(path.size() >= 2, "UniswapV2Library: INVALID_PATH");
  Amounts amounts{std::move(amount)};
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const auto [in, out] = reserves_of(execution, path[i], path[i + 1]);
    amounts.push_back(amount_out(execution, amounts.back(), in, out));
  }
  return amounts;
}
Amounts amounts_in(Execution& execution, Uint256 amount, Path path) {
  require(path.size() >= 2, "UniswapV2Library: INVALID_PATH");
  Amounts amounts(path.size());
  amounts.back() = std::move(amount);
  for (std::size_t i = path.size() - 1; i > 0; --i) {
    const auto [in, out] = reserves_of(execution, path[i - 1], path[i]);
    amounts[i - 1] = amount_in(execution, amounts[i], in, out);
  }
  return amounts;
}

// UniswapV2Router02.

void require_in_time(Execution& execution, const Uint256& deadline) {
  require(deadline >= execution.block().timestamp, "UniswapV2Router: EXPIRED");
}
void take(Execution& execution, const Address& token, const Address& to, const Uint256& amount) {
  const CallResult result = execution.call(token, 0, kTransferFrom.encode(execution.sender(), to, amount));
  const bool accepted = result.ok && (result.output.empty() || std::get<0>(abi::decode<bool>(result.output)));
  require(accepted, "TransferHelper: TRANSFER_FROM_FAILED");
}
/// The first pair has its amount already; each pays the next.
void swap_along(Execution& execution, const Amounts& amounts, const Path& path, const Address& to) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const bool in_is_first = path[i] < path[i + 1];
    const Address receiver = i + 2 < path.size() ? pair_of(execution, path[i + 1], path[i + 2]) : to;
    const Uint256& out = amounts[i + 1];
    kSwapPair(execution, pair_of(execution, path[i], path[i + 1]), in_is_first ? Uint256(0) : out,
              in_is_first ? out : Uint256(0), receiver, Bytes{});
  }
}
Amounts swap_exact_in(Execution& execution, Uint256 amount, Uint256 least_out, Path path, Address to,
                      Uint256 deadline) {
  require_in_time(execution, deadline);
  Amounts amounts = amounts_out(execution, std::move(amount), path);
  require(amounts.back() >= least_out, "UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT");
  take(execution, path[0], pair_of(execution, path[0], path[1]), amounts[0]);
  swap_along(execution, amounts, path, to);
  return amounts;
}
Amounts swap_exact_out(Execution& execution, Uint256 amount, Uint256 most_in, Path path, Address to, Uint256 deadline) {
  require_in_time(execution, deadline);
  Amounts amounts = amounts_in(execution, std::move(amount), path);
  require(amounts[0] <= most_in, "UniswapV2Router: EXCESSIVE_INPUT_AMOUNT");
  take(execution, path[0], pair_of(execution, path[0], path[1]), amounts[0]);
  swap_along(execution, amounts, path, to);
  return amounts;
}

/// The amounts of two tokens that go into their pair: all of one, and of the other what the reserves' ratio asks.
std::pair<Uint256, Uint256> in_ratio(Execution& execution, const Address& a, const Address& b, const Uint256& wish_a,
                                     const Uint256& wish_b, const Uint256& least_a, const Uint256& least_b) {
  const auto [reserve_a, reserve_b] = reserves_of(execution, a, b);
  if (reserve_a == 0 && reserve_b == 0) return {wish_a, wish_b};
  const Uint256 b_for_a = quote(execution, wish_a, reserve_a, reserve_b);
  if (b_for_a <= wish_b) {
    require(b_for_a >= least_b, "UniswapV2Router: INSUFFICIENT_B_AMOUNT");
    return {wish_a, b_for_a};
  }
  const Uint256 a_for_b = quote(execution, wish_b, reserve_b, reserve_a);
  ORRERY_ASSERT(a_for_b <= wish_a, "one of two amounts fits the ratio");
  require(a_for_b >= least_a, "UniswapV2Router: INSUFFICIENT_A_AMOUNT");
  return {a_for_b, wish_b};
}
std::tuple<Uint256, Uint256, Uint256> add_liquidity(Execution& execution, Address a, Address b, Uint256 wish_a,
                                                    Uint256 wish_b, Uint256 least_a, Uint256 least_b, Address to,
                                                    Uint256 deadline) {
  require_in_time(execution, deadline);
  const auto [amount_a, amount_b] = in_ratio(execution, a, b, wish_a, wish_b, least_a, least_b);
  const Address pair = pair_of(execution, a, b);
  take(execution, a, pair, amount_a);
  take(execution, b, pair, amount_b);
  return {amount_a, amount_b, kMintShares(execution, pair, to)};
}
std::tuple<Uint256, Uint256> remove_liquidity(Execution& execution, Address a, Address b, Uint256 shares,
                                              Uint256 least_a, Uint256 least_b, Address to, Uint256 deadline) {
  require_in_time(execution, deadline);
  const Address pair = pair_of(execution, a, b);
  kTransferFrom(execution, pair, execution.sender(), pair, shares);
  const auto [amount0, amount1] = kBurnShares(execution, pair, to);
  const Uint256& amount_a = a < b ? amount0 : amount1;
  const Uint256& amount_b = a < b ? amount1 : amount0;
  require(amount_a >= least_a, "UniswapV2Router: INSUFFICIENT_A_AMOUNT");
  require(amount_b >= least_b, "UniswapV2Router: INSUFFICIENT_B_AMOUNT");
  return {amount_a, amount_b};
}

void begin_router(Execution& execution, Address factory) {
  execution.store(immutable_slot(kFactoryOf), to_uint256(factory));
}
Address router_factory(Execution& execution) {
  return to_address(execution.load_immutable(immutable_slot(kFactoryOf)));
}

}  // namespace

UniswapV2Router::UniswapV2Router() {
  add({
      {"constructor(address _factory)", handler_of(begin_router)},
      {"function factory() view returns (address)", handler_of(router_factory), 250},
      {"function addLiquidity(address tokenA, address tokenB, uint256 amountADesired, uint256 amountBDesired, uint256 "
       "amountAMin, uint256 amountBMin, address to, uint256 deadline) returns (uint256 amountA, uint256 amountB, "
       "uint256 liquidity)",
       handler_of(add_liquidity), 3'000},
      {"function removeLiquidity(address tokenA, address tokenB, uint256 liquidity, uint256 amountAMin, uint256 "
       "amountBMin, address to, uint256 deadline) returns (uint256 amountA, uint256 amountB)",
       handler_of(remove_liquidity), 3'000},
      {"function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 "
       "deadline) returns (uint256[] amounts)",
       handler_of(swap_exact_in), 4'000},
      {"function swapTokensForExactTokens(uint256 amountOut, uint256 amountInMax, address[] path, address to, uint256 "
       "deadline) returns (uint256[] amounts)",
       handler_of(swap_exact_out), 4'000},
      {"function quote(uint256 amountA, uint256 reserveA, uint256 reserveB) pure returns (uint256 amountB)",
       handler_of(quote), 500},
      {"function getAmountOut(uint256 amountIn, uint256 reserveIn, uint256 reserveOut) pure returns (uint256 "
       "amountOut)",
       handler_of(amount_out), 700},
      {"function getAmountIn(uint256 amountOut, uint256 reserveIn, uint256 reserveOut) pure returns (uint256 amountIn)",
       handler_of(amount_in), 700},
      {"function getAmountsOut(uint256 amountIn, address[] path) view returns (uint256[] amounts)",
       handler_of(amounts_out), 1'000},
      {"function getAmountsIn(uint256 amountOut, address[] path) view returns (uint256[] amounts)",
       handler_of(amounts_in), 1'000},
  });
}

}  // namespace orrery::chains
