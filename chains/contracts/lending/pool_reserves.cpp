#include "chains/contracts/checked_math.h"
#include "chains/contracts/lending/interest_rate_strategy.h"
#include "chains/contracts/lending/pool_parts.h"
#include "chains/contracts/lending/ray_math.h"

namespace orrery::chains::lending {

const Event kReserveDataUpdated(
    "event ReserveDataUpdated(address indexed reserve, uint256 liquidityRate, uint256 stableBorrowRate, "
    "uint256 variableBorrowRate, uint256 liquidityIndex, uint256 variableBorrowIndex)");
const Event kMintedToTreasury("event MintedToTreasury(address indexed reserve, uint256 amountMinted)");

const ExternalFunction<bool, Address, Address, Uint256> kTransferFrom(
    "function transferFrom(address from, address to, uint256 amount) returns (bool)");
const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address account) view returns (uint256)");
const ExternalFunction<Uint256, Address> kScaledBalanceOf(
    "function scaledBalanceOf(address user) view returns (uint256)");
const ExternalFunction<Uint256> kScaledTotalSupply("function scaledTotalSupply() view returns (uint256)");
const ExternalFunction<bool, Address, Address, Uint256, Uint256> kMintClaim(
    "function mint(address caller, address onBehalfOf, uint256 amount, uint256 index) returns (bool)");
const ExternalFunction<void, Address, Address, Uint256, Uint256> kBurnClaim(
    "function burn(address from, address receiverOfUnderlying, uint256 amount, uint256 index)");
const ExternalFunction<std::tuple<bool, Uint256>, Address, Address, Uint256, Uint256> kMintDebt(
    "function mint(address user, address onBehalfOf, uint256 amount, uint256 index) returns (bool, uint256)");
const ExternalFunction<Uint256, Address, Uint256, Uint256> kBurnDebt(
    "function burn(address from, uint256 amount, uint256 index) returns (uint256)");
const ExternalFunction<void, Address, Uint256> kPayOut("function transferUnderlyingTo(address target, uint256 amount)");

namespace {

constexpr PackedField kLow{0, 128}, kHigh{128, 128}, kUpdatedAt{128, 40}, kId{168, 16};

const ExternalFunction<void, Uint256, Uint256> kMintToTreasury(
    "function mintToTreasury(uint256 amount, uint256 index)");

std::uint64_t seconds_since(Execution& execution, const Reserve& reserve) {
  return execution.block().timestamp - reserve.updated_at;
}

/// Interest until now on both indices, and the treasury's share of what the debts grew by.
void accrue(Execution& execution, Reserve& reserve) {
  if (seconds_since(execution, reserve) == 0) return;
  const Uint256 old_borrow_index = reserve.borrow_index;
  reserve.liquidity_index = normalized_income(execution, reserve);
  const Uint256 debts = kScaledTotalSupply(execution, reserve.debt_token);
  if (debts != 0) reserve.borrow_index = normalized_debt(execution, reserve);
  const Uint256 factor = reserve.setting(kReserveFactor);
  if (factor != 0 && debts != 0) {
    const Uint256 growth = ray_multiply(debts, reserve.borrow_index) - ray_multiply(debts, old_borrow_index);
    const Uint256 share = percent_multiply(growth, factor);
    if (share != 0) reserve.accrued_to_treasury += ray_divide(share, reserve.liquidity_index);
  }
  reserve.updated_at = execution.block().timestamp;
}

}  // namespace

Uint256 Reserve::unit() const { return power_of_ten(static_cast<unsigned>(setting(kDecimalsField))); }

Reserve load_reserve(Execution& execution, const Address& asset) {
  Reserve reserve;
  reserve.asset = asset;
  reserve.slot = mapping_slot(execution, kReserves, asset);
  reserve.a_token = load_address(execution, reserve.slot + 4);
  if (!reserve.listed()) return reserve;
  reserve.configuration = execution.load(reserve.slot);
  const Uint256 deposits = execution.load(reserve.slot + 1), debts = execution.load(reserve.slot + 2);
  const Uint256 when = execution.load(reserve.slot + 3);
  reserve.liquidity_index = kLow.read(deposits);
  reserve.liquidity_rate = kHigh.read(deposits);
  reserve.borrow_index = kLow.read(debts);
  reserve.borrow_rate = kHigh.read(debts);
  reserve.updated_at = kUpdatedAt.read_small(when);
  reserve.id = kId.read_small(when);
  reserve.debt_token = load_address(execution, reserve.slot + 6);
  reserve.strategy = load_address(execution, reserve.slot + 7);
  reserve.accrued_to_treasury = kLow.read(execution.load(reserve.slot + 8));
  reserve.deficit = kHigh.read(execution.load(reserve.slot + 9));
  return reserve;
}

