#include "chains/contracts/maker/vat.h"

#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

// Slots, and the words of the structs behind the mappings.
constexpr unsigned kCan = 1, kIlks = 2, kUrns = 3, kGem = 4, kDai = 5, kSin = 6, kDebt = 7, kVice = 8, kLine = 9,
                   kLive = 10;
constexpr unsigned kArt = 0, kRate = 1, kSpot = 2, kIlkLine = 3, kDust = 4;  // of an ilk
constexpr unsigned kInk = 0, kUrnArt = 1;                                    // of an urn
constexpr std::string_view kNotAuthorized = "Vat/not-authorized";

Uint256 ilk_slot(Execution& execution, const Bytes32& ilk) { return mapping_slot(execution, kIlks, ilk); }
Uint256 urn_slot(Execution& execution, const Bytes32& ilk, const Address& urn) {
  return mapping_slot(execution, mapping_slot(execution, kUrns, ilk), urn);
}
Uint256 gem_slot(Execution& execution, const Bytes32& ilk, const Address& account) {
  return mapping_slot(execution, mapping_slot(execution, kGem, ilk), account);
}
void change(Execution& execution, const Uint256& slot, const Int256& by) {
  execution.store(slot, add_signed(execution.load(slot), by));
}
void change_dai(Execution& execution, const Address& account, const Int256& by) {
  change(execution, mapping_slot(execution, kDai, account), by);
}
void change_sin(Execution& execution, const Address& account, const Int256& by) {
  change(execution, mapping_slot(execution, kSin, account), by);
}

void initialize(Execution& execution) {
  construct_wards(execution);
  execution.store(kLive, 1);
}
void require_live(Execution& execution) { require(execution.load(kLive) == 1, "Vat/not-live"); }
void require_auth(Execution& execution) { require_ward(execution, kNotAuthorized); }
/// Whether the sender may act for the account.
bool wish(Execution& execution, const Address& account) {
  if (account == execution.sender()) return true;
  return execution.load(mapping_slot(execution, mapping_slot(execution, kCan, account), execution.sender())) == 1;
}

void rely(Execution& execution, Address account) {
  require_auth(execution);
  require_live(execution);
  set_ward(execution, account, true);
  note_of_vat(execution);
}
void deny(Execution& execution, Address account) {
  require_auth(execution);
  require_live(execution);
  set_ward(execution, account, false);
  note_of_vat(execution);
}
void set_can(Execution& execution, const Address& account, unsigned allowed) {
  execution.store(mapping_slot(execution, mapping_slot(execution, kCan, execution.sender()), account), allowed);
  note_of_vat(execution);
}
void hope(Execution& execution, Address account) { set_can(execution, account, 1); }
void nope(Execution& execution, Address account) { set_can(execution, account, 0); }
Uint256 can(Execution& execution, Address owner, Address account) {
  return execution.load(mapping_slot(execution, mapping_slot(execution, kCan, owner), account));
}

void init(Execution& execution, Bytes32 ilk) {
  require_auth(execution);
  const Uint256 slot = ilk_slot(execution, ilk);
  require(execution.load(slot + kRate) == 0, "Vat/ilk-already-init");
  execution.store(slot + kRate, kRay);
  note_of_vat(execution);
}
void file(Execution& execution, Bytes32 what, Uint256 data) {
  require_auth(execution);
  require_live(execution);
  require(what == word_of("Line"), "Vat/file-unrecognized-param");
  execution.store(kLine, data);
  note_of_vat(execution);
}
void file_ilk(Execution& execution, Bytes32 ilk, Bytes32 what, Uint256 data) {
  require_auth(execution);
  require_live(execution);
  const Uint256 slot = ilk_slot(execution, ilk);
  if (what == word_of("spot")) {
    execution.store(slot + kSpot, data);
  } else if (what == word_of("line")) {
    execution.store(slot + kIlkLine, data);
  } else if (what == word_of("dust")) {
    execution.store(slot + kDust, data);
  } else {
    revert_with("Vat/file-unrecognized-param");
  }
  note_of_vat(execution);
}
void cage(Execution& execution) {
  require_auth(execution);
  execution.store(kLive, 0);
  note_of_vat(execution);
}

void slip(Execution& execution, Bytes32 ilk, Address account, Int256 wad) {
  require_auth(execution);
  change(execution, gem_slot(execution, ilk, account), wad);
  note_of_vat(execution);
}
void flux(Execution& execution, Bytes32 ilk, Address from, Address to, Uint256 wad) {
  require(wish(execution, from), "Vat/not-allowed");
  change(execution, gem_slot(execution, ilk, from), -Int256(wad));
  change(execution, gem_slot(execution, ilk, to), Int256(wad));
  note_of_vat(execution);
}
void move(Execution& execution, Address from, Address to, Uint256 rad) {
  require(wish(execution, from), "Vat/not-allowed");
  change_dai(execution, from, -Int256(rad));
  change_dai(execution, to, Int256(rad));
  note_of_vat(execution);
}

