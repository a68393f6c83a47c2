#include "chains/contracts/amm/stable_swap.h"

#include <array>

#include "chains/contracts/checked_math.h"
#include "chains/contracts/erc20.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace stable {

constexpr unsigned kCoinCount = 2, kPrecision = 100, kMostSteps = 255;

Uint256 invariant(const Uint256& first, const Uint256& second, const Uint256& amplification) {
  const Uint256 sum = checked_add(first, second);
  if (sum == 0) return 0;
  const Uint256 ann = checked_multiply(amplification, kCoinCount);
  Uint256 d = sum;
  for (unsigned step = 0; step < kMostSteps; ++step) {
    Uint256 product = d;
    for (const Uint256* x : {&first, &second})
      product = checked_divide(checked_multiply(product, d), checked_multiply(*x, kCoinCount));
    const Uint256 previous = d;
    const Uint256 top = checked_multiply(
        checked_add(checked_multiply(ann, sum) / kPrecision, checked_multiply(product, kCoinCount)), d);
    const Uint256 bottom =
        checked_add(checked_multiply(ann - kPrecision, d) / kPrecision, checked_multiply(product, kCoinCount + 1));
    d = checked_divide(top, bottom);
    if (d > previous ? d - previous <= 1 : previous - d <= 1) return d;
  }
  revert_empty();
}

Uint256 other_balance(const Uint256& x, const Uint256& d, const Uint256& amplification) {
  const Uint256 ann = checked_multiply(amplification, kCoinCount);
  Uint256 c = checked_divide(checked_multiply(d, d), checked_multiply(x, kCoinCount));
  c = checked_divide(checked_multiply(checked_multiply(c, d), kPrecision), checked_multiply(ann, kCoinCount));
  const Uint256 b = checked_add(x, checked_divide(checked_multiply(d, kPrecision), ann));
  Uint256 y = d;
  for (unsigned step = 0; step < kMostSteps; ++step) {
    const Uint256 previous = y;
    const Uint256 bottom = checked_subtract(checked_add(checked_multiply(y, 2), b), d);
    y = checked_divide(checked_add(checked_multiply(y, y), c), bottom);
    if (y > previous ? y - previous <= 1 : previous - y <= 1) return y;
  }
  revert_empty();
}

Uint256 marginal_price(const Uint256& first, const Uint256& second, const Uint256& amplification) {
  const Uint256 d = invariant(first, second, amplification);
  Uint256 dr = d / (kCoinCount * kCoinCount);
  for (const Uint256* x : {&first, &second}) dr = checked_divide(checked_multiply(dr, d), *x);
  const Uint256 steady = checked_multiply(checked_multiply(amplification, kCoinCount), second) / kPrecision;
  const Uint256 top = checked_add(steady, checked_divide(checked_multiply(dr, second), first));
  return checked_divide(checked_multiply(top, power_of_ten(18)), checked_add(steady, dr));
}

namespace {

using Amounts = std::array<Uint256, 2>;

// Slots behind those of the token and of its owner.
constexpr unsigned kOwner = erc20::kNextSlot, kBalances = kOwner + 2;
constexpr unsigned kCoins = 0, kRates = 2, kAmplification = 4, kFee = 5, kAdminFee = 6;  // numbers of immutables
constexpr std::uint64_t kFeeUnit = 10'000'000'000, kMostFee = 5'000'000'000;
const Uint256 kWad = 1'000'000'000'000'000'000;

const Event kTokenExchange(
    "event TokenExchange(address indexed buyer, int128 sold_id, uint256 tokens_sold, int128 bought_id, "
    "uint256 tokens_bought)");
const Event kAddLiquidity(
    "event AddLiquidity(address indexed provider, uint256[2] token_amounts, uint256[2] fees, uint256 invariant, "
    "uint256 token_supply)");
const Event kRemoveLiquidity(
    "event RemoveLiquidity(address indexed provider, uint256[2] token_amounts, uint256[2] fees, "
    "uint256 token_supply)");

const ExternalFunction<bool, Address, Uint256> kSend("function transfer(address to, uint256 amount) returns (bool)");
const ExternalFunction<bool, Address, Address, Uint256> kPull(
    "function transferFrom(address from, address to, uint256 amount) returns (bool)");
const ExternalFunction<std::uint8_t> kDecimals("function decimals() view returns (uint8)");
const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address account) view returns (uint256)");

