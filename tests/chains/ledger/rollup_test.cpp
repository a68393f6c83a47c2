// Proves the rollup: its block times, its batches as real transactions on the L1, what is safe and final when, an
// outage of its sequencer with gap or catch-up, and the uptime feed that readers see first when it is back.

#include <gtest/gtest.h>

#include "chains/encoding/abi.h"
#include "chains/ledger/chain.h"
#include "chains/ledger/consensus_rollup.h"
#include "chains/ledger/presets.h"
#include "chains/ledger/uptime_feed.h"
#include "sim/faults/machine_faults.h"
#include "tests/chains/ledger/test_chains.h"

namespace orrery::chains {
namespace {

using sim::Duration;

struct RollupWorld : TestWorld {
  explicit RollupWorld(ChainSpec spec) : l1(ledgers.add_chain(quiet_spec())), l2(ledgers.add_chain(std::move(spec))) {
    sim::add_machine_faults(world.faults());
    l2.fund(alice.address(), kManyEther);
    world.network().start_all();
    ledgers.start_all();
  }
  const Rollup& rollup() { return dynamic_cast<const Rollup&>(l2.consensus()); }

  struct Status {
    bool is_down;
    std::uint64_t started_at;
  };
  Status status() {
    const auto& result = l2.call(*rollup().uptime_feed(), AbiWriter(selector_of("latestRoundData()"), 0).finish());
    EXPECT_TRUE(result.ok);
    AbiReader reader(result.output, 5);
    reader.uint256();
    const bool is_down = reader.uint256() == 1;
    return {is_down, reader.number(64)};
  }
  std::uint64_t seconds() const { return static_cast<std::uint64_t>(world.now().unix_nanoseconds() / 1'000'000'000); }

  Chain& l1;
  Chain& l2;
  Account alice{signatures, "alice"};
};

ChainSpec quiet_base() {
  auto spec = base_like("base", "ethereum", "aws/us-east-1");
  spec.congestion.usual_base_fee = 0;
  return spec;
}

TEST(Rollup, MakesABlockEveryBlockTime) {
  RollupWorld base(quiet_base());
  base.run_for(Duration::seconds(100));
  EXPECT_EQ(base.l2.head().number, 51u);  // one of them deployed the uptime feed before the start
  auto spec = arbitrum_like("arbitrum", "ethereum", "aws/us-east-1");
  RollupWorld arbitrum(spec);
  arbitrum.run_for(Duration::seconds(100));
  EXPECT_EQ(arbitrum.l2.head().number, 401u);
}

TEST(Rollup, PostsBatchesThatMakeItsBlocksSafeAndFinal) {
  RollupWorld test(quiet_base());
  test.run_for(Duration::minutes(10));
  const auto& rollup = test.rollup();
  EXPECT_EQ(rollup.batches(), 5u);
  const std::uint64_t head = test.l2.head().number;
  // The last batch went out just now; the one before it is in a block of the L1.
  EXPECT_GE(rollup.safe_block(), head - 61);
  EXPECT_LT(rollup.safe_block(), head);
  EXPECT_EQ(rollup.final_block(), 1u);
  EXPECT_GE(test.l1.state().nonce(rollup.batcher()), 4u);
  test.run_for(Duration::minutes(20));
  EXPECT_GT(rollup.final_block(), 200u);
  EXPECT_LT(rollup.final_block(), rollup.safe_block());

  std::uint64_t batches_seen = 0;
  for (std::uint64_t number = 1; number <= test.l1.head().number; ++number) {
    for (const auto& placed : test.l1.block(number)->transactions) {
      ++batches_seen;
      const auto& body = placed.transaction->body();
      EXPECT_EQ(body.to, rollup.batch_inbox());
      ASSERT_EQ(body.input.size(), 49u);
      std::uint64_t last = 0;
      for (int i = 9; i < 17; ++i) last = last << 8 | body.input[static_cast<std::size_t>(i)];
      EXPECT_EQ(Bytes32::from(BytesView(body.input).subspan(17)), test.l2.block(last)->hash);
    }
  }
  EXPECT_GE(batches_seen, 14u);
}

TEST(Rollup, AReorgOfTheL1PostsTheBatchAgain) {
  RollupWorld test(quiet_base());
  test.run_for(Duration::minutes(6) + Duration::seconds(30));
  const std::uint64_t safe = test.rollup().safe_block();
  test.fault("reorg", "ethereum", Duration::zero(), std::nullopt, {{"depth", std::int64_t{4}}});
  test.run_for(Duration::seconds(1));
  EXPECT_LT(test.rollup().safe_block(), safe);
  test.run_for(Duration::seconds(30));
  EXPECT_GE(test.rollup().safe_block(), safe);
}

TEST(Rollup, AReorgOfItsOwnStopsAtWhatItPosted) {
  RollupWorld test(quiet_base());
  test.run_for(Duration::minutes(5) + Duration::seconds(30));  // batches every 2 min, blocks every 2 s
  const std::uint64_t undone = force_reorg(test.l2, 1000);
  EXPECT_GE(undone, 45u) << "the blocks since the batch 90 s ago";
  EXPECT_LE(undone, 46u);
  const std::uint64_t safe = test.rollup().safe_block();
  test.run_for(Duration::minutes(4));
  EXPECT_GT(test.rollup().safe_block(), safe);
}

TEST(Rollup, ALongHaltOfTheL1DoesNotRuinItsBatcher) {
  RollupWorld test(quiet_base());
  test.run_for(Duration::minutes(10));
  const Uint256 funds = test.l1.state().balance(test.rollup().batcher());
  const std::uint64_t head = test.l2.head().number;
  test.fault("chain-halt", "ethereum", Duration::zero(), Duration::hours(3));
  test.run_for(Duration::hours(3));
  EXPECT_LT(test.rollup().safe_block(), head);
  test.run_for(Duration::minutes(20));
  // Some ninety batches waited; each pays no more than five times what it first offered.
  EXPECT_GT(test.rollup().safe_block(), test.l2.head().number - 400);
  EXPECT_LT(funds - test.l1.state().balance(test.rollup().batcher()), kEther);
}

TEST(Rollup, AnOutageMakesNoBlocksThenFillsTheGap) {
  RollupWorld test(quiet_base());
  test.run_for(Duration::minutes(10));
  const std::uint64_t head = test.l2.head().number, head_time = test.l2.head().proposal.timestamp;
  test.fault("sequencer-outage", "base", Duration::zero(), Duration::minutes(33));
  test.run_for(Duration::minutes(33) - Duration::seconds(1));
  EXPECT_EQ(test.l2.head().number, head);
  EXPECT_FALSE(test.status().is_down);  // nobody could write it
  const auto sent = test.l2.submit(transfer(test.alice, 8453, test_address(9)), sim::EntityId::none());
  EXPECT_EQ(sent.refused, "");

  test.run_for(Duration::seconds(4));
  const auto down = test.status();
  EXPECT_TRUE(down.is_down);
  EXPECT_NEAR(static_cast<double>(down.started_at), static_cast<double>(head_time + 62), 3);
  // The message from the L1 comes before the users' transactions, and into no block that is older than it.
  std::uint64_t told_in = 0;
  for (std::uint64_t number = head + 1; number <= test.l2.head().number; ++number)
    if (told_in == 0 && !test.l2.block(number)->transactions.empty()) told_in = number;
  ASSERT_NE(told_in, 0u);
  EXPECT_NEAR(static_cast<double>(test.l2.block(told_in)->proposal.timestamp), static_cast<double>(down.started_at), 2);
  EXPECT_GE(test.l2.block(told_in)->proposal.timestamp, down.started_at);
  const auto* placed = test.l2.find_transaction(sent.hash);
  EXPECT_TRUE(placed == nullptr || placed->block_number > head + 1);

  test.run_for(Duration::minutes(5));
  const auto up = test.status();
  EXPECT_FALSE(up.is_down);
  EXPECT_GE(up.started_at, test.seconds() - 5 * 60);
  // Every two seconds have their block: 33 min of them were made up for.
  EXPECT_EQ(test.l2.head().proposal.timestamp - head_time, 2 * (test.l2.head().number - head));
  EXPECT_LE(test.seconds() - test.l2.head().proposal.timestamp, 2u);
  ASSERT_NE(test.l2.find_transaction(sent.hash), nullptr);
}

TEST(Rollup, ArbitrumGoesOnWithoutFillingTheGap) {
  RollupWorld test(arbitrum_like("arbitrum", "ethereum", "aws/us-east-1"));
  test.run_for(Duration::minutes(1));
  const std::uint64_t head = test.l2.head().number;
  test.fault("sequencer-outage", "arbitrum", Duration::zero(), Duration::minutes(45));
  test.run_for(Duration::minutes(46));
  EXPECT_NEAR(static_cast<double>(test.l2.head().number - head), 240, 3);
  EXPECT_LE(test.seconds() - test.l2.head().proposal.timestamp, 1u);
}

TEST(Rollup, AShortOutageLeavesTheUptimeFeedAlone) {
  RollupWorld test(quiet_base());
  test.run_for(Duration::minutes(1));
  test.fault("sequencer-outage", "base", Duration::zero(), Duration::seconds(30));
  test.run_for(Duration::minutes(5));
  EXPECT_FALSE(test.status().is_down);
  EXPECT_LT(test.status().started_at, test.seconds() - 360);
}

TEST(Rollup, StopsWithTheZoneOfItsSequencer) {
  RollupWorld test(quiet_base());
  test.run_for(Duration::minutes(1));
  const std::uint64_t head = test.l2.head().number;
  test.fault("zone-outage", "aws/us-east-1", Duration::zero(), Duration::minutes(5));
  test.run_for(Duration::minutes(5) - Duration::seconds(1));
  EXPECT_EQ(test.l2.head().number, head);
}

TEST(Rollup, NamesThePauseThatStopsItsSequencer) {
  RollupWorld test(quiet_base());
  test.run_for(Duration::minutes(1));
  test.fault("pause", "base/sequencer", Duration::zero(), Duration::minutes(5));
  test.run_for(Duration::minutes(1));
  EXPECT_EQ(test.rollup().hindered_by(), std::vector{test.world.faults().scheduled()[0]->row});
  test.run_for(Duration::minutes(5));
  EXPECT_TRUE(test.rollup().hindered_by().empty());
}

TEST(UptimeFeed, ListensOnlyToItsUpdater) {
  RollupWorld test(quiet_base());
  const auto sent = test.l2.submit(
      test.alice.sign(8453, test.rollup().uptime_feed(), update_status_input(true, 1), 200'000, {kGwei, kGwei / 100}),
      sim::EntityId::none());
  test.run_for(Duration::seconds(4));
  const auto* placed = test.l2.find_transaction(sent.hash);
  ASSERT_NE(placed, nullptr);
  EXPECT_FALSE(placed->outcome.ok);
  EXPECT_EQ(placed->outcome.output, AbiWriter(selector_of("InvalidSender()"), 0).finish());
}

}  // namespace
}  // namespace orrery::chains