Reserve updated_reserve(Execution& execution, const Address& asset) {
  Reserve reserve = load_reserve(execution, asset);
  require(reserve.listed(), "82");
  accrue(execution, reserve);
  return reserve;
}

void store_reserve(Execution& execution, const Reserve& reserve) {
  const auto both = [](const Uint256& low, const Uint256& high) { return kHigh.write(kLow.write(0, low), high); };
  if (!fits_unsigned(reserve.liquidity_index, 128) || !fits_unsigned(reserve.borrow_index, 128) ||
      !fits_unsigned(reserve.borrow_rate, 128) || !fits_unsigned(reserve.accrued_to_treasury, 128))
    revert_with("SafeCast: value doesn't fit in 128 bits");
  execution.store(reserve.slot + 1, both(reserve.liquidity_index, reserve.liquidity_rate));
  execution.store(reserve.slot + 2, both(reserve.borrow_index, reserve.borrow_rate));
  execution.store(reserve.slot + 3, kId.write(kUpdatedAt.write(0, reserve.updated_at), reserve.id));
  execution.store(reserve.slot + 8, kLow.write(0, reserve.accrued_to_treasury));
  execution.store(reserve.slot + 9, kHigh.write(0, reserve.deficit));
}

std::uint64_t reserve_count(Execution& execution) { return static_cast<std::uint64_t>(execution.load(kReserveCount)); }
Address reserve_at(Execution& execution, std::uint64_t id) {
  return load_address(execution, mapping_slot(execution, kReserveList, Uint256(id)));
}

Uint256 normalized_income(Execution& execution, const Reserve& reserve) {
  const std::uint64_t seconds = seconds_since(execution, reserve);
  if (seconds == 0 || reserve.liquidity_rate == 0) return reserve.liquidity_index;
  return ray_multiply(linear_interest(reserve.liquidity_rate, seconds), reserve.liquidity_index);
}
Uint256 normalized_debt(Execution& execution, const Reserve& reserve) {
  const std::uint64_t seconds = seconds_since(execution, reserve);
  if (seconds == 0) return reserve.borrow_index;
  return ray_multiply(compounded_interest(reserve.borrow_rate, seconds), reserve.borrow_index);
}

void update_rates(Execution& execution, Reserve& reserve, const Uint256& added, const Uint256& taken) {
  const Uint256 debts = ray_multiply(kScaledTotalSupply(execution, reserve.debt_token), reserve.borrow_index);
  const RateQuestion question{reserve.deficit, added,          taken, 0, debts, 0, reserve.setting(kReserveFactor),
                              reserve.asset,   reserve.a_token};
  std::tie(reserve.liquidity_rate, std::ignore, reserve.borrow_rate) =
      kCalculateInterestRates(execution, reserve.strategy, question);
  store_reserve(execution, reserve);
  kReserveDataUpdated.emit(execution, reserve.asset, reserve.liquidity_rate, Uint256(0), reserve.borrow_rate,
                           reserve.liquidity_index, reserve.borrow_index);
}

void pull(Execution& execution, const Reserve& reserve, const Address& from, const Uint256& amount) {
  if (!kTransferFrom(execution, reserve.asset, from, reserve.a_token, amount)) revert_empty();
}

void require_open(const Reserve& reserve) {
  require(reserve.flag(kActive), "27");
  require(!reserve.flag(kPaused), "29");
}

void mint_to_treasury(Execution& execution, std::vector<Address> assets) {
  for (const Address& asset : assets) {
    Reserve reserve = load_reserve(execution, asset);
    if (!reserve.listed() || !reserve.flag(kActive) || reserve.accrued_to_treasury == 0) continue;
    const Uint256 index = normalized_income(execution, reserve);
    const Uint256 amount = ray_multiply(reserve.accrued_to_treasury, index);
    reserve.accrued_to_treasury = 0;
    store_reserve(execution, reserve);
    kMintToTreasury(execution, reserve.a_token, amount, index);
    kMintedToTreasury.emit(execution, asset, amount);
  }
}

}  // namespace orrery::chains::lending
