#include "chains/contracts/link_token.h"

#include <array>

#include "chains/contracts/address_set.h"
#include "chains/contracts/erc20.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kOwner = erc20::kNextSlot;
constexpr AddressSet kMinters{kOwner + 2}, kBurners{kOwner + 4};
/// 10^9 LINK in juels.
const Uint256 kMaxSupply = Uint256(1'000'000'000) * 1'000'000'000 * 1'000'000'000;
// IERC20, IERC677, IBurnMintERC20, IERC165
constexpr std::array<Selector, 4> kInterfaces{0x36372b07, 0x4000aea0, 0xe6599b4d, 0x01ffc9a7};

const Event kTransferWithData("event Transfer(address indexed from, address indexed to, uint256 value, bytes data)");
const Event kMintAccessGranted("event MintAccessGranted(address indexed minter)");
const Event kBurnAccessGranted("event BurnAccessGranted(address indexed burner)");
const Event kMintAccessRevoked("event MintAccessRevoked(address indexed minter)");
const Event kBurnAccessRevoked("event BurnAccessRevoked(address indexed burner)");
const CustomError kSenderNotMinter("error SenderNotMinter(address sender)");
const CustomError kSenderNotBurner("error SenderNotBurner(address sender)");
const CustomError kMaxSupplyExceeded("error MaxSupplyExceeded(uint256 supplyAfterMint)");
const ExternalFunction<void, Address, Uint256, Bytes> kOnTokenTransfer(
    "function onTokenTransfer(address sender, uint256 amount, bytes data)");

void initialize(Execution& execution) {
  ownable::construct<kOwner>(execution);
  store_string(execution, erc20::kName, "ChainLink Token");
  store_string(execution, erc20::kSymbol, "LINK");
}
std::string name(Execution& execution) { return load_string(execution, erc20::kName); }
std::string symbol(Execution& execution) { return load_string(execution, erc20::kSymbol); }
std::uint8_t decimals(Execution&) { return 18; }
Uint256 max_supply(Execution&) { return kMaxSupply; }
bool supports_interface(Execution&, BytesN<4> id) {
  for (const Selector each : kInterfaces)
    if (Uint256(each) == to_uint256(BytesView(id.data))) return true;
  return false;
}

/// The token itself can hold and spend none.
void require_valid(Execution& execution, const Address& recipient) {
  if (recipient == execution.self()) revert_empty();
}
void approve_as(Execution& execution, const Address& spender, const Uint256& amount) {
  require_valid(execution, spender);
  erc20::approve(execution, execution.sender(), spender, amount);
}
void spend_allowance(Execution& execution, const Address& owner, const Uint256& amount) {
  require_valid(execution, execution.sender());
  erc20::spend_allowance(execution, owner, execution.sender(), amount);
}
bool transfer(Execution& execution, Address to, Uint256 amount) {
  require_valid(execution, to);
  erc20::move(execution, execution.sender(), to, amount);
  return true;
}
bool transfer_from(Execution& execution, Address from, Address to, Uint256 amount) {
  spend_allowance(execution, from, amount);
  require_valid(execution, to);
  erc20::move(execution, from, to, amount);
  return true;
}
bool transfer_and_call(Execution& execution, Address to, Uint256 amount, Bytes data) {
  transfer(execution, to, amount);
  kTransferWithData.emit(execution, execution.sender(), to, amount, data);
  if (execution.has_code(to)) kOnTokenTransfer(execution, to, execution.sender(), amount, data);
  return true;
}
bool approve(Execution& execution, Address spender, Uint256 amount) {
  approve_as(execution, spender, amount);
  return true;
}
bool increase_allowance(Execution& execution, Address spender, Uint256 added) {
  const Uint256 before = erc20::allowance(execution, execution.sender(), spender);
  if (before + added < before) revert_panic(0x11);
  approve_as(execution, spender, before + added);
  return true;
}
void increase_approval(Execution& execution, Address spender, Uint256 added) {
  increase_allowance(execution, spender, added);
}
bool decrease_allowance(Execution& execution, Address spender, Uint256 subtracted) {
  const Uint256 before = erc20::allowance(execution, execution.sender(), spender);
  require(before >= subtracted, "ERC20: decreased allowance below zero");
  approve_as(execution, spender, before - subtracted);
  return true;
}

void mint(Execution& execution, Address account, Uint256 amount) {
  if (!kMinters.contains(execution, execution.sender())) kSenderNotMinter.revert(execution.sender());
  require_valid(execution, account);
  const Uint256 supply = erc20::total_supply(execution);
  if (supply + amount < supply) revert_panic(0x11);
  if (supply + amount > kMaxSupply) kMaxSupplyExceeded.revert(Uint256(supply + amount));
  erc20::mint(execution, account, amount);
}
void require_burner(Execution& execution) {
  if (!kBurners.contains(execution, execution.sender())) kSenderNotBurner.revert(execution.sender());
}
void burn(Execution& execution, Uint256 amount) {
  require_burner(execution);
  erc20::burn(execution, execution.sender(), amount);
}
void burn_from(Execution& execution, Address account, Uint256 amount) {
  require_burner(execution);
  spend_allowance(execution, account, amount);
  erc20::burn(execution, account, amount);
}

void grant_mint_role(Execution& execution, Address minter) {
  ownable::require_owner<kOwner>(execution);
  if (kMinters.add(execution, minter)) kMintAccessGranted.emit(execution, minter);
}
void grant_burn_role(Execution& execution, Address burner) {
  ownable::require_owner<kOwner>(execution);
  if (kBurners.add(execution, burner)) kBurnAccessGranted.emit(execution, burner);
}
void grant_mint_and_burn_roles(Execution& execution, Address both) {
  grant_mint_role(execution, both);
  grant_burn_role(execution, both);
}
void revoke_mint_role(Execution& execution, Address minter) {
  ownable::require_owner<kOwner>(execution);
  if (kMinters.remove(execution, minter)) kMintAccessRevoked.emit(execution, minter);
}
void revoke_burn_role(Execution& execution, Address burner) {
  ownable::require_owner<kOwner>(execution);
  if (kBurners.remove(execution, burner)) kBurnAccessRevoked.emit(execution, burner);
}
bool is_minter(Execution& execution, Address account) { return kMinters.contains(execution, account); }
bool is_burner(Execution& execution, Address account) { return kBurners.contains(execution, account); }
std::vector<Address> get_minters(Execution& execution) { return kMinters.values(execution); }
std::vector<Address> get_burners(Execution& execution) { return kBurners.values(execution); }

}  // namespace

