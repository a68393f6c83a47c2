#include <algorithm>

#include "chains/contracts/checked_math.h"
#include "chains/contracts/lending/pool_parts.h"
#include "chains/contracts/lending/ray_math.h"
#include "chains/contracts/ownable.h"

namespace orrery::chains::lending {

const Event kLiquidationCall(
    "event LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, "
    "uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)");
const Event kDeficitCreated(
    "event DeficitCreated(address indexed user, address indexed debtAsset, uint256 amountCreated)");
const Event kDeficitCovered("event DeficitCovered(address indexed reserve, address caller, uint256 amountCovered)");

namespace {

/// Below it a liquidator may close the whole debt.
const Uint256 kCloseFactorThreshold = Uint256(95) * power_of_ten(16);

const ExternalFunction<void, Address, Address, Uint256> kTransferOnLiquidation(
    "function transferOnLiquidation(address from, address to, uint256 value)");
const ExternalFunction<Address> kTreasuryAddress("function RESERVE_TREASURY_ADDRESS() view returns (address)");

/// What changes hands.
struct Seizure {
  Uint256 collateral;  ///< to the liquidator
  Uint256 fee;         ///< to the treasury, in collateral
  Uint256 debt;        ///< paid by the liquidator
};

Seizure seize(Execution& execution, const Reserve& collateral, const Reserve& debt, const Uint256& wanted,
              const Uint256& available) {
  const Uint256 collateral_price = asset_price(execution, collateral.asset), collateral_unit = collateral.unit();
  const Uint256 debt_price = asset_price(execution, debt.asset), debt_unit = debt.unit();
  const Uint256 bonus = collateral.setting(kBonus);
  const Uint256 base =
      checked_multiply(checked_multiply(debt_price, wanted), collateral_unit) / (collateral_price * debt_unit);
  Seizure result{percent_multiply(base, bonus), 0, wanted};
  if (result.collateral > available) {
    result.collateral = available;
    result.debt = percent_divide(
        checked_multiply(checked_multiply(collateral_price, available), debt_unit) / (debt_price * collateral_unit),
        bonus);
  }
  const Uint256 fee = collateral.setting(kProtocolFee);
  if (fee != 0) {
    result.fee = percent_multiply(result.collateral - percent_divide(result.collateral, bonus), fee);
    result.collateral -= result.fee;
  }
  return result;
}

Uint256 coverable_debt(const AccountData& account, const Uint256& debt, const Uint256& wanted) {
  const bool half = account.health_factor > kCloseFactorThreshold;
  return std::min(wanted, percent_multiply(debt, half ? kCloseFactor : kFullCloseFactor));
}

void hand_over(Execution& execution, const Reserve& collateral, const Address& user, const Seizure& seizure,
               bool receive_a_token) {
  if (receive_a_token) {
    const Reserve current = load_reserve(execution, collateral.asset);
    const bool first = kScaledBalanceOf(execution, current.a_token, execution.sender()) == 0;
    kTransferOnLiquidation(execution, current.a_token, user, execution.sender(), seizure.collateral);
    if (first && current.setting(kLtv) != 0) set_pledges(execution, execution.sender(), current, true);
  } else {
    Reserve current = updated_reserve(execution, collateral.asset);
    update_rates(execution, current, 0, seizure.collateral);
    kBurnClaim(execution, current.a_token, user, execution.sender(), seizure.collateral, current.liquidity_index);
  }
  if (seizure.fee == 0) return;
  const Address treasury = kTreasuryAddress(execution, collateral.a_token);
  const Reserve current = load_reserve(execution, collateral.asset);
  const Uint256 left = deposit_of(execution, current, user);
  kTransferOnLiquidation(execution, current.a_token, user, treasury, std::min(seizure.fee, left));
}

/// Writes off what a user without collateral owes: nobody will pay it.
void write_off(Execution& execution, const Address& user) {
  const UserFlags flags = load_flags(execution, user);
  const std::uint64_t count = reserve_count(execution);
  for (std::uint64_t id = 0; id < count; ++id)
    if (flags.pledges(id)) return;
  for (std::uint64_t id = 0; id < count; ++id) {
    if (!flags.borrows(id)) continue;
    Reserve reserve = updated_reserve(execution, reserve_at(execution, id));
    const Uint256 debt = debt_of(execution, reserve, user);
    kBurnDebt(execution, reserve.debt_token, user, debt, reserve.borrow_index);
    reserve.deficit += debt;
    update_rates(execution, reserve, 0, 0);
    set_borrows(execution, user, id, false);
    kDeficitCreated.emit(execution, user, reserve.asset, debt);
  }
}

}  // namespace

void liquidation_call(Execution& execution, Address collateral_asset, Address debt_asset, Address user, Uint256 amount,
                      bool receive_a_token) {
  Reserve debt = updated_reserve(execution, debt_asset);
  store_reserve(execution, debt);
  const Reserve collateral = load_reserve(execution, collateral_asset);
  require(collateral.listed(), "82");
  require_open(debt);
  require_open(collateral);
  const AccountData account = account_data(execution, user);
  require(account.health_factor < kWad, "45");
  require(collateral.setting(kThreshold) != 0 && load_flags(execution, user).pledges(collateral.id), "46");
  const Uint256 owed = debt_of(execution, debt, user);
  require(owed != 0, "47");

  const Uint256 available = deposit_of(execution, collateral, user);
  const Seizure seizure = seize(execution, collateral, debt, coverable_debt(account, owed, amount), available);
  if (seizure.debt == owed) set_borrows(execution, user, debt.id, false);
  if (seizure.collateral + seizure.fee == available) set_pledges(execution, user, collateral, false);
  kBurnDebt(execution, debt.debt_token, user, seizure.debt, debt.borrow_index);
  update_rates(execution, debt, seizure.debt, 0);
  hand_over(execution, collateral, user, seizure, receive_a_token);
  pull(execution, debt, execution.sender(), seizure.debt);
  if (seizure.collateral + seizure.fee == available) write_off(execution, user);
  kLiquidationCall.emit(execution, collateral_asset, debt_asset, user, seizure.debt, seizure.collateral,
                        execution.sender(), receive_a_token);
}

void eliminate_deficit(Execution& execution, Address asset, Uint256 amount) {
  ownable::require_owner(execution);
  Reserve reserve = updated_reserve(execution, asset);
  require_open(reserve);
  require(amount != 0, "26");
  require(reserve.deficit != 0, "111");  // RESERVE_NOT_IN_DEFICIT
  const Uint256 covered = std::min(amount, reserve.deficit);
  reserve.deficit -= covered;
  pull(execution, reserve, execution.sender(), covered);
  update_rates(execution, reserve, 0, 0);
  kDeficitCovered.emit(execution, asset, execution.sender(), covered);
}

}  // namespace orrery::chains::lending
