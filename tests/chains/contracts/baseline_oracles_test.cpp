// Proves: the baselines' contracts take answers from those who may give them only, and consumers read them as any feed,
// with and without checks.
#include <gtest/gtest.h>

#include "chains/contracts/aggregator_interface.h"
#include "chains/contracts/committee_oracle.h"
#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

using aggregator::RoundData;

RoundData latest(ContractWorld& world, const Address& feed) {
  const auto result = world.call(Address{}, feed, "latestRoundData()");
  ORRERY_ASSERT(result.ok, "the feed has an answer");
  return abi::decode<UintN<80>, Int256, Uint256, Uint256, UintN<80>>(result.output);
}

TEST(SingleOracle, OnlyTheUpdaterUpdates) {
  ContractWorld world;
  const Address owner = world.account("owner"), updater = world.account("updater");
  const Address feed = world.deploy("SingleOracle", owner, updater, std::uint8_t(8), std::string("ETH / USD"));
  EXPECT_EQ(reason_of(world.call(Address{}, feed, "latestRoundData()")), "No data present");
  EXPECT_EQ(reason_of(world.send(owner, feed, "update(int256)", Int256(5))), "Only updater");
  const auto outcome = world.send(updater, feed, "update(int256)", Int256(-5));
  ASSERT_TRUE(outcome.ok);
  EXPECT_EQ(count_logs(outcome, "NewRound(uint256,address,uint256)"), 1u);
  EXPECT_EQ(count_logs(outcome, "AnswerUpdated(int256,uint256,uint256)"), 1u);
  const auto [round, answer, started, updated, answered_in] = latest(world, feed);
  EXPECT_EQ(round.value, 1);
  EXPECT_EQ(answer, -5);
  EXPECT_EQ(updated, world.block().timestamp);
  EXPECT_EQ(answered_in.value, 1);
}

class Committee : public testing::Test {
 protected:
  Committee() {
    for (int i = 0; i < 9; ++i) keys_.push_back(world_.key("member" + std::to_string(i)));
    std::vector<Address> members;
    for (const auto& key : keys_) members.push_back(key.address);
    feed_ = world_.deploy("CommitteeOracle", relay_, members, std::uint8_t(5), std::uint8_t(8), std::string("X"));
  }
  std::string submit(const std::vector<Secp256k1KeyPair>& signers, const Int256& answer, std::uint64_t timestamp,
                     std::uint64_t chain_id = 1) {
    const Bytes32 hash = keccak256(CommitteeOracle::signed_preimage(chain_id, feed_, answer, timestamp));
    std::vector<Bytes32> rs, ss;
    std::vector<UintN<8>> vs;
    for (const auto& key : signers) {
      const auto signature = world_.signatures().sign_secp256k1(key, hash);
      rs.push_back(Bytes32::from(BytesView(signature.data).first(32)));
      ss.push_back(Bytes32::from(BytesView(signature.data).subspan(32, 32)));
      vs.push_back({signature.data[64] + 27u});
    }
    return reason_of(world_.send(relay_, feed_, "submit(int256,uint256,bytes32[],bytes32[],uint8[])", answer,
                                 Uint256(timestamp), rs, ss, vs));
  }
  std::vector<Secp256k1KeyPair> first(std::size_t count) const { return {keys_.begin(), keys_.begin() + long(count)}; }

  ContractWorld world_;
  std::vector<Secp256k1KeyPair> keys_;
  Address relay_ = world_.account("relay"), feed_;
};

TEST_F(Committee, FiveOfNineDecide) {
  EXPECT_EQ(submit(first(4), 100, 1'000), "too few signatures");
  EXPECT_EQ(submit(first(5), 100, 1'000), "");
  EXPECT_EQ(std::get<1>(latest(world_, feed_)), 100);
  EXPECT_EQ(std::get<2>(latest(world_, feed_)), 1'000);
}

TEST_F(Committee, RefusesReplaysRepetitionsAndStrangers) {
  ASSERT_EQ(submit(first(5), 100, 1'000), "");
  EXPECT_EQ(submit(first(5), 101, 1'000), "stale answer");
  auto repeated = first(5);
  repeated[4] = repeated[0];
  EXPECT_EQ(submit(repeated, 101, 1'001), "repeated signer");
  auto strange = first(5);
  strange[2] = world_.key("stranger");
  EXPECT_EQ(submit(strange, 101, 1'001), "not a member");
  EXPECT_EQ(submit(first(5), 101, 1'001, /*chain_id=*/10), "not a member");
}

TEST(FeedConsumer, ChecksWhatTheUncheckedReadLetsThrough) {
  ContractWorld world;
  const Address owner = world.account("owner");
  const Address feed = world.deploy("SingleOracle", owner, owner, std::uint8_t(8), std::string("X"));
  const Address consumer = world.deploy("FeedConsumer", owner, feed, Uint256(3'600));
  EXPECT_EQ(reason_of(world.send(owner, consumer, "useChecked()")), "No data present");
  world.send(owner, feed, "update(int256)", Int256(0));
  EXPECT_EQ(reason_of(world.send(owner, consumer, "useChecked()")), "Answer not positive");
  EXPECT_TRUE(world.send(owner, consumer, "useUnchecked()").ok);
  world.send(owner, feed, "update(int256)", Int256(42));
  const auto used = world.send(owner, consumer, "useChecked()");
  ASSERT_TRUE(used.ok);
  EXPECT_EQ(count_logs(used, "AnswerUsed(uint80,int256,uint256,uint256,bool)"), 1u);
  EXPECT_EQ(world.read<Int256>(consumer, "lastAnswer()"), 42);
  world.block().timestamp += 3'600;
  EXPECT_EQ(reason_of(world.send(owner, consumer, "useChecked()")), "Answer too old");
  EXPECT_TRUE(world.send(owner, consumer, "useUnchecked()").ok);
  EXPECT_EQ(world.read<Uint256>(consumer, "uses()"), 3);
}

}  // namespace
}  // namespace orrery::chains