Uint256 setting(Execution& execution, unsigned number) { return execution.load_immutable(immutable_slot(number)); }
Address coin(Execution& execution, unsigned index) { return to_address(setting(execution, kCoins + index)); }
Uint256 balance(Execution& execution, unsigned index) { return execution.load(kBalances + index); }
/// A balance in 18 decimals.
Uint256 lifted(Execution& execution, unsigned index, const Uint256& amount) {
  return checked_multiply(amount, setting(execution, kRates + index)) / kWad;
}
Uint256 lowered(Execution& execution, unsigned index, const Uint256& amount) {
  return checked_multiply(amount, kWad) / setting(execution, kRates + index);
}
Uint256 invariant_of(Execution& execution, const Amounts& balances) {
  return invariant(lifted(execution, 0, balances[0]), lifted(execution, 1, balances[1]),
                   setting(execution, kAmplification));
}
Amounts balances_now(Execution& execution) { return {balance(execution, 0), balance(execution, 1)}; }
void take(Execution& execution, unsigned index, const Uint256& amount) {
  if (!kPull(execution, coin(execution, index), execution.sender(), execution.self(), amount)) revert_empty();
}
void give(Execution& execution, unsigned index, const Uint256& amount) {
  if (!kSend(execution, coin(execution, index), execution.sender(), amount)) revert_empty();
}

void construct(Execution& execution, std::string name, std::string symbol, std::array<Address, 2> coins, Uint256 a,
               Uint256 fee, Uint256 admin_fee) {
  if (a == 0 || a > 1'000'000 || fee > kMostFee || admin_fee > kFeeUnit) revert_empty();
  ownable::construct<kOwner>(execution);
  store_string(execution, erc20::kName, name);
  store_string(execution, erc20::kSymbol, symbol);
  for (unsigned i = 0; i < kCoinCount; ++i) {
    execution.store(immutable_slot(kCoins + i), to_uint256(coins[i]));
    const unsigned decimals = kDecimals(execution, coins[i]);
    if (decimals > 18) revert_empty();
    execution.store(immutable_slot(kRates + i), power_of_ten(36 - decimals));
  }
  execution.store(immutable_slot(kAmplification), a * kPrecision);
  execution.store(immutable_slot(kFee), fee);
  execution.store(immutable_slot(kAdminFee), admin_fee);
}

/// An event of the provider of liquidity, whose arrays Event::emit does not write.
void log(Execution& execution, const Event& event, const Bytes& data) {
  const std::array<Bytes32, 2> topics{event.topic(), Bytes32::from(abi::encode(execution.sender()))};
  execution.emit(topics, data);
}

unsigned index_of(const IntN<128>& number) {
  if (number.value < 0 || number.value >= kCoinCount) revert_empty();
  return static_cast<unsigned>(number.value);
}

struct Quote {
  Uint256 out, fee;  ///< 18 decimals; `out` before the fee
};
Quote quote(Execution& execution, unsigned i, unsigned j, const Uint256& sold) {
  if (i == j) revert_empty();
  const Uint256 a = setting(execution, kAmplification);
  const Uint256 xi = lifted(execution, i, balance(execution, i)), xj = lifted(execution, j, balance(execution, j));
  const Uint256 d = invariant(xi, xj, a);
  const Uint256 y = other_balance(checked_add(xi, lifted(execution, i, sold)), d, a);
  // One unit less, in case of rounding.
  const Uint256 out = checked_subtract(checked_subtract(xj, y), 1);
  return {out, checked_multiply(out, setting(execution, kFee)) / kFeeUnit};
}

