#include "chains/contracts/amm/peg_stability_module.h"

#include "chains/contracts/aggregator_interface.h"
#include "chains/contracts/checked_math.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kTin = 2, kTout = 3, kCut = 4;                               // slots; 0 and 1 hold the owners
constexpr unsigned kDai = 0, kGem = 1, kTo18 = 2, kFeeAccount = 3, kGuard = 4;  // numbers of immutables
const Uint256 kWad = 1'000'000'000'000'000'000;

const Event kSellGem("event SellGem(address indexed owner, uint256 value, uint256 fee)");
const Event kBuyGem("event BuyGem(address indexed owner, uint256 value, uint256 fee)");
const Event kFile("event File(bytes32 indexed what, uint256 data)");
const Event kChug("event Chug(uint256 wad)");

const ExternalFunction<bool, Address, Uint256> kSend("function transfer(address to, uint256 amount) returns (bool)");
const ExternalFunction<bool, Address, Address, Uint256> kPull(
    "function transferFrom(address from, address to, uint256 amount) returns (bool)");
const ExternalFunction<std::uint8_t> kDecimals("function decimals() view returns (uint8)");

Uint256 setting(Execution& execution, unsigned number) { return execution.load_immutable(immutable_slot(number)); }
Address dai(Execution& execution) { return to_address(setting(execution, kDai)); }
Address gem(Execution& execution) { return to_address(setting(execution, kGem)); }

void initialize(Execution& execution, Address coin, Address accepted, Address fee_account) {
  ownable::construct(execution);
  const unsigned decimals = kDecimals(execution, accepted);
  require(decimals <= 18, "PSM/gem-has-too-many-decimals");
  execution.store(immutable_slot(kDai), to_uint256(coin));
  execution.store(immutable_slot(kGem), to_uint256(accepted));
  execution.store(immutable_slot(kTo18), power_of_ten(18 - decimals));
  execution.store(immutable_slot(kFeeAccount), to_uint256(fee_account));
}

void initialize_guarded(Execution& execution, Address coin, Address accepted, Address fee_account, Address guard) {
  initialize(execution, coin, accepted, fee_account);
  execution.store(immutable_slot(kGuard), to_uint256(guard));
}

Bytes32 word_of(std::string_view text) {
  Bytes32 word;
  std::copy(text.begin(), text.end(), word.data.begin());
  return word;
}
/// "tin" and "tout": the fees in wads, at most one.
void file(Execution& execution, Bytes32 what, Uint256 data) {
  ownable::require_owner(execution);
  require(data <= kWad, "PSM/out-of-range");
  if (what == word_of("tin")) {
    execution.store(kTin, data);
  } else if (what == word_of("tout")) {
    execution.store(kTout, data);
  } else {
    revert_with("PSM/file-unrecognized-param");
  }
  kFile.emit(execution, what, data);
}

void add_cut(Execution& execution, const Uint256& fee) {
  if (fee != 0) execution.store(kCut, checked_add(execution.load(kCut), fee));
}
void must(bool moved) {
  if (!moved) revert_empty();
}

Uint256 sell_gem(Execution& execution, Address to, Uint256 amount) {
  const Address guard = to_address(setting(execution, kGuard));
  if (!guard.is_zero()) aggregator::kLatestAnswer(execution, guard);  // what it refuses, this refuses
  const Uint256 full = checked_multiply(amount, setting(execution, kTo18));
  const Uint256 fee = checked_multiply(full, execution.load(kTin)) / kWad;
  add_cut(execution, fee);
  must(kPull(execution, gem(execution), execution.sender(), execution.self(), amount));
  must(kSend(execution, dai(execution), to, Uint256(full - fee)));
  kSellGem.emit(execution, to, amount, fee);
  return full - fee;
}
Uint256 buy_gem(Execution& execution, Address to, Uint256 amount) {
  const Uint256 full = checked_multiply(amount, setting(execution, kTo18));
  const Uint256 fee = checked_multiply(full, execution.load(kTout)) / kWad;
  const Uint256 price = checked_add(full, fee);
  add_cut(execution, fee);
  must(kPull(execution, dai(execution), execution.sender(), execution.self(), price));
  must(kSend(execution, gem(execution), to, amount));
  kBuyGem.emit(execution, to, amount, fee);
  return price;
}
/// Sends the fees that came together to the account that they are for.
Uint256 chug(Execution& execution) {
  const Uint256 fees = execution.load(kCut);
  require(fees != 0, "PSM/nothing-to-chug");
  execution.store(kCut, 0);
  must(kSend(execution, dai(execution), to_address(setting(execution, kFeeAccount)), fees));
  kChug.emit(execution, fees);
  return fees;
}

Uint256 tin(Execution& execution) { return execution.load(kTin); }
Uint256 tout(Execution& execution) { return execution.load(kTout); }
Uint256 cut(Execution& execution) { return execution.load(kCut); }
Uint256 to18(Execution& execution) { return setting(execution, kTo18); }
Address fee_account(Execution& execution) { return to_address(setting(execution, kFeeAccount)); }

}  // namespace

PegStabilityModule::PegStabilityModule()
    : PegStabilityModule({"constructor(address dai, address gem, address vow)", handler_of(initialize)}) {}

GuardedPegStabilityModule::GuardedPegStabilityModule()
    : PegStabilityModule(
          {"constructor(address dai, address gem, address vow, address guard)", handler_of(initialize_guarded)}) {}

PegStabilityModule::PegStabilityModule(FunctionEntry constructor) {
  add({
      std::move(constructor),
      {"function sellGem(address usr, uint256 gemAmt) returns (uint256 daiOutWad)", handler_of(sell_gem), 2'500},
      {"function buyGem(address usr, uint256 gemAmt) returns (uint256 daiInWad)", handler_of(buy_gem), 2'500},
      {"function chug() returns (uint256 wad)", handler_of(chug), 1'000},
      {"function file(bytes32 what, uint256 data)", handler_of(file), 700},
      {"function tin() view returns (uint256)", handler_of(tin), 250},
      {"function tout() view returns (uint256)", handler_of(tout), 250},
      {"function cut() view returns (uint256)", handler_of(cut), 250},
      {"function dai() view returns (address)", handler_of(dai), 250},
      {"function gem() view returns (address)", handler_of(gem), 250},
      {"function vow() view returns (address)", handler_of(fee_account), 250},
      {"function to18ConversionFactor() view returns (uint256)", handler_of(to18), 250},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 250},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 400},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 300},
  });
  add({&kSellGem, &kBuyGem, &kFile, &kChug, &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
