// Proves: a pair's spot price is the ratio of its reserves and follows one trade; its average price hardly does, and is
// the mean weighted by time.
#include <gtest/gtest.h>

#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

const Uint256 kUnit("1000000000000000000");
constexpr std::int64_t kPriceOne = 100'000'000;

class PairPrices : public testing::Test {
 protected:
  /// 1,000 of a token of 18 decimals and 200,000 of one of 6: 200 each.
  void SetUp() override {
    eth_ = token(18);
    usd_ = token(6);
    pair_ = world_.deploy("UniswapV2Pair", owner_, owner_);
    must(pair_, "initialize(address,address)", eth_, usd_);
    must(eth_, "transfer(address,uint256)", pair_, Uint256(1'000 * kUnit));
    must(usd_, "transfer(address,uint256)", pair_, Uint256(200'000'000'000));
    must(pair_, "mint(address)", owner_);
  }
  Address token(unsigned decimals) {
    const Address address =
        world_.deploy("ERC20", owner_, std::string("T"), std::string("T"), static_cast<std::uint8_t>(decimals));
    must(address, "mint(address,uint256)", owner_, Uint256(1'000'000 * kUnit));
    return address;
  }
  template <class... Ts>
  void must(const Address& to, std::string_view what, const Ts&... arguments) {
    const auto outcome = world_.send(owner_, to, what, arguments...);
    ORRERY_ASSERT(outcome.ok, std::string(what) + ": " + reason_of(outcome));
  }
  /// Sells 1,000 ETH into the pool: 200,000 * 997 / 1,997 USD come out, so the price falls to about a quarter.
  void crash() {
    must(eth_, "transfer(address,uint256)", pair_, Uint256(1'000 * kUnit));
    must(pair_, "swap(uint256,uint256,address,bytes)", Uint256(0), Uint256(99'849'000'000), owner_, Bytes{});
  }
  Int256 answer(const Address& source) { return world_.read<Int256>(source, "latestAnswer()"); }

  ContractWorld world_;
  Address owner_ = world_.account("owner"), eth_{}, usd_{}, pair_{};
};

TEST_F(PairPrices, SpotIsTheRatioOfTheReserves) {
  const Address of_eth = world_.deploy("PairSpotPrice", owner_, pair_, eth_);
  const Address of_usd = world_.deploy("PairSpotPrice", owner_, pair_, usd_);
  EXPECT_EQ(answer(of_eth), 200 * kPriceOne);
  EXPECT_EQ(answer(of_usd), kPriceOne / 200);
  crash();
  EXPECT_EQ(answer(of_eth), Int256(200'000'000'000 - 99'849'000'000) * kPriceOne / 2'000 / 1'000'000);
}

TEST_F(PairPrices, AverageWeighsByTime) {
  const Address source = world_.deploy("PairAveragePrice", owner_, pair_, eth_, std::uint32_t{3'600});
  const std::uint64_t begin = world_.block().timestamp;
  EXPECT_EQ(reason_of(world_.call(owner_, source, "latestAnswer()")), "no average yet");
  EXPECT_EQ(reason_of(world_.send(owner_, source, "update()")), "ExampleOracleSimple: PERIOD_NOT_ELAPSED");
  world_.block().timestamp = begin + 3'600 - 24;
  crash();  // two blocks: the trade stands exactly an hour after the beginning
  world_.block().timestamp = begin + 4'000 - 12;
  must(source, "update()");
  // An hour at 200, then 400 s at (200,000 - 99,849) / 2,000.
  const double expected = (3'600 * 200.0 + 400 * 50.0755) / 4'000;
  EXPECT_NEAR(static_cast<double>(answer(source)) / kPriceOne, expected, 0.000001);
}

TEST_F(PairPrices, ATokenOfAnotherPairIsRefused) {
  const Bytes input = deployment_input("PairSpotPrice", abi::encode(pair_, owner_));
  EXPECT_EQ(reason_of(world_.send_raw(owner_, std::nullopt, input)), "base is not in the pair");
}

}  // namespace
}  // namespace orrery::chains
