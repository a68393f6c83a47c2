#include "chains/contracts/single_oracle.h"

#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kUpdater = 5;
const Event kUpdaterSet("event UpdaterSet(address indexed previous, address indexed current)");

}  // namespace

SingleOracle::SingleOracle() {
  static_assert(kUpdater == kNextSlot);
  add({
      {"constructor(address updater, uint8 decimals, string description)", handler_of(initialize)},
      {"function update(int256 answer)", handler_of(update), 700},
      {"function setUpdater(address updater)", handler_of(set_updater), 400},
      {"function updater() view returns (address)", handler_of(updater), 250},
  });
  add({&kUpdaterSet});
}

void SingleOracle::initialize(Execution& execution, Address updater, std::uint8_t decimals, std::string description) {
  initialize_feed(execution, decimals, description);
  store_address(execution, kUpdater, updater);
}

void SingleOracle::update(Execution& execution, Int256 answer) {
  require(execution.sender() == load_address(execution, kUpdater), "Only updater");
  append(execution, answer, execution.block().timestamp);
}

void SingleOracle::set_updater(Execution& execution, Address updater) {
  ownable::require_owner(execution);
  const Address previous = load_address(execution, kUpdater);
  store_address(execution, kUpdater, updater);
  kUpdaterSet.emit(execution, previous, updater);
}

Address SingleOracle::updater(Execution& execution) { return load_address(execution, kUpdater); }

}  // namespace orrery::chains
