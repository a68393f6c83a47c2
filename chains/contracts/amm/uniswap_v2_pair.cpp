#include "chains/contracts/amm/uniswap_v2_pair.h"

#include <algorithm>
#include <boost/multiprecision/integer.hpp>

#include "chains/contracts/amm/pair_token.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using pair_token::add;
using pair_token::multiply;
using pair_token::subtract;

// Slots of v2-core's UniswapV2Pair, behind those of the token.
constexpr unsigned kFactory = 5, kToken0 = 6, kToken1 = 7, kReserves = 8, kPrice0 = 9, kPrice1 = 10, kLastK = 11,
                   kUnlocked = 12;
constexpr PackedField kReserve0{0, 112}, kReserve1{112, 112}, kTimestamp{224, 32};
constexpr unsigned kMinimumLiquidity = 1'000;

const Event kMint("event Mint(address indexed sender, uint256 amount0, uint256 amount1)");
const Event kBurn("event Burn(address indexed sender, uint256 amount0, uint256 amount1, address indexed to)");
const Event kSwap(
    "event Swap(address indexed sender, uint256 amount0In, uint256 amount1In, uint256 amount0Out, "
    "uint256 amount1Out, address indexed to)");
const Event kSync("event Sync(uint112 reserve0, uint112 reserve1)");

const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address owner) view returns (uint256)");
const ExternalFunction<Address> kFeeTo("function feeTo() view returns (address)");
const ExternalFunction<bool, Address, Uint256> kSend("function transfer(address to, uint256 value) returns (bool)");
const ExternalFunction<void, Address, Uint256, Uint256, Bytes> kUniswapV2Call(
    "function uniswapV2Call(address sender, uint256 amount0, uint256 amount1, bytes data)");

struct Reserves {
  Uint256 first, second;
  std::uint64_t timestamp = 0;
};
Reserves load_reserves(Execution& execution) {
  const Uint256 word = execution.load(kReserves);
  return {kReserve0.read(word), kReserve1.read(word), kTimestamp.read_small(word)};
}
Address token0(Execution& execution) { return load_address(execution, kToken0); }
Address token1(Execution& execution) { return load_address(execution, kToken1); }
Uint256 own_balance(Execution& execution, const Address& token) {
  return kBalanceOf(execution, token, execution.self());
}

/// The `lock` modifier. A revert undoes the store with everything else.
class Lock {
 public:
  explicit Lock(Execution& execution) : execution_(execution) {
    require(execution.load(kUnlocked) == 1, "UniswapV2: LOCKED");
    execution.store(kUnlocked, 0);
  }
  void release() { execution_.store(kUnlocked, 1); }

 private:
  Execution& execution_;
};

void pay(Execution& execution, const Address& token, const Address& to, const Uint256& amount) {
  const CallResult result = execution.call(token, 0, kSend.encode(to, amount));
  const bool accepted = result.ok && (result.output.empty() || std::get<0>(abi::decode<bool>(result.output)));
  require(accepted, "UniswapV2: TRANSFER_FAILED");
}

/// Writes the balances down as reserves and, once a block, adds the old price times its seconds to the accumulators.
void update(Execution& execution, const Uint256& balance0, const Uint256& balance1, const Reserves& before) {
  require(fits_unsigned(balance0, 112) && fits_unsigned(balance1, 112), "UniswapV2: OVERFLOW");
  const std::uint64_t now = execution.block().timestamp & 0xffffffff;
  const std::uint64_t elapsed = (now - before.timestamp) & 0xffffffff;
  if (elapsed > 0 && before.first != 0 && before.second != 0) {
    // UQ112x112, and overflow of the sums is meant to happen.
    execution.store(kPrice0, execution.load(kPrice0) + (before.second << 112) / before.first * elapsed);
    execution.store(kPrice1, execution.load(kPrice1) + (before.first << 112) / before.second * elapsed);
  }
  execution.store(kReserves, kTimestamp.write(kReserve1.write(kReserve0.write(0, balance0), balance1), now));
  kSync.emit(execution, UintN<112>{balance0}, UintN<112>{balance1});
}

