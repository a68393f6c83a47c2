// Proves: each price source gives the price that its rule makes of its feeds, and refuses what the rule refuses.
#include <gtest/gtest.h>

#include "chains/contracts/lending/ray_math.h"
#include "chains/contracts/prices/delayed_price.h"
#include "chains/contracts/prices/derived_sources.h"
#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

constexpr std::int64_t kFeedCoin = 100'000'000;

class PriceSources : public testing::Test {
 protected:
  Address feed(const Int256& answer, unsigned decimals = 8) {
    const Address address =
        world_.deploy("SingleOracle", owner_, owner_, static_cast<std::uint8_t>(decimals), std::string("X"));
    set(address, answer);
    return address;
  }
  void set(const Address& feed, const Int256& answer) {
    ASSERT_TRUE(world_.send(owner_, feed, "update(int256)", answer).ok);
  }
  std::string refusal(const Address& source) { return reason_of(world_.call(owner_, source, "latestAnswer()")); }
  Int256 answer(const Address& source) { return world_.read<Int256>(source, "latestAnswer()"); }

  ContractWorld world_;
  Address owner_ = world_.account("owner");
};

TEST_F(PriceSources, FixedStaysWhereItIs) {
  const Address source = world_.deploy("FixedPrice", owner_, Int256(kFeedCoin), std::uint8_t(8));
  world_.block().timestamp += 1'000'000;
  EXPECT_EQ(answer(source), kFeedCoin);
  EXPECT_EQ(world_.read<std::uint8_t>(source, "decimals()"), 8);
}

TEST_F(PriceSources, CheckedRefusesOldAnswersAndBounds) {
  const Address luna = feed(kFeedCoin);
  const Address source =
      world_.deploy("CheckedFeed", owner_, luna, Uint256(86'400), Int256(kFeedCoin / 10), Int256(1'000 * kFeedCoin));
  EXPECT_EQ(answer(source), kFeedCoin);
  world_.block().timestamp += 86'401;
  EXPECT_EQ(refusal(source), "Answer too old");
  set(luna, kFeedCoin / 10);
  EXPECT_EQ(refusal(source), "Answer at its lower bound");
  set(luna, kFeedCoin / 10 + 1);
  EXPECT_EQ(answer(source), kFeedCoin / 10 + 1);
  set(luna, 1'000 * kFeedCoin);
  EXPECT_EQ(refusal(source), "Answer at its upper bound");
}

TEST_F(PriceSources, ProductIsRatioTimesReference) {
  const Address ratio = feed(Int256("1120000000000000000"), 18), eth = feed(1'964 * Int256(kFeedCoin));
  const Address source = world_.deploy("ProductFeed", owner_, ratio, eth);
  EXPECT_EQ(answer(source), Int256(1'964 * kFeedCoin) * 112 / 100);
}

TEST_F(PriceSources, AnchoredRefusesWhatIsFarFromItsAnchor) {
  const Address market = feed(1'057'000), rate = feed(1'057'000);
  const Address source = world_.deploy("AnchoredFeed", owner_, market, rate, Uint256(500));
  EXPECT_EQ(answer(source), 1'057'000);
  set(market, 1'057'000 + 52'850);
  EXPECT_EQ(answer(source), 1'109'850);
  set(market, 1'109'851);
  EXPECT_EQ(refusal(source), "Answer too far from its anchor");
  set(market, Int256("1700000000000"));
  EXPECT_EQ(refusal(source), "Answer too far from its anchor");
}

TEST_F(PriceSources, DelayedTakesEffectOneHopLater) {
  const Address eth = feed(200 * kFeedCoin);
  const Address source = world_.deploy("DelayedPrice", owner_, eth, std::uint16_t(3'600));
  EXPECT_EQ(refusal(source), "OSM/no-current-value");
  EXPECT_TRUE(world_.send(owner_, source, "poke()").ok);
  EXPECT_EQ(reason_of(world_.send(owner_, source, "poke()")), "OSM/not-passed");
  set(eth, 100 * kFeedCoin);
  world_.block().timestamp += 3'600;
  EXPECT_TRUE(world_.send(owner_, source, "poke()").ok);
  EXPECT_EQ(answer(source), 200 * kFeedCoin) << "what was taken an hour ago";
  // Pokes keep to the periods of the clock, whatever the minute of the poke.
  EXPECT_EQ(world_.read<std::uint64_t>(source, "zzz()") % 3'600, 0u);
  world_.block().timestamp += 3'600;
  EXPECT_TRUE(world_.send(owner_, source, "poke()").ok);
  EXPECT_EQ(answer(source), 100 * kFeedCoin);
  EXPECT_TRUE(world_.send(owner_, source, "stop()").ok);
  world_.block().timestamp += 3'600;
  EXPECT_EQ(reason_of(world_.send(owner_, source, "poke()")), "OSM/is-stopped");
}

}  // namespace
}  // namespace orrery::chains
