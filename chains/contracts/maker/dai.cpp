#include "chains/contracts/maker/dai.h"

#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kTotalSupply = 1, kBalances = 2, kAllowances = 3;
// Names are constants of the real contract; here they stand behind its slots.
constexpr unsigned kName = 6, kSymbol = 7;

const Event kApproval("event Approval(address indexed src, address indexed guy, uint256 wad)");
const Event kTransfer("event Transfer(address indexed src, address indexed dst, uint256 wad)");

void initialize(Execution& execution, std::string name, std::string symbol) {
  construct_wards(execution);
  store_string(execution, kName, name);
  store_string(execution, kSymbol, symbol);
}
void require_auth(Execution& execution) { require_ward(execution, "Dai/not-authorized"); }

Uint256 balance_slot(Execution& execution, const Address& account) {
  return mapping_slot(execution, kBalances, account);
}
void take(Execution& execution, const Address& account, const Uint256& wad) {
  const Uint256 slot = balance_slot(execution, account);
  const Uint256 balance = execution.load(slot);
  require(balance >= wad, "Dai/insufficient-balance");
  execution.store(slot, balance - wad);
}
void give(Execution& execution, const Address& account, const Uint256& wad) {
  const Uint256 slot = balance_slot(execution, account);
  execution.store(slot, add(execution.load(slot), wad));
}
/// Uses up the sender's allowance, unless it is the owner or the allowance infinite.
void spend(Execution& execution, const Address& owner, const Uint256& wad) {
  if (owner == execution.sender()) return;
  const Uint256 slot = mapping_slot(execution, mapping_slot(execution, kAllowances, owner), execution.sender());
  const Uint256 allowed = execution.load(slot);
  if (allowed == ~Uint256(0)) return;
  require(allowed >= wad, "Dai/insufficient-allowance");
  execution.store(slot, allowed - wad);
}

bool transfer_from(Execution& execution, Address from, Address to, Uint256 wad) {
  require(execution.load(balance_slot(execution, from)) >= wad, "Dai/insufficient-balance");
  spend(execution, from, wad);
  take(execution, from, wad);
  give(execution, to, wad);
  kTransfer.emit(execution, from, to, wad);
  return true;
}
bool transfer(Execution& execution, Address to, Uint256 wad) {
  return transfer_from(execution, execution.sender(), to, wad);
}
void mint(Execution& execution, Address account, Uint256 wad) {
  require_auth(execution);
  give(execution, account, wad);
  execution.store(kTotalSupply, add(execution.load(kTotalSupply), wad));
  kTransfer.emit(execution, Address{}, account, wad);
}
void burn(Execution& execution, Address account, Uint256 wad) {
  require(execution.load(balance_slot(execution, account)) >= wad, "Dai/insufficient-balance");
  spend(execution, account, wad);
  take(execution, account, wad);
  execution.store(kTotalSupply, sub(execution.load(kTotalSupply), wad));
  kTransfer.emit(execution, account, Address{}, wad);
}
bool approve(Execution& execution, Address account, Uint256 wad) {
  execution.store(mapping_slot(execution, mapping_slot(execution, kAllowances, execution.sender()), account), wad);
  kApproval.emit(execution, execution.sender(), account, wad);
  return true;
}

std::string name(Execution& execution) { return load_string(execution, kName); }
std::string symbol(Execution& execution) { return load_string(execution, kSymbol); }
std::uint8_t decimals(Execution&) { return 18; }
Uint256 total_supply(Execution& execution) { return execution.load(kTotalSupply); }
Uint256 balance_of(Execution& execution, Address account) { return execution.load(balance_slot(execution, account)); }
Uint256 allowance(Execution& execution, Address owner, Address account) {
  return execution.load(mapping_slot(execution, mapping_slot(execution, kAllowances, owner), account));
}

}  // namespace

Dai::Dai() {
  add({
      {"constructor(string name, string symbol)", handler_of(initialize)},
      {"function rely(address guy)", handler_of(rely_of<require_auth>), 400},
      {"function deny(address guy)", handler_of(deny_of<require_auth>), 400},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function name() view returns (string)", handler_of(name), 900},
      {"function symbol() view returns (string)", handler_of(symbol), 900},
      {"function decimals() view returns (uint8)", handler_of(decimals), 250},
      {"function totalSupply() view returns (uint256)", handler_of(total_supply), 250},
      {"function balanceOf(address) view returns (uint256)", handler_of(balance_of), 350},
      {"function allowance(address, address) view returns (uint256)", handler_of(allowance), 450},
      {"function transfer(address dst, uint256 wad) returns (bool)", handler_of(transfer), 900},
      {"function transferFrom(address src, address dst, uint256 wad) returns (bool)", handler_of(transfer_from), 1'000},
      {"function mint(address usr, uint256 wad)", handler_of(mint), 700},
      {"function burn(address usr, uint256 wad)", handler_of(burn), 800},
      {"function approve(address usr, uint256 wad) returns (bool)", handler_of(approve), 600},
  });
  add({&kApproval, &kTransfer});
}

}  // namespace orrery::chains
