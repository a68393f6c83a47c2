#include "chains/contracts/maker/vow.h"

#include <algorithm>

#include "chains/contracts/external_call.h"
#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kVat = 1, kFlapper = 2, kFlopper = 3, kSin = 4, kQueued = 5, kAsh = 6, kWait = 7, kDump = 8,
                   kSump = 9, kBump = 10, kHump = 11, kLive = 12;

const ExternalFunction<Uint256, Address> kVatDai("function dai(address) view returns (uint256)");
const ExternalFunction<Uint256, Address> kVatSin("function sin(address) view returns (uint256)");
const ExternalFunction<void, Uint256> kHeal("function heal(uint256 rad)");
const ExternalFunction<void, Address> kHope("function hope(address usr)");
const ExternalFunction<Uint256, Address, Uint256, Uint256> kKick(
    "function kick(address gal, uint256 lot, uint256 bid) returns (uint256 id)");

Address vat(Execution& execution) { return load_address(execution, kVat); }
Address flapper(Execution& execution) { return load_address(execution, kFlapper); }
Address flopper(Execution& execution) { return load_address(execution, kFlopper); }
Uint256 dai(Execution& execution) { return kVatDai(execution, vat(execution), execution.self()); }
/// The debt that is neither queued nor in an auction.
Uint256 free_debt(Execution& execution) {
  const Uint256 all = kVatSin(execution, vat(execution), execution.self());
  return sub(sub(all, execution.load(kQueued)), execution.load(kAsh));
}

void initialize(Execution& execution, Address vat_address, Address flapper_address, Address flopper_address) {
  construct_wards(execution);
  store_address(execution, kVat, vat_address);
  store_address(execution, kFlapper, flapper_address);
  store_address(execution, kFlopper, flopper_address);
  kHope(execution, vat_address, flapper_address);
  execution.store(kLive, 1);
}
void require_auth(Execution& execution) { require_ward(execution, "Vow/not-authorized"); }
void file(Execution& execution, Bytes32 what, Uint256 data) {
  require_auth(execution);
  constexpr std::pair<std::string_view, unsigned> kSettings[] = {
      {"wait", kWait}, {"bump", kBump}, {"sump", kSump}, {"dump", kDump}, {"hump", kHump}};
  for (const auto& [name, slot] : kSettings) {
    if (what != word_of(name)) continue;
    execution.store(slot, data);
    return note(execution);
  }
  revert_with("Vow/file-unrecognized-param");
}

/// Queues a debt until `wait` has passed, in which its auction may pay it.
void fess(Execution& execution, Uint256 tab) {
  require_auth(execution);
  const Uint256 slot = mapping_slot(execution, kSin, to_bytes32(Uint256(execution.block().timestamp)));
  execution.store(slot, add(execution.load(slot), tab));
  execution.store(kQueued, add(execution.load(kQueued), tab));
  note(execution);
}
void flog(Execution& execution, Uint256 era) {
  require(add(era, execution.load(kWait)) <= execution.block().timestamp, "Vow/wait-not-finished");
  const Uint256 slot = mapping_slot(execution, kSin, to_bytes32(era));
  execution.store(kQueued, sub(execution.load(kQueued), execution.load(slot)));
  execution.store(slot, 0);
  note(execution);
}
void heal(Execution& execution, Uint256 rad) {
  require(rad <= dai(execution), "Vow/insufficient-surplus");
  require(rad <= free_debt(execution), "Vow/insufficient-debt");
  kHeal(execution, vat(execution), rad);
  note(execution);
}
void kiss(Execution& execution, Uint256 rad) {
  const Uint256 ash = execution.load(kAsh);
  require(rad <= ash, "Vow/not-enough-ash");
  require(rad <= dai(execution), "Vow/insufficient-surplus");
  execution.store(kAsh, ash - rad);
  kHeal(execution, vat(execution), rad);
  note(execution);
}
/// Has `sump` of the debt auctioned for at most `dump` new tokens.
Uint256 flop(Execution& execution) {
  const Uint256 sump = execution.load(kSump);
  require(sump <= free_debt(execution), "Vow/insufficient-debt");
  require(dai(execution) == 0, "Vow/surplus-not-zero");
  execution.store(kAsh, add(execution.load(kAsh), sump));
  const Uint256 id = kKick(execution, flopper(execution), execution.self(), execution.load(kDump), sump);
  note(execution);
  return id;
}

Uint256 sin(Execution& execution, Uint256 era) {
  return execution.load(mapping_slot(execution, kSin, to_bytes32(era)));
}
template <unsigned Slot>
Uint256 number(Execution& execution) {
  return execution.load(Slot);
}

}  // namespace

Vow::Vow() {
  add({
      {"constructor(address vat_, address flapper_, address flopper_)", handler_of(initialize)},
      {"function rely(address usr)", handler_of(rely_of<require_auth>), 400},
      {"function deny(address usr)", handler_of(deny_of<require_auth>), 400},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function file(bytes32 what, uint256 data)", handler_of(file), 500},
      {"function fess(uint256 tab)", handler_of(fess), 700},
      {"function flog(uint256 era)", handler_of(flog), 700},
      {"function heal(uint256 rad)", handler_of(heal), 1'200},
      {"function kiss(uint256 rad)", handler_of(kiss), 1'200},
      {"function flop() returns (uint256 id)", handler_of(flop), 1'800},
      {"function sin(uint256) view returns (uint256)", handler_of(sin), 400},
      {"function Sin() view returns (uint256)", handler_of(number<kQueued>), 250},
      {"function Ash() view returns (uint256)", handler_of(number<kAsh>), 250},
      {"function wait() view returns (uint256)", handler_of(number<kWait>), 250},
      {"function dump() view returns (uint256)", handler_of(number<kDump>), 250},
      {"function sump() view returns (uint256)", handler_of(number<kSump>), 250},
      {"function bump() view returns (uint256)", handler_of(number<kBump>), 250},
      {"function hump() view returns (uint256)", handler_of(number<kHump>), 250},
      {"function live() view returns (uint256)", handler_of(number<kLive>), 250},
      {"function vat() view returns (address)", handler_of(vat), 250},
      {"function flapper() view returns (address)", handler_of(flapper), 250},
      {"function flopper() view returns (address)", handler_of(flopper), 250},
  });
}

}  // namespace orrery::chains