Uint256 get_dy(Execution& execution, IntN<128> from, IntN<128> to, Uint256 sold) {
  const unsigned i = index_of(from), j = index_of(to);
  const Quote quoted = quote(execution, i, j, sold);
  return lowered(execution, j, quoted.out - quoted.fee);
}

Uint256 exchange(Execution& execution, IntN<128> from, IntN<128> to, Uint256 sold, Uint256 least) {
  const unsigned i = index_of(from), j = index_of(to);
  const Quote quoted = quote(execution, i, j, sold);
  const Uint256 bought = lowered(execution, j, quoted.out - quoted.fee);
  require(bought >= least, "Exchange resulted in fewer coins than expected");
  const Uint256 kept = checked_multiply(quoted.fee, setting(execution, kAdminFee)) / kFeeUnit;
  execution.store(kBalances + i, checked_add(balance(execution, i), sold));
  execution.store(kBalances + j, checked_subtract(balance(execution, j), bought + lowered(execution, j, kept)));
  take(execution, i, sold);
  give(execution, j, bought);
  kTokenExchange.emit(execution, execution.sender(), from, sold, to, bought);
  return bought;
}

/// Takes from each coin half of the fee on its distance from the pool's proportions, as Curve does for two coins.
Amounts imbalance_fees(Execution& execution, const Amounts& before, Amounts& after, const Uint256& d0,
                       const Uint256& d1) {
  Amounts fees;
  const Uint256 fee = setting(execution, kFee) * kCoinCount / (4 * (kCoinCount - 1));
  for (unsigned i = 0; i < kCoinCount; ++i) {
    const Uint256 ideal = checked_multiply(d1, before[i]) / d0;
    const Uint256 distance = ideal > after[i] ? ideal - after[i] : after[i] - ideal;
    fees[i] = checked_multiply(fee, distance) / kFeeUnit;
    const Uint256 kept = checked_multiply(fees[i], setting(execution, kAdminFee)) / kFeeUnit;
    execution.store(kBalances + i, checked_subtract(after[i], kept));
    after[i] = checked_subtract(after[i], fees[i]);
  }
  return fees;
}

Uint256 add_liquidity(Execution& execution, Amounts amounts, Uint256 least) {
  const Amounts before = balances_now(execution);
  const Uint256 supply = erc20::total_supply(execution), d0 = invariant_of(execution, before);
  Amounts after = before, fees{};
  for (unsigned i = 0; i < kCoinCount; ++i) {
    require(supply != 0 || amounts[i] != 0, "initial deposit requires all coins");
    after[i] = checked_add(before[i], amounts[i]);
  }
  const Uint256 d1 = invariant_of(execution, after);
  if (d1 <= d0) revert_empty();
  Uint256 minted = d1;
  if (supply == 0) {
    for (unsigned i = 0; i < kCoinCount; ++i) execution.store(kBalances + i, after[i]);
  } else {
    fees = imbalance_fees(execution, before, after, d0, d1);
    minted = checked_multiply(supply, checked_subtract(invariant_of(execution, after), d0)) / d0;
  }
  require(minted >= least, "Slippage screwed you");
  for (unsigned i = 0; i < kCoinCount; ++i)
    if (amounts[i] != 0) take(execution, i, amounts[i]);
  erc20::mint(execution, execution.sender(), minted);
  log(execution, kAddLiquidity, abi::encode(amounts, fees, d1, Uint256(supply + minted)));
  return minted;
}

Amounts remove_liquidity(Execution& execution, Uint256 burnt, Amounts least) {
  const Uint256 supply = erc20::total_supply(execution);
  Amounts amounts;
  for (unsigned i = 0; i < kCoinCount; ++i) {
    const Uint256 held = balance(execution, i);
    amounts[i] = checked_divide(checked_multiply(held, burnt), supply);
    require(amounts[i] >= least[i], "Withdrawal resulted in fewer coins than expected");
    execution.store(kBalances + i, held - amounts[i]);
  }
  erc20::burn(execution, execution.sender(), burnt);
  for (unsigned i = 0; i < kCoinCount; ++i) give(execution, i, amounts[i]);
  log(execution, kRemoveLiquidity, abi::encode(amounts, Amounts{}, Uint256(supply - burnt)));
  return amounts;
}