/// Mints a sixth of the growth of sqrt(k) to the factory's fee account, where there is one.
bool mint_fee(Execution& execution, const Reserves& reserves) {
  const Address factory = load_address(execution, kFactory);
  const Address to = execution.has_code(factory) ? kFeeTo(execution, factory) : Address{};
  const Uint256 last = execution.load(kLastK);
  if (to.is_zero()) {
    if (last != 0) execution.store(kLastK, 0);
    return false;
  }
  if (last == 0) return true;
  const Uint256 root = sqrt(multiply(reserves.first, reserves.second)), last_root = sqrt(last);
  if (root > last_root) {
    const Uint256 numerator = multiply(pair_token::total_supply(execution), root - last_root);
    const Uint256 liquidity = numerator / add(multiply(root, 5), last_root);
    if (liquidity > 0) pair_token::mint(execution, to, liquidity);
  }
  return true;
}

void begin(Execution& execution, Address factory) {
  pair_token::construct(execution);
  store_address(execution, kFactory, factory);
  execution.store(kUnlocked, 1);
}
void initialize(Execution& execution, Address first, Address second) {
  require(execution.sender() == load_address(execution, kFactory), "UniswapV2: FORBIDDEN");
  store_address(execution, kToken0, first);
  store_address(execution, kToken1, second);
}

Uint256 mint(Execution& execution, Address to) {
  Lock lock(execution);
  const Reserves reserves = load_reserves(execution);
  const Uint256 balance0 = own_balance(execution, token0(execution));
  const Uint256 balance1 = own_balance(execution, token1(execution));
  const Uint256 amount0 = subtract(balance0, reserves.first), amount1 = subtract(balance1, reserves.second);
  const bool fee_on = mint_fee(execution, reserves);
  const Uint256 supply = pair_token::total_supply(execution);
  Uint256 liquidity;
  if (supply == 0) {
    liquidity = subtract(sqrt(multiply(amount0, amount1)), kMinimumLiquidity);
    pair_token::mint(execution, Address{}, kMinimumLiquidity);
  } else {
    liquidity = std::min(Uint256(multiply(amount0, supply) / reserves.first),
                         Uint256(multiply(amount1, supply) / reserves.second));
  }
  require(liquidity > 0, "UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED");
  pair_token::mint(execution, to, liquidity);
  update(execution, balance0, balance1, reserves);
  if (fee_on) execution.store(kLastK, multiply(balance0, balance1));
  kMint.emit(execution, execution.sender(), amount0, amount1);
  lock.release();
  return liquidity;
}

std::tuple<Uint256, Uint256> burn(Execution& execution, Address to) {
  Lock lock(execution);
  const Reserves reserves = load_reserves(execution);
  const Address first = token0(execution), second = token1(execution);
  const Uint256 balance0 = own_balance(execution, first), balance1 = own_balance(execution, second);
  const Uint256 liquidity = pair_token::balance_of(execution, execution.self());
  const bool fee_on = mint_fee(execution, reserves);
  const Uint256 supply = pair_token::total_supply(execution);
  if (supply == 0) revert_empty();
  const Uint256 amount0 = multiply(liquidity, balance0) / supply, amount1 = multiply(liquidity, balance1) / supply;
  require(amount0 > 0 && amount1 > 0, "UniswapV2: INSUFFICIENT_LIQUIDITY_BURNED");
  pair_token::burn(execution, execution.self(), liquidity);
  pay(execution, first, to, amount0);
  pay(execution, second, to, amount1);
  const Uint256 left0 = own_balance(execution, first), left1 = own_balance(execution, second);
  update(execution, left0, left1, reserves);
  if (fee_on) execution.store(kLastK, multiply(left0, left1));
  kBurn.emit(execution, execution.sender(), amount0, amount1, to);
  lock.release();
  return {amount0, amount1};
}

