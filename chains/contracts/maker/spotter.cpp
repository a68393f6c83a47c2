#include "chains/contracts/maker/spotter.h"

#include "chains/contracts/external_call.h"
#include "chains/contracts/maker/wards.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

using namespace maker;

constexpr unsigned kIlks = 1, kVat = 2, kPar = 3, kLive = 4;
constexpr unsigned kPip = 0, kMat = 1;  // of an ilk

const Event kPoke("event Poke(bytes32 ilk, bytes32 val, uint256 spot)");
// Not a view: the interface of the real contract does not say so.
const ExternalFunction<std::tuple<Bytes32, bool>> kPeek("function peek() returns (bytes32, bool)");
const ExternalFunction<void, Bytes32, Bytes32, Uint256> kFile("function file(bytes32 ilk, bytes32 what, uint256 data)");

Uint256 ilk_slot(Execution& execution, const Bytes32& ilk) { return mapping_slot(execution, kIlks, ilk); }
Uint256 rdiv(const Uint256& x, const Uint256& y) {
  if (y == 0) throw OutOfGas{};  // a division by zero of Solidity 0.5 eats all gas
  return mul(x, kRay) / y;
}

void initialize(Execution& execution, Address vat_address) {
  construct_wards(execution);
  store_address(execution, kVat, vat_address);
  execution.store(kPar, kRay);
  execution.store(kLive, 1);
}
void require_auth(Execution& execution) { require_ward(execution, "Spotter/not-authorized"); }
void require_may_file(Execution& execution) {
  require_auth(execution);
  require(execution.load(kLive) == 1, "Spotter/not-live");
}
void file_pip(Execution& execution, Bytes32 ilk, Bytes32 what, Address pip) {
  require_may_file(execution);
  require(what == word_of("pip"), "Spotter/file-unrecognized-param");
  store_address(execution, ilk_slot(execution, ilk) + kPip, pip);
  note(execution);
}
void file_par(Execution& execution, Bytes32 what, Uint256 data) {
  require_may_file(execution);
  require(what == word_of("par"), "Spotter/file-unrecognized-param");
  execution.store(kPar, data);
  note(execution);
}
void file_mat(Execution& execution, Bytes32 ilk, Bytes32 what, Uint256 data) {
  require_may_file(execution);
  require(what == word_of("mat"), "Spotter/file-unrecognized-param");
  execution.store(ilk_slot(execution, ilk) + kMat, data);
  note(execution);
}

void poke(Execution& execution, Bytes32 ilk) {
  constexpr std::uint64_t kFromWadToRay = 1'000'000'000;
  const Uint256 slot = ilk_slot(execution, ilk);
  const auto [value, has] = kPeek(execution, load_address(execution, slot + kPip));
  Uint256 spot = 0;
  if (has) {
    const Uint256 price = rdiv(mul(to_uint256(value), kFromWadToRay), execution.load(kPar));
    spot = rdiv(price, execution.load(slot + kMat));
  }
  kFile(execution, load_address(execution, kVat), ilk, word_of("spot"), spot);
  kPoke.emit(execution, ilk, value, spot);
}

std::tuple<Address, Uint256> ilks(Execution& execution, Bytes32 ilk) {
  const Uint256 slot = ilk_slot(execution, ilk);
  return {load_address(execution, slot + kPip), execution.load(slot + kMat)};
}
Address vat(Execution& execution) { return load_address(execution, kVat); }
Uint256 par(Execution& execution) { return execution.load(kPar); }
Uint256 live(Execution& execution) { return execution.load(kLive); }

}  // namespace

Spotter::Spotter() {
  add({
      {"constructor(address vat_)", handler_of(initialize)},
      {"function rely(address guy)", handler_of(rely_of<require_auth>), 400},
      {"function deny(address guy)", handler_of(deny_of<require_auth>), 400},
      {"function wards(address) view returns (uint256)", handler_of(is_ward), 400},
      {"function file(bytes32 ilk, bytes32 what, address pip_)", handler_of(file_pip), 600},
      {"function file(bytes32 what, uint256 data)", handler_of(file_par), 500},
      {"function file(bytes32 ilk, bytes32 what, uint256 data)", handler_of(file_mat), 600},
      {"function poke(bytes32 ilk)", handler_of(poke), 1'500},
      {"function ilks(bytes32) view returns (address pip, uint256 mat)", handler_of(ilks), 400},
      {"function vat() view returns (address)", handler_of(vat), 250},
      {"function par() view returns (uint256)", handler_of(par), 250},
      {"function live() view returns (uint256)", handler_of(live), 250},
  });
  add({&kPoke});
}

}  // namespace orrery::chains