void frob(Execution& execution, Bytes32 ilk, Address urn, Address gem_of, Address dai_of, Int256 dink, Int256 dart) {
  require_live(execution);
  const Uint256 type = ilk_slot(execution, ilk), vault = urn_slot(execution, ilk, urn);
  const Uint256 rate = execution.load(type + kRate);
  require(rate != 0, "Vat/ilk-not-init");
  const Uint256 ink = add_signed(execution.load(vault + kInk), dink);
  const Uint256 art = add_signed(execution.load(vault + kUrnArt), dart);
  const Uint256 all = add_signed(execution.load(type + kArt), dart);
  const Int256 dtab = mul_signed(rate, dart);
  const Uint256 tab = mul(rate, art);
  const Uint256 debt = add_signed(execution.load(kDebt), dtab);
  execution.store(kDebt, debt);
  require(dart <= 0 || (mul(all, rate) <= execution.load(type + kIlkLine) && debt <= execution.load(kLine)),
          "Vat/ceiling-exceeded");
  const bool is_safer = dart <= 0 && dink >= 0;
  require(is_safer || tab <= mul(ink, execution.load(type + kSpot)), "Vat/not-safe");
  require(is_safer || wish(execution, urn), "Vat/not-allowed-u");
  require(dink <= 0 || wish(execution, gem_of), "Vat/not-allowed-v");
  require(dart >= 0 || wish(execution, dai_of), "Vat/not-allowed-w");
  require(art == 0 || tab >= execution.load(type + kDust), "Vat/dust");
  change(execution, gem_slot(execution, ilk, gem_of), -dink);
  change_dai(execution, dai_of, dtab);
  execution.store(vault + kInk, ink);
  execution.store(vault + kUrnArt, art);
  execution.store(type + kArt, all);
  note_of_vat(execution);
}

/// Moves a vault's collateral and debt to another; both must be safe and allow it.
void fork(Execution& execution, Bytes32 ilk, Address from, Address to, Int256 dink, Int256 dart) {
  const Uint256 type = ilk_slot(execution, ilk);
  const Uint256 rate = execution.load(type + kRate), spot = execution.load(type + kSpot);
  const Uint256 dust = execution.load(type + kDust);
  const std::array<Address, 2> urns = {from, to};
  for (const int side : {0, 1}) {
    const Uint256 slot = urn_slot(execution, ilk, urns[static_cast<std::size_t>(side)]);
    change(execution, slot + kInk, side == 0 ? Int256(-dink) : dink);
    change(execution, slot + kUrnArt, side == 0 ? Int256(-dart) : dart);
  }
  require(wish(execution, from) && wish(execution, to), "Vat/not-allowed");
  const std::array<std::string_view, 2> unsafe = {"Vat/not-safe-src", "Vat/not-safe-dst"};
  const std::array<std::string_view, 2> small = {"Vat/dust-src", "Vat/dust-dst"};
  for (std::size_t side = 0; side < urns.size(); ++side) {
    const Uint256 slot = urn_slot(execution, ilk, urns[side]);
    require(mul(execution.load(slot + kUrnArt), rate) <= mul(execution.load(slot + kInk), spot), unsafe[side]);
  }
  for (std::size_t side = 0; side < urns.size(); ++side) {
    const Uint256 art = execution.load(urn_slot(execution, ilk, urns[side]) + kUrnArt);
    require(mul(art, rate) >= dust || art == 0, small[side]);
  }
  note_of_vat(execution);
}

/// Takes a vault apart: its collateral goes to one account, its debt to another as sin.
void grab(Execution& execution, Bytes32 ilk, Address urn, Address gem_to, Address sin_to, Int256 dink, Int256 dart) {
  require_auth(execution);
  const Uint256 type = ilk_slot(execution, ilk), vault = urn_slot(execution, ilk, urn);
  change(execution, vault + kInk, dink);
  change(execution, vault + kUrnArt, dart);
  change(execution, type + kArt, dart);
  const Int256 dtab = mul_signed(execution.load(type + kRate), dart);
  change(execution, gem_slot(execution, ilk, gem_to), -dink);
  change_sin(execution, sin_to, -dtab);
  change(execution, kVice, -dtab);
  note_of_vat(execution);
}

