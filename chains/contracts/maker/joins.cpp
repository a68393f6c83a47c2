#include "chains/contracts/maker/joins.h"

#include "chains/contracts/external_call.h"
#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kVat = 1;
constexpr unsigned kIlk = 2, kGem = 3;  // of a GemJoin
constexpr unsigned kDai = 2;            // of a DaiJoin

const ExternalFunction<void, Bytes32, Address, Int256> kSlip("function slip(bytes32 ilk, address usr, int256 wad)");
const ExternalFunction<void, Address, Address, Uint256> kMove("function move(address src, address dst, uint256 rad)");
const ExternalFunction<bool, Address, Uint256> kTransfer(
    "function transfer(address to, uint256 amount) returns (bool)");
const ExternalFunction<bool, Address, Address, Uint256> kTransferFrom(
    "function transferFrom(address from, address to, uint256 amount) returns (bool)");
const ExternalFunction<void, Address, Uint256> kMint("function mint(address usr, uint256 wad)");
const ExternalFunction<void, Address, Uint256> kBurn("function burn(address usr, uint256 wad)");
const ExternalFunction<std::uint8_t> kDecimals("function decimals() view returns (uint8)");

void gem_initialize(Execution& execution, Address vat, Bytes32 ilk, Address gem) {
  construct_wards(execution);
  store_address(execution, kVat, vat);
  execution.store(kIlk, to_uint256(ilk));
  store_address(execution, kGem, gem);
  require(kDecimals(execution, gem) == 18, "GemJoin/decimals-not-18");
}
Bytes32 ilk(Execution& execution) { return to_bytes32(execution.load(kIlk)); }
Address vat(Execution& execution) { return load_address(execution, kVat); }
Address gem(Execution& execution) { return load_address(execution, kGem); }

void gem_join(Execution& execution, Address usr, Uint256 wad) {
  require(fits_signed(Int256(wad), 256), "GemJoin/overflow");
  kSlip(execution, vat(execution), ilk(execution), usr, Int256(wad));
  require(kTransferFrom(execution, gem(execution), execution.sender(), execution.self(), wad),
          "GemJoin/failed-transfer");
  note(execution);
}
void gem_exit(Execution& execution, Address usr, Uint256 wad) {
  require(fits_signed(Int256(wad), 256), "GemJoin/overflow");
  kSlip(execution, vat(execution), ilk(execution), execution.sender(), -Int256(wad));
  require(kTransfer(execution, gem(execution), usr, wad), "GemJoin/failed-transfer");
  note(execution);
}

void dai_initialize(Execution& execution, Address vat_address, Address dai) {
  construct_wards(execution);
  store_address(execution, kVat, vat_address);
  store_address(execution, kDai, dai);
}
Address dai(Execution& execution) { return load_address(execution, kDai); }

void dai_join(Execution& execution, Address usr, Uint256 wad) {
  kMove(execution, vat(execution), execution.self(), usr, mul(kRay, wad));
  kBurn(execution, dai(execution), execution.sender(), wad);
  note(execution);
}
void dai_exit(Execution& execution, Address usr, Uint256 wad) {
  kMove(execution, vat(execution), execution.sender(), execution.self(), mul(kRay, wad));
  kMint(execution, dai(execution), usr, wad);
  note(execution);
}

}  // namespace

GemJoin::GemJoin() {
  add({
      {"constructor(address vat_, bytes32 ilk_, address gem_)", handler_of(gem_initialize)},
      {"function join(address usr, uint256 wad)", handler_of(gem_join), 1'200},
      {"function exit(address usr, uint256 wad)", handler_of(gem_exit), 1'200},
      {"function vat() view returns (address)", handler_of(vat), 250},
      {"function ilk() view returns (bytes32)", handler_of(ilk), 250},
      {"function gem() view returns (address)", handler_of(gem), 250},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
  });
}

DaiJoin::DaiJoin() {
  add({
      {"constructor(address vat_, address dai_)", handler_of(dai_initialize)},
      {"function join(address usr, uint256 wad)", handler_of(dai_join), 1'200},
      {"function exit(address usr, uint256 wad)", handler_of(dai_exit), 1'200},
      {"function vat() view returns (address)", handler_of(vat), 250},
      {"function dai() view returns (address)", handler_of(dai), 250},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
  });
}

}  // namespace orrery::chains
