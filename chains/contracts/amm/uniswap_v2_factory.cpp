#include "chains/contracts/amm/uniswap_v2_factory.h"

#include <algorithm>

#include "chains/contracts/external_call.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

// Slots of v2-core's UniswapV2Factory.
constexpr unsigned kFeeReceiver = 0, kSetter = 1, kPairOf = 2, kAllPairs = 3;

const Event kPairCreated("event PairCreated(address indexed token0, address indexed token1, address pair, uint256)");
const ExternalFunction<void, Address, Address> kInitialize("function initialize(address _token0, address _token1)");

void begin_factory(Execution& execution, Address setter) { store_address(execution, kSetter, setter); }
Uint256 pair_slot(Execution& execution, const Address& a, const Address& b) {
  return mapping_slot(execution, mapping_slot(execution, kPairOf, a), b);
}
void require_setter(Execution& execution) {
  require(execution.sender() == load_address(execution, kSetter), "UniswapV2: FORBIDDEN");
}

void add_pair(Execution& execution, Address a, Address b, Address pair) {
  require_setter(execution);
  require(a != b, "UniswapV2: IDENTICAL_ADDRESSES");
  const auto [first, second] = std::minmax(a, b);
  require(!first.is_zero(), "UniswapV2: ZERO_ADDRESS");
  require(load_address(execution, pair_slot(execution, first, second)).is_zero(), "UniswapV2: PAIR_EXISTS");
  kInitialize(execution, pair, first, second);
  store_address(execution, pair_slot(execution, first, second), pair);
  store_address(execution, pair_slot(execution, second, first), pair);
  const Uint256 count = execution.load(kAllPairs);
  store_address(execution, array_slot(execution, kAllPairs) + count, pair);
  execution.store(kAllPairs, count + 1);
  kPairCreated.emit(execution, first, second, pair, Uint256(count + 1));
}
Address get_pair(Execution& execution, Address a, Address b) {
  return load_address(execution, pair_slot(execution, a, b));
}
Address pair_at(Execution& execution, Uint256 index) {
  if (index >= execution.load(kAllPairs)) revert_empty();
  return load_address(execution, array_slot(execution, kAllPairs) + index);
}
Uint256 pair_count(Execution& execution) { return execution.load(kAllPairs); }
Address fee_receiver(Execution& execution) { return load_address(execution, kFeeReceiver); }
Address fee_setter(Execution& execution) { return load_address(execution, kSetter); }
void set_fee_receiver(Execution& execution, Address to) {
  require_setter(execution);
  store_address(execution, kFeeReceiver, to);
}
void set_fee_setter(Execution& execution, Address to) {
  require_setter(execution);
  store_address(execution, kSetter, to);
}

}  // namespace

UniswapV2Factory::UniswapV2Factory() {
  add({
      {"constructor(address _feeToSetter)", handler_of(begin_factory)},
      {"function addPair(address tokenA, address tokenB, address pair)", handler_of(add_pair), 2'000},
      {"function getPair(address tokenA, address tokenB) view returns (address pair)", handler_of(get_pair), 400},
      {"function allPairs(uint256 index) view returns (address pair)", handler_of(pair_at), 300},
      {"function allPairsLength() view returns (uint256)", handler_of(pair_count), 250},
      {"function feeTo() view returns (address)", handler_of(fee_receiver), 250},
      {"function feeToSetter() view returns (address)", handler_of(fee_setter), 250},
      {"function setFeeTo(address _feeTo)", handler_of(set_fee_receiver), 300},
      {"function setFeeToSetter(address _feeToSetter)", handler_of(set_fee_setter), 300},
  });
  add({&kPairCreated});
}

}  // namespace orrery::chains
