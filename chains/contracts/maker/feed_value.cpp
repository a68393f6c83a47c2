#include "chains/contracts/maker/feed_value.h"

#include "chains/contracts/checked_math.h"
#include "chains/contracts/prices/source_table.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kFeed = 0;
constexpr unsigned kWadDecimals = 18;

void initialize(Execution& execution, Address feed) { store_address(execution, kFeed, feed); }
std::tuple<Bytes32, bool> peek(Execution& execution) {
  const Address feed = load_address(execution, kFeed);
  const Int256 answer = std::get<1>(aggregator::kLatestRoundData(execution, feed));
  const unsigned decimals = aggregator::kDecimals(execution, feed);
  if (answer <= 0 || decimals > kWadDecimals) return {Bytes32{}, false};
  return {to_bytes32(checked_multiply(to_word(answer), power_of_ten(kWadDecimals - decimals))), true};
}
Bytes32 read(Execution& execution) {
  const auto [value, has] = peek(execution);
  require(has, "FeedValue/no-value");
  return value;
}
Address feed(Execution& execution) { return load_address(execution, kFeed); }

}  // namespace

FeedValue::FeedValue() {
  add({
      {"constructor(address feed)", handler_of(initialize)},
      {"function peek() view returns (bytes32, bool)", handler_of(peek), 500},
      {"function read() view returns (bytes32)", handler_of(read), 500},
      {"function feed() view returns (address)", handler_of(feed), 250},
  });
}

}  // namespace orrery::chains