LinkToken::LinkToken() {
  add({
      {"constructor()", handler_of(initialize)},
      {"function name() view returns (string)", handler_of(name), 900},
      {"function symbol() view returns (string)", handler_of(symbol), 900},
      {"function decimals() view returns (uint8)", handler_of(decimals), 250},
      {"function totalSupply() view returns (uint256)", handler_of(erc20::total_supply), 250},
      {"function maxSupply() view returns (uint256)", handler_of(max_supply), 250},
      {"function balanceOf(address account) view returns (uint256)", handler_of(erc20::balance_of), 350},
      {"function allowance(address owner, address spender) view returns (uint256)", handler_of(erc20::allowance), 450},
      {"function supportsInterface(bytes4 interfaceId) pure returns (bool)", handler_of(supports_interface), 350},
      {"function transfer(address to, uint256 amount) returns (bool)", handler_of(transfer), 700},
      {"function transferFrom(address from, address to, uint256 amount) returns (bool)", handler_of(transfer_from),
       1'000},
      {"function transferAndCall(address to, uint256 amount, bytes data) returns (bool success)",
       handler_of(transfer_and_call), 1'400},
      {"function approve(address spender, uint256 amount) returns (bool)", handler_of(approve), 600},
      {"function increaseAllowance(address spender, uint256 addedValue) returns (bool)", handler_of(increase_allowance),
       700},
      {"function decreaseAllowance(address spender, uint256 subtractedValue) returns (bool)",
       handler_of(decrease_allowance), 700},
      {"function increaseApproval(address spender, uint256 addedValue)", handler_of(increase_approval), 700},
      {"function decreaseApproval(address spender, uint256 subtractedValue) returns (bool success)",
       handler_of(decrease_allowance), 700},
      {"function mint(address account, uint256 amount)", handler_of(mint), 900},
      {"function burn(uint256 amount)", handler_of(burn), 800},
      {"function burn(address account, uint256 amount)", handler_of(burn_from), 1'000},
      {"function burnFrom(address account, uint256 amount)", handler_of(burn_from), 1'000},
      {"function grantMintAndBurnRoles(address burnAndMinter)", handler_of(grant_mint_and_burn_roles), 1'000},
      {"function grantMintRole(address minter)", handler_of(grant_mint_role), 600},
      {"function grantBurnRole(address burner)", handler_of(grant_burn_role), 600},
      {"function revokeMintRole(address minter)", handler_of(revoke_mint_role), 800},
      {"function revokeBurnRole(address burner)", handler_of(revoke_burn_role), 800},
      {"function isMinter(address minter) view returns (bool)", handler_of(is_minter), 350},
      {"function isBurner(address burner) view returns (bool)", handler_of(is_burner), 350},
      {"function getMinters() view returns (address[])", handler_of(get_minters), 700},
      {"function getBurners() view returns (address[])", handler_of(get_burners), 700},
      {"function owner() view returns (address)", handler_of(ownable::owner<kOwner>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<kOwner>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<kOwner>), 300},
  });
  add({&erc20::kTransfer, &kTransferWithData, &erc20::kApproval, &kMintAccessGranted, &kBurnAccessGranted,
       &kMintAccessRevoked, &kBurnAccessRevoked, &ownable::kOwnershipTransferRequested,
       &ownable::kOwnershipTransferred});
  add({&kSenderNotMinter, &kSenderNotBurner, &kMaxSupplyExceeded});
}

}  // namespace orrery::chains
