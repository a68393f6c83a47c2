#include "chains/contracts/checked_math.h"
#include "chains/contracts/lending/asset_oracle.h"
#include "chains/contracts/lending/pool_parts.h"
#include "chains/contracts/lending/ray_math.h"

namespace orrery::chains::lending {

const Event kCollateralEnabled("event ReserveUsedAsCollateralEnabled(address indexed reserve, address indexed user)");
const Event kCollateralDisabled("event ReserveUsedAsCollateralDisabled(address indexed reserve, address indexed user)");

namespace {

void set_flag(Execution& execution, const Address& user, unsigned bit, bool on) {
  const Uint256 slot = mapping_slot(execution, kUsers, user);
  const Uint256 word = execution.load(slot), mask = Uint256(1) << bit;
  execution.store(slot, on ? Uint256(word | mask) : Uint256(word & ~mask));
}

}  // namespace

bool UserFlags::borrows_anything() const {
  // Bits 0, 2, 4, ... are the debts.
  static const Uint256 kDebts = ~Uint256(0) / 3;
  return (bits & kDebts) != 0;
}

UserFlags load_flags(Execution& execution, const Address& user) {
  return {execution.load(mapping_slot(execution, kUsers, user))};
}
void set_borrows(Execution& execution, const Address& user, std::uint64_t id, bool borrows) {
  set_flag(execution, user, static_cast<unsigned>(2 * id), borrows);
}
void set_pledges(Execution& execution, const Address& user, const Reserve& reserve, bool pledges) {
  set_flag(execution, user, static_cast<unsigned>(2 * reserve.id + 1), pledges);
  (pledges ? kCollateralEnabled : kCollateralDisabled).emit(execution, reserve.asset, user);
}

Uint256 asset_price(Execution& execution, const Address& asset) {
  return kGetAssetPrice(execution, to_address(execution.load_immutable(immutable_slot(kOracle))), asset);
}
Uint256 deposit_of(Execution& execution, const Reserve& reserve, const Address& user) {
  return ray_multiply(kScaledBalanceOf(execution, reserve.a_token, user), normalized_income(execution, reserve));
}
Uint256 debt_of(Execution& execution, const Reserve& reserve, const Address& user) {
  const Uint256 scaled = kScaledBalanceOf(execution, reserve.debt_token, user);
  return scaled == 0 ? scaled : ray_multiply(scaled, normalized_debt(execution, reserve));
}

AccountData account_data(Execution& execution, const Address& user) {
  AccountData data;
  const UserFlags flags = load_flags(execution, user);
  const std::uint64_t count = flags.bits == 0 ? 0 : reserve_count(execution);
  for (std::uint64_t id = 0; id < count; ++id) {
    if (!flags.borrows(id) && !flags.pledges(id)) continue;
    const Reserve reserve = load_reserve(execution, reserve_at(execution, id));
    const Uint256 price = asset_price(execution, reserve.asset), unit = reserve.unit();
    const Uint256 threshold = reserve.setting(kThreshold);
    if (flags.pledges(id) && threshold != 0) {
      const Uint256 value = checked_multiply(deposit_of(execution, reserve, user), price) / unit;
      data.collateral += value;
      data.ltv += value * reserve.setting(kLtv);
      data.threshold += value * threshold;
    }
    if (flags.borrows(id)) data.debt += checked_multiply(debt_of(execution, reserve, user), price) / unit;
  }
  if (data.collateral != 0) {
    data.ltv /= data.collateral;
    data.threshold /= data.collateral;
  }
  data.health_factor =
      data.debt == 0 ? ~Uint256(0) : wad_divide(percent_multiply(data.collateral, data.threshold), data.debt);
  return data;
}

void require_healthy(Execution& execution, const Address& user) {
  require(account_data(execution, user).health_factor >= kWad, "35");
}

}  // namespace orrery::chains::lending
