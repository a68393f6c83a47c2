#include "chains/contracts/maker/cat.h"

#include <algorithm>

#include "chains/contracts/external_call.h"
#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kIlks = 1, kLive = 2, kVat = 3, kVow = 4;
constexpr unsigned kFlip = 0, kChop = 1, kLump = 2;  // of an ilk

const Event kBite(
    "event Bite(bytes32 indexed ilk, address indexed urn, uint256 ink, uint256 art, uint256 tab, address flip, "
    "uint256 id)");

const ExternalFunction<std::tuple<Uint256, Uint256, Uint256>, Bytes32> kVatIlks(
    "function ilks(bytes32) view returns (uint256 Art, uint256 rate, uint256 spot)");
const ExternalFunction<std::tuple<Uint256, Uint256>, Bytes32, Address> kVatUrns(
    "function urns(bytes32, address) view returns (uint256 ink, uint256 art)");
const ExternalFunction<void, Bytes32, Address, Address, Address, Int256, Int256> kGrab(
    "function grab(bytes32 i, address u, address v, address w, int256 dink, int256 dart)");
const ExternalFunction<void, Address> kHope("function hope(address usr)");
const ExternalFunction<void, Address> kNope("function nope(address usr)");
const ExternalFunction<void, Uint256> kFess("function fess(uint256 tab)");
const ExternalFunction<Uint256, Address, Address, Uint256, Uint256, Uint256> kKick(
    "function kick(address usr, address gal, uint256 tab, uint256 lot, uint256 bid) returns (uint256 id)");

Uint256 ilk_slot(Execution& execution, const Bytes32& ilk) { return mapping_slot(execution, kIlks, ilk); }
Address vat(Execution& execution) { return load_address(execution, kVat); }
Address vow(Execution& execution) { return load_address(execution, kVow); }
Uint256 live(Execution& execution) { return execution.load(kLive); }

void initialize(Execution& execution, Address vat_address) {
  construct_wards(execution);
  store_address(execution, kVat, vat_address);
  execution.store(kLive, 1);
}
void require_auth(Execution& execution) { require_ward(execution, "Cat/not-authorized"); }
void file_vow(Execution& execution, Bytes32 what, Address data) {
  require_auth(execution);
  require(what == word_of("vow"), "Cat/file-unrecognized-param");
  store_address(execution, kVow, data);
  note(execution);
}
void file_number(Execution& execution, Bytes32 ilk, Bytes32 what, Uint256 data) {
  require_auth(execution);
  const Uint256 slot = ilk_slot(execution, ilk);
  if (what == word_of("chop")) {
    execution.store(slot + kChop, data);
  } else if (what == word_of("lump")) {
    execution.store(slot + kLump, data);
  } else {
    revert_with("Cat/file-unrecognized-param");
  }
  note(execution);
}
void file_flip(Execution& execution, Bytes32 ilk, Bytes32 what, Address flip) {
  require_auth(execution);
  require(what == word_of("flip"), "Cat/file-unrecognized-param");
  const Uint256 slot = ilk_slot(execution, ilk) + kFlip;
  kNope(execution, vat(execution), load_address(execution, slot));
  store_address(execution, slot, flip);
  kHope(execution, vat(execution), flip);
  note(execution);
}
void cage(Execution& execution) {
  require_auth(execution);
  execution.store(kLive, 0);
  note(execution);
}

Uint256 bite(Execution& execution, Bytes32 ilk, Address urn) {
  const Address books = vat(execution), debts = vow(execution);
  const auto [all, rate, spot] = kVatIlks(execution, books, ilk);
  const auto [ink, art] = kVatUrns(execution, books, ilk, urn);
  require(live(execution) == 1, "Cat/not-live");
  require(spot > 0 && mul(ink, spot) < mul(art, rate), "Cat/not-unsafe");

  const Uint256 slot = ilk_slot(execution, ilk);
  const Uint256 lot = std::min(ink, execution.load(slot + kLump));
  if (ink == 0) throw OutOfGas{};  // a division by zero of Solidity 0.5 eats all gas
  const Uint256 taken = std::min(art, Uint256(mul(lot, art) / ink));
  const Uint256 tab = mul(taken, rate);
  require(fits_signed(Int256(lot), 256) && fits_signed(Int256(taken), 256), "Cat/overflow");
  kGrab(execution, books, ilk, urn, execution.self(), debts, -Int256(lot), -Int256(taken));
  kFess(execution, debts, tab);
  const Address flip = load_address(execution, slot + kFlip);
  const Uint256 id =
      kKick(execution, flip, urn, debts, Uint256(mul(tab, execution.load(slot + kChop)) / kRay), lot, Uint256(0));
  kBite.emit(execution, ilk, urn, lot, taken, tab, flip, id);
  return id;
}

std::tuple<Address, Uint256, Uint256> ilks(Execution& execution, Bytes32 ilk) {
  const Uint256 slot = ilk_slot(execution, ilk);
  return {load_address(execution, slot + kFlip), execution.load(slot + kChop), execution.load(slot + kLump)};
}

}  // namespace

Cat::Cat() {
  add({
      {"constructor(address vat_)", handler_of(initialize)},
      {"function rely(address usr)", handler_of(rely_of<require_auth>), 400},
      {"function deny(address usr)", handler_of(deny_of<require_auth>), 400},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function file(bytes32 what, address data)", handler_of(file_vow), 500},
      {"function file(bytes32 ilk, bytes32 what, uint256 data)", handler_of(file_number), 600},
      {"function file(bytes32 ilk, bytes32 what, address flip)", handler_of(file_flip), 700},
      {"function bite(bytes32 ilk, address urn) returns (uint256 id)", handler_of(bite), 4'000},
      {"function cage()", handler_of(cage), 400},
      {"function ilks(bytes32) view returns (address flip, uint256 chop, uint256 lump)", handler_of(ilks), 500},
      {"function live() view returns (uint256)", handler_of(live), 250},
      {"function vat() view returns (address)", handler_of(vat), 250},
      {"function vow() view returns (address)", handler_of(vow), 250},
  });
  add({&kBite});
}

}  // namespace orrery::chains
