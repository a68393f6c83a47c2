#pragma once

#include <cstdint>
#include <tuple>

#include "chains/contracts/event.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/storage_layout.h"

// What the parts of the lending pool share: reserves, users' flags, and the functions of each part.
// Source: aave-v3-core 1.16 (DataTypes, ReserveLogic, GenericLogic, ValidationLogic, Errors); deficits: Aave v3.3.

namespace orrery::chains::lending {

// Slots; 0 and 1 hold the owners.
inline constexpr unsigned kReserveCount = 2, kReserveList = 3, kReserves = 4, kUsers = 5;
inline constexpr unsigned kOracle = 0;  // number of the immutable
inline constexpr std::uint64_t kMostReserves = 128;
inline constexpr std::uint32_t kCloseFactor = 5'000, kFullCloseFactor = 10'000, kFlashPremium = 5;  // basis points

/// Aave's configuration word.
inline constexpr PackedField kLtv{0, 16}, kThreshold{16, 16}, kBonus{32, 16}, kDecimalsField{48, 8}, kActive{56, 1},
    kFrozen{57, 1}, kBorrowing{58, 1}, kPaused{60, 1}, kFlashLoans{63, 1}, kReserveFactor{64, 16}, kBorrowCap{80, 36},
    kSupplyCap{116, 36}, kProtocolFee{152, 16};

/// One asset of the pool, as loaded from its storage.
struct Reserve {
  Address asset;
  Uint256 slot, configuration;
  Uint256 liquidity_index, liquidity_rate, borrow_index, borrow_rate;  ///< rays
  std::uint64_t updated_at = 0;                                        ///< unix seconds
  std::uint64_t id = 0;
  Address a_token, debt_token, strategy;
  Uint256 accrued_to_treasury;  ///< divided by the liquidity index
  Uint256 deficit;              ///< debts that liquidation could not cover

  bool listed() const { return !a_token.is_zero(); }
  Uint256 setting(PackedField field) const { return field.read(configuration); }
  bool flag(PackedField field) const { return field.read_flag(configuration); }
  Uint256 unit() const;  ///< 10^decimals
};

/// Value and health of a user, in the oracle's currency and basis points.
struct AccountData {
  Uint256 collateral, debt, ltv, threshold, health_factor;
};

extern const Event kSupply, kWithdraw, kBorrow, kRepay, kCollateralEnabled, kCollateralDisabled, kLiquidationCall,
    kReserveDataUpdated, kDeficitCreated, kDeficitCovered, kFlashLoan, kMintedToTreasury;
extern const ExternalFunction<bool, Address, Address, Uint256> kTransferFrom;
extern const ExternalFunction<Uint256, Address> kBalanceOf, kScaledBalanceOf;
extern const ExternalFunction<Uint256> kScaledTotalSupply;
extern const ExternalFunction<bool, Address, Address, Uint256, Uint256> kMintClaim;
extern const ExternalFunction<void, Address, Address, Uint256, Uint256> kBurnClaim;
extern const ExternalFunction<std::tuple<bool, Uint256>, Address, Address, Uint256, Uint256> kMintDebt;
extern const ExternalFunction<Uint256, Address, Uint256, Uint256> kBurnDebt;
extern const ExternalFunction<void, Address, Uint256> kPayOut;

// Reserves
Reserve load_reserve(Execution& execution, const Address& asset);
/// A listed one, with its interest until now written down; '82' (ASSET_NOT_LISTED) when there is none.
Reserve updated_reserve(Execution& execution, const Address& asset);
void store_reserve(Execution& execution, const Reserve& reserve);
Address reserve_at(Execution& execution, std::uint64_t id);
std::uint64_t reserve_count(Execution& execution);
Uint256 normalized_income(Execution& execution, const Reserve& reserve);
Uint256 normalized_debt(Execution& execution, const Reserve& reserve);
/// Sets both rates for cash that is about to come or to go, stores the reserve and logs it.
void update_rates(Execution& execution, Reserve& reserve, const Uint256& added, const Uint256& taken);
/// Takes tokens from `from` into the reserve's cash.
void pull(Execution& execution, const Reserve& reserve, const Address& from, const Uint256& amount);
void require_open(const Reserve& reserve);  ///< '27' not active, '29' paused

// Accounts
struct UserFlags {
  Uint256 bits;
  bool borrows(std::uint64_t id) const { return ((bits >> static_cast<unsigned>(2 * id)) & 1) != 0; }
  bool pledges(std::uint64_t id) const { return ((bits >> static_cast<unsigned>(2 * id + 1)) & 1) != 0; }
  bool borrows_anything() const;
};
UserFlags load_flags(Execution& execution, const Address& user);
void set_borrows(Execution& execution, const Address& user, std::uint64_t id, bool borrows);
/// Logs the change too.
void set_pledges(Execution& execution, const Address& user, const Reserve& reserve, bool pledges);
Uint256 asset_price(Execution& execution, const Address& asset);
Uint256 deposit_of(Execution& execution, const Reserve& reserve, const Address& user);
Uint256 debt_of(Execution& execution, const Reserve& reserve, const Address& user);
AccountData account_data(Execution& execution, const Address& user);
/// '35' when the user's health factor is below one.
void require_healthy(Execution& execution, const Address& user);

// Operations
void liquidation_call(Execution& execution, Address collateral, Address debt, Address user, Uint256 amount,
                      bool receive_a_token);
void flash_loan_simple(Execution& execution, Address receiver, Address asset, Uint256 amount, Bytes params,
                       std::uint16_t referral);
void eliminate_deficit(Execution& execution, Address asset, Uint256 amount);
void mint_to_treasury(Execution& execution, std::vector<Address> assets);

}  // namespace orrery::chains::lending
