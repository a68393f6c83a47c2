#include "chains/contracts/checked_math.h"
#include "chains/contracts/lending/pool_parts.h"
#include "chains/contracts/lending/ray_math.h"

namespace orrery::chains::lending {

const Event kFlashLoan(
    "event FlashLoan(address indexed target, address initiator, address indexed asset, uint256 amount, "
    "uint8 interestRateMode, uint256 premium, uint16 indexed referralCode)");

namespace {

const ExternalFunction<bool, Address, Uint256, Uint256, Address, Bytes> kExecuteOperation(
    "function executeOperation(address asset, uint256 amount, uint256 premium, address initiator, bytes params) "
    "returns (bool)");

/// Gives the premium to the depositors by raising their index.
void share_out(Execution& execution, Reserve& reserve, const Uint256& premium) {
  const Uint256 shares = checked_add(kScaledTotalSupply(execution, reserve.a_token), reserve.accrued_to_treasury);
  const Uint256 deposits = ray_multiply(shares, reserve.liquidity_index);
  if (deposits == 0) revert_empty();
  const Uint256 growth = ray_divide(wad_to_ray(premium), wad_to_ray(deposits));
  reserve.liquidity_index = ray_multiply(checked_add(growth, kRay), reserve.liquidity_index);
}

}  // namespace

void flash_loan_simple(Execution& execution, Address receiver, Address asset, Uint256 amount, Bytes params,
                       std::uint16_t referral) {
  const Reserve before = load_reserve(execution, asset);
  require(before.listed(), "82");
  require_open(before);
  require(before.flag(kFlashLoans), "91");  // FLASHLOAN_DISABLED
  const Uint256 premium = percent_multiply(amount, kFlashPremium);
  kPayOut(execution, before.a_token, receiver, amount);
  require(kExecuteOperation(execution, receiver, asset, amount, premium, execution.sender(), params), "13");
  Reserve reserve = updated_reserve(execution, asset);
  share_out(execution, reserve, premium);
  update_rates(execution, reserve, checked_add(amount, premium), 0);
  pull(execution, reserve, receiver, amount + premium);
  kFlashLoan.emit(execution, receiver, execution.sender(), asset, amount, std::uint8_t(0), premium, referral);
}

}  // namespace orrery::chains::lending
