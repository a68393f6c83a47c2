// Proves: the medianizer takes the middle of exactly as many good signatures as it asks for, the security module shows
// it an hour later, and the spotter makes of it what a unit of collateral is good for.
#include <gtest/gtest.h>

#include <algorithm>

#include "chains/contracts/maker/median.h"
#include "tests/chains/contracts/maker/vault_books.h"

namespace orrery::chains {
namespace {

class SignedPrices : public testing::Test {
 protected:
  void SetUp() override {
    median_ = world_.deploy("Median", ward_, kPair);
    std::vector<Address> oracles;
    for (int i = 0; i < 5; ++i) oracles.push_back(world_.account("feed-" + std::to_string(i)));
    std::vector<bool> taken(256);
    for (const Address& oracle : oracles) {
      ASSERT_FALSE(taken[oracle.data[0]]) << "choose other names: first bytes must differ";
      taken[oracle.data[0]] = true;
    }
    ASSERT_TRUE(world_.send(ward_, median_, "lift(address[])", oracles).ok);
    ASSERT_TRUE(world_.send(ward_, median_, "setBar(uint256)", Uint256(3)).ok);
    ASSERT_TRUE(world_.send(ward_, median_, "kiss(address)", ward_).ok);
  }
  struct Signed {
    std::string feed;
    std::uint64_t dollars;
  };
  TransactionOutcome poke(const std::vector<Signed>& prices, std::uint64_t seconds_ago = 5) {
    std::vector<Uint256> values, ages;
    std::vector<UintN<8>> vs;
    std::vector<Bytes32> rs, ss;
    for (const Signed& price : prices) {
      values.push_back(maker::kWad * price.dollars);
      ages.push_back(Uint256(world_.block().timestamp + 12 - seconds_ago));
      const auto signature = world_.signatures().sign_secp256k1(world_.key(price.feed),
                                                                Median::signed_hash(values.back(), ages.back(), kPair));
      vs.push_back({static_cast<std::uint64_t>(signature.data[64]) + 27});
      rs.push_back(Bytes32::from(BytesView(signature).first(32)));
      ss.push_back(Bytes32::from(BytesView(signature).subspan(32, 32)));
    }
    return world_.send(ward_, median_, "poke(uint256[],uint256[],uint8[],bytes32[],bytes32[])", values, ages, vs, rs,
                       ss);
  }
  Uint256 price() { return to_uint256(world_.call(ward_, median_, "read()").output); }

  static inline const Bytes32 kPair = maker::word_of("ETHUSD");
  ContractWorld world_;
  Address ward_ = world_.account("ward"), median_{};
};

TEST_F(SignedPrices, TheMiddleOfThree) {
  EXPECT_EQ(reason_of(world_.call(ward_, median_, "read()")), "Invalid price feed");
  const auto outcome = poke({{"feed-3", 190}, {"feed-0", 195}, {"feed-1", 300}});
  ASSERT_TRUE(outcome.ok) << reason_of(outcome);
  EXPECT_EQ(count_logs(outcome, "LogMedianPrice(uint256,uint256)"), 1u);
  EXPECT_EQ(price(), maker::kWad * 195);
  EXPECT_EQ(world_.read<std::uint32_t>(median_, "age()"), world_.block().timestamp);
}

TEST_F(SignedPrices, RefusesWhatTheRulesRefuse) {
  EXPECT_EQ(reason_of(poke({{"feed-0", 1}, {"feed-1", 1}})), "Not enough signed messages");
  EXPECT_EQ(reason_of(poke({{"feed-0", 1}, {"feed-1", 1}, {"stranger", 1}})), "Signature by invalid oracle");
  EXPECT_EQ(reason_of(poke({{"feed-0", 2}, {"feed-1", 1}, {"feed-2", 3}})), "Messages not in order");
  EXPECT_EQ(reason_of(poke({{"feed-0", 1}, {"feed-0", 1}, {"feed-2", 1}})), "Oracle already signed");
  ASSERT_TRUE(poke({{"feed-0", 1}, {"feed-1", 1}, {"feed-2", 1}}).ok);
  EXPECT_EQ(reason_of(poke({{"feed-0", 1}, {"feed-1", 1}, {"feed-2", 1}}, /*seconds_ago=*/12)), "Stale message");
  EXPECT_EQ(reason_of(world_.call(world_.account("reader"), median_, "read()")), "Contract is not whitelisted");
}

TEST_F(SignedPrices, TakeEffectAnHourLaterAtTwoThirds) {
  const Address osm = world_.deploy("OSM", ward_, median_);
  const Address vat = world_.deploy("Vat", ward_), spotter = world_.deploy("Spotter", ward_, vat);
  const Bytes32 ilk = VaultBooks::kIlk;
  ASSERT_TRUE(world_.send(ward_, median_, "kiss(address)", osm).ok);
  for (const Address& reader : {ward_, spotter}) ASSERT_TRUE(world_.send(ward_, osm, "kiss(address)", reader).ok);
  ASSERT_TRUE(world_.send(ward_, vat, "rely(address)", spotter).ok);
  ASSERT_TRUE(world_.send(ward_, vat, "init(bytes32)", ilk).ok);
  ASSERT_TRUE(world_.send(ward_, spotter, "file(bytes32,bytes32,address)", ilk, maker::word_of("pip"), osm).ok);
  ASSERT_TRUE(world_
                  .send(ward_, spotter, "file(bytes32,bytes32,uint256)", ilk, maker::word_of("mat"),
                        Uint256(maker::kRay * 3 / 2))
                  .ok);
  world_.block().timestamp -= world_.block().timestamp % 3'600;
  ASSERT_TRUE(poke({{"feed-0", 198}, {"feed-1", 198}, {"feed-2", 198}}).ok);
  ASSERT_TRUE(world_.send(ward_, osm, "poke()").ok);
  EXPECT_EQ(reason_of(world_.send(ward_, osm, "poke()")), "OSM/not-passed");
  EXPECT_EQ(reason_of(world_.call(ward_, osm, "read()")), "OSM/no-current-value");
  ASSERT_TRUE(poke({{"feed-0", 120}, {"feed-1", 120}, {"feed-2", 120}}).ok);
  world_.block().timestamp += 3'600;
  ASSERT_TRUE(world_.send(ward_, osm, "poke()").ok);
  EXPECT_EQ(to_uint256(world_.call(ward_, osm, "read()").output), maker::kWad * 198) << "while the market is at 120";
  ASSERT_TRUE(world_.send(ward_, spotter, "poke(bytes32)", ilk).ok);
  const auto [art, rate, spot, line, dust] =
      abi::decode<Uint256, Uint256, Uint256, Uint256, Uint256>(world_.call(ward_, vat, "ilks(bytes32)", ilk).output);
  EXPECT_EQ(spot, maker::kRay * 132);
  EXPECT_EQ(rate, maker::kRay);
}

}  // namespace
}  // namespace orrery::chains