Uint256 virtual_price(Execution& execution) {
  return checked_divide(checked_multiply(invariant_of(execution, balances_now(execution)), kWad),
                        erc20::total_supply(execution));
}
void withdraw_admin_fees(Execution& execution) {
  ownable::require_owner<kOwner>(execution);
  for (unsigned i = 0; i < kCoinCount; ++i) {
    const Uint256 held = kBalanceOf(execution, coin(execution, i), execution.self());
    const Uint256 extra = checked_subtract(held, balance(execution, i));
    if (extra != 0) give(execution, i, extra);
  }
}

unsigned checked_index(const Uint256& index) {
  if (index >= kCoinCount) revert_empty();
  return static_cast<unsigned>(index);
}
Address coin_at(Execution& execution, Uint256 index) { return coin(execution, checked_index(index)); }
Uint256 balance_at(Execution& execution, Uint256 index) { return balance(execution, checked_index(index)); }
Uint256 amplification(Execution& execution) { return setting(execution, kAmplification) / kPrecision; }
Uint256 fee(Execution& execution) { return setting(execution, kFee); }
Uint256 admin_fee(Execution& execution) { return setting(execution, kAdminFee); }

bool transfer(Execution& execution, Address to, Uint256 amount) {
  erc20::move(execution, execution.sender(), to, amount);
  return true;
}
bool approve(Execution& execution, Address spender, Uint256 amount) {
  erc20::approve(execution, execution.sender(), spender, amount);
  return true;
}
bool transfer_from(Execution& execution, Address from, Address to, Uint256 amount) {
  erc20::spend_allowance(execution, from, execution.sender(), amount);
  erc20::move(execution, from, to, amount);
  return true;
}

}  // namespace
}  // namespace stable

StableSwap::StableSwap() {
  using namespace stable;
  add({
      {"constructor(string name, string symbol, address[2] coins, uint256 A, uint256 fee, uint256 admin_fee)",
       handler_of(stable::construct)},
      {"function exchange(int128 i, int128 j, uint256 dx, uint256 min_dy) returns (uint256)", handler_of(exchange),
       12'000},
      {"function get_dy(int128 i, int128 j, uint256 dx) view returns (uint256)", handler_of(get_dy), 9'000},
      {"function add_liquidity(uint256[2] amounts, uint256 min_mint_amount) returns (uint256)",
       handler_of(add_liquidity), 20'000},
      {"function remove_liquidity(uint256 burn_amount, uint256[2] min_amounts) returns (uint256[2])",
       handler_of(remove_liquidity), 3'000},
      {"function withdraw_admin_fees()", handler_of(withdraw_admin_fees), 1'500},
      {"function get_virtual_price() view returns (uint256)", handler_of(virtual_price), 5'000},
      {"function A() view returns (uint256)", handler_of(amplification), 300},
      {"function fee() view returns (uint256)", handler_of(fee), 250},
      {"function admin_fee() view returns (uint256)", handler_of(admin_fee), 250},
      {"function coins(uint256 index) view returns (address)", handler_of(coin_at), 300},
      {"function balances(uint256 index) view returns (uint256)", handler_of(balance_at), 300},
      {"function totalSupply() view returns (uint256)", handler_of(erc20::total_supply), 250},
      {"function balanceOf(address account) view returns (uint256)", handler_of(erc20::balance_of), 350},
      {"function allowance(address owner, address spender) view returns (uint256)", handler_of(erc20::allowance), 450},
      {"function transfer(address to, uint256 amount) returns (bool)", handler_of(transfer), 700},
      {"function approve(address spender, uint256 amount) returns (bool)", handler_of(approve), 600},
      {"function transferFrom(address from, address to, uint256 amount) returns (bool)", handler_of(transfer_from),
       1'000},
  });
  add({&erc20::kTransfer, &erc20::kApproval, &kTokenExchange, &kAddLiquidity, &kRemoveLiquidity});
}

}  // namespace orrery::chains