void swap(Execution& execution, Uint256 out0, Uint256 out1, Address to, Bytes data) {
  Lock lock(execution);
  require(out0 > 0 || out1 > 0, "UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT");
  const Reserves reserves = load_reserves(execution);
  require(out0 < reserves.first && out1 < reserves.second, "UniswapV2: INSUFFICIENT_LIQUIDITY");
  const Address first = token0(execution), second = token1(execution);
  require(to != first && to != second, "UniswapV2: INVALID_TO");
  if (out0 > 0) pay(execution, first, to, out0);
  if (out1 > 0) pay(execution, second, to, out1);
  if (!data.empty()) kUniswapV2Call(execution, to, execution.sender(), out0, out1, data);
  const Uint256 balance0 = own_balance(execution, first), balance1 = own_balance(execution, second);
  const auto paid_in = [](const Uint256& balance, const Uint256& reserve, const Uint256& out) {
    return balance > reserve - out ? Uint256(balance - (reserve - out)) : Uint256(0);
  };
  const Uint256 in0 = paid_in(balance0, reserves.first, out0), in1 = paid_in(balance1, reserves.second, out1);
  require(in0 > 0 || in1 > 0, "UniswapV2: INSUFFICIENT_INPUT_AMOUNT");
  const Uint256 adjusted0 = subtract(multiply(balance0, 1'000), multiply(in0, 3));
  const Uint256 adjusted1 = subtract(multiply(balance1, 1'000), multiply(in1, 3));
  require(multiply(adjusted0, adjusted1) >= multiply(multiply(reserves.first, reserves.second), 1'000'000),
          "UniswapV2: K");
  update(execution, balance0, balance1, reserves);
  kSwap.emit(execution, execution.sender(), in0, in1, out0, out1, to);
  lock.release();
}

void skim(Execution& execution, Address to) {
  Lock lock(execution);
  const Reserves reserves = load_reserves(execution);
  for (const auto& [token, reserve] :
       {std::pair(token0(execution), reserves.first), std::pair(token1(execution), reserves.second)})
    pay(execution, token, to, subtract(own_balance(execution, token), reserve));
  lock.release();
}
void sync(Execution& execution) {
  Lock lock(execution);
  const Uint256 balance0 = own_balance(execution, token0(execution));
  update(execution, balance0, own_balance(execution, token1(execution)), load_reserves(execution));
  lock.release();
}

std::tuple<UintN<112>, UintN<112>, std::uint32_t> get_reserves(Execution& execution) {
  const Reserves reserves = load_reserves(execution);
  return {{reserves.first}, {reserves.second}, static_cast<std::uint32_t>(reserves.timestamp)};
}
Address factory(Execution& execution) { return load_address(execution, kFactory); }
Uint256 price0(Execution& execution) { return execution.load(kPrice0); }
Uint256 price1(Execution& execution) { return execution.load(kPrice1); }
Uint256 last_k(Execution& execution) { return execution.load(kLastK); }
Uint256 minimum_liquidity(Execution&) { return kMinimumLiquidity; }

}  // namespace

UniswapV2Pair::UniswapV2Pair() {
  for (const FunctionEntry& entry : pair_token::functions()) add({entry});
  add({
      {"constructor(address factory)", handler_of(begin)},
      {"function initialize(address _token0, address _token1)", handler_of(initialize), 400},
      {"function mint(address to) returns (uint256 liquidity)", handler_of(mint), 3'000},
      {"function burn(address to) returns (uint256 amount0, uint256 amount1)", handler_of(burn), 3'500},
      {"function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes data)", handler_of(swap), 4'000},
      {"function skim(address to)", handler_of(skim), 1'000},
      {"function sync()", handler_of(sync), 1'000},
      {"function getReserves() view returns (uint112 _reserve0, uint112 _reserve1, uint32 _blockTimestampLast)",
       handler_of(get_reserves), 400},
      {"function factory() view returns (address)", handler_of(factory), 250},
      {"function token0() view returns (address)", handler_of(token0), 250},
      {"function token1() view returns (address)", handler_of(token1), 250},
      {"function price0CumulativeLast() view returns (uint256)", handler_of(price0), 250},
      {"function price1CumulativeLast() view returns (uint256)", handler_of(price1), 250},
      {"function kLast() view returns (uint256)", handler_of(last_k), 250},
      {"function MINIMUM_LIQUIDITY() pure returns (uint256)", handler_of(minimum_liquidity), 250},
  });
  add({&pair_token::kTransfer, &pair_token::kApproval, &kMint, &kBurn, &kSwap, &kSync});
}

}  // namespace orrery::chains