/// The sender's dai pays the sender's sin.
void heal(Execution& execution, Uint256 rad) {
  change_sin(execution, execution.sender(), -Int256(rad));
  change_dai(execution, execution.sender(), -Int256(rad));
  change(execution, kVice, -Int256(rad));
  change(execution, kDebt, -Int256(rad));
  note_of_vat(execution);
}
void suck(Execution& execution, Address sin_to, Address dai_to, Uint256 rad) {
  require_auth(execution);
  change_sin(execution, sin_to, Int256(rad));
  change_dai(execution, dai_to, Int256(rad));
  change(execution, kVice, Int256(rad));
  change(execution, kDebt, Int256(rad));
  note_of_vat(execution);
}
/// Stability fees: every debt of the ilk grows by the rate, and the account receives it.
void fold(Execution& execution, Bytes32 ilk, Address to, Int256 rate) {
  require_auth(execution);
  require_live(execution);
  const Uint256 type = ilk_slot(execution, ilk);
  change(execution, type + kRate, rate);
  const Int256 rad = mul_signed(execution.load(type + kArt), rate);
  change_dai(execution, to, rad);
  change(execution, kDebt, rad);
  note_of_vat(execution);
}

std::tuple<Uint256, Uint256, Uint256, Uint256, Uint256> ilks(Execution& execution, Bytes32 ilk) {
  const Uint256 slot = ilk_slot(execution, ilk);
  return {execution.load(slot + kArt), execution.load(slot + kRate), execution.load(slot + kSpot),
          execution.load(slot + kIlkLine), execution.load(slot + kDust)};
}
std::tuple<Uint256, Uint256> urns(Execution& execution, Bytes32 ilk, Address urn) {
  const Uint256 slot = urn_slot(execution, ilk, urn);
  return {execution.load(slot + kInk), execution.load(slot + kUrnArt)};
}
Uint256 gem(Execution& execution, Bytes32 ilk, Address account) {
  return execution.load(gem_slot(execution, ilk, account));
}
template <unsigned Slot>
Uint256 balance(Execution& execution, Address account) {
  return execution.load(mapping_slot(execution, Slot, account));
}
template <unsigned Slot>
Uint256 number(Execution& execution) {
  return execution.load(Slot);
}

}  // namespace

Vat::Vat() {
  add({
      {"constructor()", handler_of(initialize)},
      {"function rely(address usr)", handler_of(rely), 400},
      {"function deny(address usr)", handler_of(deny), 400},
      {"function hope(address usr)", handler_of(hope), 400},
      {"function nope(address usr)", handler_of(nope), 400},
      {"function can(address, address) view returns (uint256)", handler_of(can), 500},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function init(bytes32 ilk)", handler_of(init), 500},
      {"function file(bytes32 what, uint256 data)", handler_of(file), 500},
      {"function file(bytes32 ilk, bytes32 what, uint256 data)", handler_of(file_ilk), 600},
      {"function cage()", handler_of(cage), 400},
      {"function slip(bytes32 ilk, address usr, int256 wad)", handler_of(slip), 700},
      {"function flux(bytes32 ilk, address src, address dst, uint256 wad)", handler_of(flux), 1'000},
      {"function move(address src, address dst, uint256 rad)", handler_of(move), 900},
      {"function frob(bytes32 i, address u, address v, address w, int256 dink, int256 dart)", handler_of(frob), 3'500},
      {"function fork(bytes32 ilk, address src, address dst, int256 dink, int256 dart)", handler_of(fork), 2'500},
      {"function grab(bytes32 i, address u, address v, address w, int256 dink, int256 dart)", handler_of(grab), 2'000},
      {"function heal(uint256 rad)", handler_of(heal), 900},
      {"function suck(address u, address v, uint256 rad)", handler_of(suck), 900},
      {"function fold(bytes32 i, address u, int256 rate)", handler_of(fold), 1'000},
      {"function ilks(bytes32) view returns (uint256 Art, uint256 rate, uint256 spot, uint256 line, uint256 dust)",
       handler_of(ilks), 500},
      {"function urns(bytes32, address) view returns (uint256 ink, uint256 art)", handler_of(urns), 500},
      {"function gem(bytes32, address) view returns (uint256)", handler_of(gem), 500},
      {"function dai(address) view returns (uint256)", handler_of(balance<kDai>), 400},
      {"function sin(address) view returns (uint256)", handler_of(balance<kSin>), 400},
      {"function debt() view returns (uint256)", handler_of(number<kDebt>), 250},
      {"function vice() view returns (uint256)", handler_of(number<kVice>), 250},
      {"function Line() view returns (uint256)", handler_of(number<kLine>), 250},
      {"function live() view returns (uint256)", handler_of(number<kLive>), 250},
  });
}

}  // namespace orrery::chains
