#include "chains/contracts/lending/lending_pool.h"

#include <algorithm>

#include "chains/contracts/checked_math.h"
#include "chains/contracts/lending/pool_parts.h"
#include "chains/contracts/lending/ray_math.h"
#include "chains/contracts/ownable.h"

namespace orrery::chains {
namespace lending {

const Event kSupply(
    "event Supply(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, "
    "uint16 indexed referralCode)");
const Event kWithdraw(
    "event Withdraw(address indexed reserve, address indexed user, address indexed to, uint256 amount)");
const Event kBorrow(
    "event Borrow(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, "
    "uint8 interestRateMode, uint256 borrowRate, uint16 indexed referralCode)");
const Event kRepay(
    "event Repay(address indexed reserve, address indexed user, address indexed repayer, uint256 amount, "
    "bool useATokens)");

namespace {

constexpr unsigned kVariable = 2;  // interestRateMode

const Event kReserveInitialized(
    "event ReserveInitialized(address indexed asset, address indexed aToken, address stableDebtToken, "
    "address variableDebtToken, address interestRateStrategyAddress)");

void initialize(Execution& execution, Address oracle) {
  ownable::construct(execution);
  execution.store(immutable_slot(kOracle), to_uint256(oracle));
}

void init_reserve(Execution& execution, Address asset, Address a_token, Address stable_debt, Address variable_debt,
                  Address strategy) {
  ownable::require_owner(execution);
  Reserve reserve = load_reserve(execution, asset);
  require(!reserve.listed(), "14");  // RESERVE_ALREADY_ADDED
  const std::uint64_t count = reserve_count(execution);
  require(count < kMostReserves, "15");  // NO_MORE_RESERVES_ALLOWED
  reserve.liquidity_index = reserve.borrow_index = kRay;
  reserve.id = count;
  store_address(execution, reserve.slot + 4, a_token);
  store_address(execution, reserve.slot + 5, stable_debt);
  store_address(execution, reserve.slot + 6, variable_debt);
  store_address(execution, reserve.slot + 7, strategy);
  reserve.updated_at = execution.block().timestamp;
  store_reserve(execution, reserve);
  store_address(execution, mapping_slot(execution, kReserveList, Uint256(count)), asset);
  execution.store(kReserveCount, count + 1);
  kReserveInitialized.emit(execution, asset, a_token, stable_debt, variable_debt, strategy);
}
void set_configuration(Execution& execution, Address asset, std::tuple<Uint256> configuration) {
  ownable::require_owner(execution);
  const Reserve reserve = load_reserve(execution, asset);
  require(reserve.listed(), "82");
  execution.store(reserve.slot, std::get<0>(configuration));
}

/// Whole tokens to the smallest unit; no cap is zero.
bool within(const Uint256& amount, const Uint256& cap, const Uint256& unit) {
  return cap == 0 || amount <= checked_multiply(cap, unit);
}

void supply(Execution& execution, Address asset, Uint256 amount, Address on_behalf_of, std::uint16_t referral) {
  Reserve reserve = updated_reserve(execution, asset);
  require(amount != 0, "26");
  require_open(reserve);
  require(!reserve.flag(kFrozen), "28");
  const Uint256 shares = checked_add(kScaledTotalSupply(execution, reserve.a_token), reserve.accrued_to_treasury);
  require(within(checked_add(ray_multiply(shares, reserve.liquidity_index), amount), reserve.setting(kSupplyCap),
                 reserve.unit()),
          "51");
  update_rates(execution, reserve, amount, 0);
  pull(execution, reserve, execution.sender(), amount);
  const bool first =
      kMintClaim(execution, reserve.a_token, execution.sender(), on_behalf_of, amount, reserve.liquidity_index);
  if (first && reserve.setting(kLtv) != 0) set_pledges(execution, on_behalf_of, reserve, true);
  kSupply.emit(execution, asset, execution.sender(), on_behalf_of, amount, referral);
}

Uint256 withdraw(Execution& execution, Address asset, Uint256 wanted, Address to) {
  Reserve reserve = updated_reserve(execution, asset);
  const Uint256 balance =
      ray_multiply(kScaledBalanceOf(execution, reserve.a_token, execution.sender()), reserve.liquidity_index);
  const Uint256 amount = wanted == ~Uint256(0) ? balance : wanted;
  require(amount != 0, "26");
  require(amount <= balance, "32");
  require_open(reserve);
  update_rates(execution, reserve, 0, amount);
  const UserFlags flags = load_flags(execution, execution.sender());
  const bool pledged = flags.pledges(reserve.id);
  if (pledged && amount == balance) set_pledges(execution, execution.sender(), reserve, false);
  kBurnClaim(execution, reserve.a_token, execution.sender(), to, amount, reserve.liquidity_index);
  if (pledged && flags.borrows_anything()) require_healthy(execution, execution.sender());
  kWithdraw.emit(execution, asset, execution.sender(), to, amount);
  return amount;
}

void require_collateral_for(Execution& execution, const Reserve& reserve, const Uint256& amount) {
  const AccountData account = account_data(execution, execution.sender());
  require(account.collateral != 0, "34");
  require(account.ltv != 0, "57");
  require(account.health_factor > kWad, "35");
  const Uint256 value = checked_multiply(asset_price(execution, reserve.asset), amount) / reserve.unit();
  require(percent_divide(checked_add(account.debt, value), account.ltv) <= account.collateral, "36");
}

void borrow(Execution& execution, Address asset, Uint256 amount, Uint256 mode, std::uint16_t referral,
            Address on_behalf_of) {
  Reserve reserve = updated_reserve(execution, asset);
  store_reserve(execution, reserve);
  require(amount != 0, "26");
  require_open(reserve);
  require(!reserve.flag(kFrozen), "28");
  require(reserve.flag(kBorrowing), "30");
  require(mode == kVariable, "33");                   // INVALID_INTEREST_RATE_MODE_SELECTED
  require(on_behalf_of == execution.sender(), "80");  // no credit delegation here
  const Uint256 debts = ray_multiply(kScaledTotalSupply(execution, reserve.debt_token), reserve.borrow_index);
  require(within(checked_add(debts, amount), reserve.setting(kBorrowCap), reserve.unit()), "50");
  require_collateral_for(execution, reserve, amount);
  const auto [first, total] =
      kMintDebt(execution, reserve.debt_token, execution.sender(), on_behalf_of, amount, reserve.borrow_index);
  if (first) set_borrows(execution, on_behalf_of, reserve.id, true);
  update_rates(execution, reserve, 0, amount);
  kPayOut(execution, reserve.a_token, execution.sender(), amount);
  kBorrow.emit(execution, asset, execution.sender(), on_behalf_of, amount, std::uint8_t(kVariable), reserve.borrow_rate,
               referral);
}

Uint256 repay(Execution& execution, Address asset, Uint256 wanted, Uint256 mode, Address on_behalf_of) {
  Reserve reserve = updated_reserve(execution, asset);
  require(wanted != 0, "26");
  require(mode == kVariable, "33");
  require_open(reserve);
  const Uint256 owed = debt_of(execution, reserve, on_behalf_of);
  require(owed != 0, "39");  // NO_DEBT_OF_SELECTED_TYPE
  require(wanted != ~Uint256(0) || on_behalf_of == execution.sender(), "40");
  const Uint256 amount = std::min(wanted, owed);
  kBurnDebt(execution, reserve.debt_token, on_behalf_of, amount, reserve.borrow_index);
  update_rates(execution, reserve, amount, 0);
  if (amount == owed) set_borrows(execution, on_behalf_of, reserve.id, false);
  pull(execution, reserve, execution.sender(), amount);
  kRepay.emit(execution, asset, on_behalf_of, execution.sender(), amount, /*use_a_tokens=*/false);
  return amount;
}

void set_use_as_collateral(Execution& execution, Address asset, bool use) {
  const Reserve reserve = load_reserve(execution, asset);
  require(reserve.listed(), "82");
  require(kScaledBalanceOf(execution, reserve.a_token, execution.sender()) != 0, "43");
  require_open(reserve);
  if (use == load_flags(execution, execution.sender()).pledges(reserve.id)) return;
  require(!use || reserve.setting(kLtv) != 0, "62");  // USER_IN_ISOLATION_MODE_OR_LTV_ZERO
  set_pledges(execution, execution.sender(), reserve, use);
  if (!use) require_healthy(execution, execution.sender());
}

void finalize_transfer(Execution& execution, Address asset, Address from, Address to, Uint256 amount,
                       Uint256 before_from, Uint256 before_to) {
  const Reserve reserve = load_reserve(execution, asset);
  require(execution.sender() == reserve.a_token, "11");  // CALLER_NOT_ATOKEN
  require(!reserve.flag(kPaused), "29");
  if (from == to || amount == 0) return;
  if (load_flags(execution, from).pledges(reserve.id)) {
    if (load_flags(execution, from).borrows_anything()) require_healthy(execution, from);
    if (before_from == amount) set_pledges(execution, from, reserve, false);
  }
  if (before_to == 0 && reserve.setting(kLtv) != 0) set_pledges(execution, to, reserve, true);
}

using AccountWords = std::tuple<Uint256, Uint256, Uint256, Uint256, Uint256, Uint256>;
AccountWords user_account_data(Execution& execution, Address user) {
  const AccountData data = account_data(execution, user);
  const Uint256 limit = percent_multiply(data.collateral, data.ltv);
  return {data.collateral, data.debt, limit > data.debt ? Uint256(limit - data.debt) : Uint256(0),
          data.threshold,  data.ltv,  data.health_factor};
}

using ReserveWords =
    std::tuple<std::tuple<Uint256>, UintN<128>, UintN<128>, UintN<128>, UintN<128>, UintN<128>, UintN<40>,
               std::uint16_t, Address, Address, Address, Address, UintN<128>, UintN<128>, UintN<128>>;
ReserveWords reserve_data(Execution& execution, Address asset) {
  const Reserve r = load_reserve(execution, asset);
  const Address stable = load_address(execution, r.slot + 5);
  return {{r.configuration},
          {r.liquidity_index},
          {r.liquidity_rate},
          {r.borrow_index},
          {r.borrow_rate},
          {},
          {r.updated_at},
          static_cast<std::uint16_t>(r.id),
          r.a_token,
          stable,
          r.debt_token,
          r.strategy,
          {r.accrued_to_treasury},
          {},
          {}};
}
std::tuple<Uint256> configuration(Execution& execution, Address asset) {
  return {load_reserve(execution, asset).configuration};
}
std::tuple<Uint256> user_configuration(Execution& execution, Address user) {
  return {load_flags(execution, user).bits};
}
Uint256 income_of(Execution& execution, Address asset) {
  return normalized_income(execution, load_reserve(execution, asset));
}
Uint256 debt_index_of(Execution& execution, Address asset) {
  return normalized_debt(execution, load_reserve(execution, asset));
}
Uint256 deficit_of(Execution& execution, Address asset) { return load_reserve(execution, asset).deficit; }
std::vector<Address> reserves_list(Execution& execution) {
  std::vector<Address> list;
  const std::uint64_t count = reserve_count(execution);
  for (std::uint64_t id = 0; id < count; ++id) list.push_back(reserve_at(execution, id));
  return list;
}
UintN<128> flash_premium(Execution&) { return {kFlashPremium}; }

}  // namespace
}  // namespace lending

LendingPool::LendingPool() {
  using namespace lending;
  add({
      {"constructor(address oracle)", handler_of(initialize)},
      {"function initReserve(address asset, address aTokenAddress, address stableDebtAddress, "
       "address variableDebtAddress, address interestRateStrategyAddress)",
       handler_of(init_reserve), 1'500},
      {"function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)", handler_of(supply),
       9'000},
      {"function withdraw(address asset, uint256 amount, address to) returns (uint256)", handler_of(withdraw), 9'000},
      {"function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, "
       "address onBehalfOf)",
       handler_of(borrow), 12'000},
      {"function repay(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf) returns (uint256)",
       handler_of(repay), 9'000},
      {"function setUserUseReserveAsCollateral(address asset, bool useAsCollateral)", handler_of(set_use_as_collateral),
       4'000},
      {"function liquidationCall(address collateralAsset, address debtAsset, address user, uint256 debtToCover, "
       "bool receiveAToken)",
       handler_of(liquidation_call), 20'000},
      {"function flashLoanSimple(address receiverAddress, address asset, uint256 amount, bytes params, "
       "uint16 referralCode)",
       handler_of(flash_loan_simple), 8'000},
      {"function mintToTreasury(address[] assets)", handler_of(mint_to_treasury), 3'000},
      {"function eliminateReserveDeficit(address asset, uint256 amount)", handler_of(eliminate_deficit), 6'000},
      {"function finalizeTransfer(address asset, address from, address to, uint256 amount, "
       "uint256 balanceFromBefore, uint256 balanceToBefore)",
       handler_of(finalize_transfer), 3'000},
  });
  add({
      {"function setConfiguration(address asset, (uint256 data) configuration)", handler_of(set_configuration), 500},
      {"function getUserAccountData(address user) view returns (uint256 totalCollateralBase, uint256 totalDebtBase, "
       "uint256 availableBorrowsBase, uint256 currentLiquidationThreshold, uint256 ltv, uint256 healthFactor)",
       handler_of(user_account_data), 3'000},
      {"function getReserveData(address asset) view returns (((uint256 data) configuration, uint128 liquidityIndex, "
       "uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, "
       "uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, "
       "address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, "
       "uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt))",
       handler_of(+[](Execution& execution, Address asset) {
         return std::tuple<ReserveWords>(reserve_data(execution, asset));
       }),
       1'500},
      {"function getConfiguration(address asset) view returns ((uint256 data))",
       handler_of(+[](Execution& execution, Address asset) {
         return std::tuple<std::tuple<Uint256>>(configuration(execution, asset));
       }),
       500},
      {"function getUserConfiguration(address user) view returns ((uint256 data))",
       handler_of(+[](Execution& execution, Address user) {
         return std::tuple<std::tuple<Uint256>>(user_configuration(execution, user));
       }),
       400},
      {"function getReserveNormalizedIncome(address asset) view returns (uint256)", handler_of(income_of), 600},
      {"function getReserveNormalizedVariableDebt(address asset) view returns (uint256)", handler_of(debt_index_of),
       900},
      {"function getReserveDeficit(address asset) view returns (uint256)", handler_of(deficit_of), 400},
      {"function getReservesList() view returns (address[])", handler_of(reserves_list), 800},
      {"function FLASHLOAN_PREMIUM_TOTAL() view returns (uint128)", handler_of(flash_premium), 250},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 300},
  });
  add({&kSupply, &kWithdraw, &kBorrow, &kRepay, &kCollateralEnabled, &kCollateralDisabled, &kLiquidationCall,
       &kReserveDataUpdated, &kDeficitCreated, &kDeficitCovered, &kFlashLoan, &kMintedToTreasury, &kReserveInitialized,
       &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
