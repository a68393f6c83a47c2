// Proves each way to finality: who makes blocks when, what stops them, what becomes final, and that each recovers. The
// expected figures are the protocols' own (12 s slots, 32 slots, two thirds), or closed forms of probability.

#include "chains/ledger/consensus.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "chains/ledger/chain.h"
#include "chains/ledger/consensus_committee.h"
#include "chains/ledger/consensus_proof_of_stake.h"
#include "chains/ledger/consensus_proof_of_work.h"
#include "chains/ledger/presets.h"
#include "sim/faults/machine_faults.h"
#include "sim/input_error.h"
#include "tests/chains/ledger/test_chains.h"

namespace orrery::chains {
namespace {

using sim::Duration;
const auto kConsensusSlot = Duration::seconds(12);
const auto kEpoch = kConsensusSlot * 32;

std::shared_ptr<ProofOfStakeSpec> stake_spec(const ChainSpec& spec) {
  return std::make_shared<ProofOfStakeSpec>(static_cast<const ProofOfStakeSpec&>(*spec.consensus));
}

TEST(ProofOfStake, MakesABlockASlotAtTheSlotsTime) {
  TestWorld test;
  Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
  test.ledgers.start_all();
  test.run_for(kConsensusSlot * 100);
  EXPECT_EQ(chain.head().number, 100u);
  for (std::uint64_t number = 1; number <= 100; ++number) {
    const Block& block = *chain.block(number);
    EXPECT_EQ(block.proposal.timestamp, 1'606'824'023 + 12 * block.proposal.slot);
    if (number > 1) {
      EXPECT_EQ(block.proposal.slot, chain.block(number - 1)->proposal.slot + 1);
    }
  }
}

TEST(ProofOfStake, DrawsProposersByStakeAndMissesAtTheBaseRate) {
  TestWorld test;
  auto spec = TestWorld::quiet_spec();
  auto stake = stake_spec(spec);
  stake->validators = {
      {"aws/us-east-1", {500'000'000}}, {"gcp/europe-west1", {300'000'000}}, {"bare-metal/fra", {200'000'000}}};
  stake->missed_slots = {2'300'000};
  spec.consensus = stake;
  Chain& chain = test.ledgers.add_chain(spec);
  test.ledgers.start_all();
  constexpr int kSlots = 40'000;
  test.run_for(kConsensusSlot * kSlots);
  std::map<sim::EntityId, int> by_zone;
  for (std::uint64_t number = 1; number <= chain.head().number; ++number) ++by_zone[chain.block(number)->proposal.zone];
  const auto share = [&](const char* zone) { return by_zone[test.world.entities().find(zone)] / double(kSlots); };
  EXPECT_NEAR(share("aws/us-east-1"), 0.5, 0.0125);  // five standard deviations
  EXPECT_NEAR(share("gcp/europe-west1"), 0.3, 0.0125);
  const auto& consensus = dynamic_cast<const ProofOfStake&>(chain.consensus());
  EXPECT_NEAR(static_cast<double>(consensus.missed()) / kSlots, 0.0023, 0.0012);
}

TEST(ProofOfStake, IsFinalAfterTwoToThreeEpochs) {
  TestWorld test;
  Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
  test.ledgers.start_all();
  std::uint64_t longest = 0, shortest = UINT64_MAX;
  chain.on_block([&](const Block& block) {
    if (block.number < 200) return;
    const std::uint64_t behind = block.number - chain.consensus().final_block();
    longest = std::max(longest, behind);
    shortest = std::min(shortest, behind);
  });
  test.run_for(kEpoch * 20);
  // At the end of epoch e the first block of epoch e - 1 becomes final: 64 slots back, and up to 95 at the next end.
  EXPECT_EQ(shortest, 64u);
  EXPECT_EQ(longest, 95u);
}

TEST(ProofOfStake, FinalityStallsBelowTwoThirdsWhileBlocksGoOnAndRecovers) {
  TestWorld test;
  Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
  test.ledgers.start_all();
  test.run_for(kEpoch * 5);
  test.fault("finality-stall", "ethereum", Duration::zero(), kEpoch * 8, {{"share", sim::Fraction{400'000'000}}});
  test.run_for(kEpoch * 2);
  const std::uint64_t stuck = chain.consensus().final_block(), head = chain.head().number;
  test.run_for(kEpoch * 5);
  EXPECT_EQ(chain.consensus().final_block(), stuck);
  EXPECT_EQ(chain.consensus().finality_hindered_by(), std::vector{test.world.faults().scheduled()[0]->row});
  EXPECT_NEAR(static_cast<double>(chain.head().number - head), 0.6 * 160, 32);  // 40 % of slots have no proposer
  test.run_for(kEpoch * 5);
  EXPECT_GT(chain.consensus().final_block(), head);
}

TEST(ProofOfStake, FinalityHoldsWithLessThanAThirdOff) {
  TestWorld test;
  Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
  test.ledgers.start_all();
  test.fault("finality-stall", "ethereum", Duration::zero(), std::nullopt, {{"share", sim::Fraction{320'000'000}}});
  test.run_for(kEpoch * 10);
  EXPECT_GT(chain.consensus().final_block(), chain.head().number / 2);
}

TEST(ProofOfStake, AZoneThatIsDownProposesNothing) {
  TestWorld test;
  sim::add_machine_faults(test.world.faults());
  Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
  test.ledgers.start_all();
  test.fault("zone-outage", "bare-metal/fra", Duration::zero(), kConsensusSlot * 600);
  test.run_for(kConsensusSlot * 600);
  EXPECT_NEAR(static_cast<double>(chain.head().number), 400, 60);
  for (std::uint64_t number = 1; number <= chain.head().number; ++number)
    EXPECT_NE(chain.block(number)->proposal.zone, test.world.entities().find("bare-metal/fra"));
  EXPECT_EQ(chain.consensus().finality_hindered_by(), std::vector{test.world.faults().scheduled()[0]->row});
  // Two thirds of the stake are exactly enough.
  EXPECT_GT(chain.consensus().final_block(), 100u);
}

TEST(ProofOfStake, TheRestOfTheStakeGoesOnWithoutFinalityWhenMostOfItIsDown) {
  TestWorld test;
  sim::add_machine_faults(test.world.faults());
  auto spec = TestWorld::quiet_spec();
  auto stake = stake_spec(spec);
  stake->validators = {
      {"bare-metal/fra", {600'000'000}}, {"aws/us-east-1", {300'000'000}}, {"gcp/europe-west1", {100'000'000}}};
  spec.consensus = stake;
  Chain& chain = test.ledgers.add_chain(spec);
  test.ledgers.start_all();
  test.run_for(kConsensusSlot * 400);
  const std::uint64_t stuck = chain.head().number;
  test.fault("zone-outage", "bare-metal/fra", Duration::zero(), kConsensusSlot * 600);
  test.run_for(kConsensusSlot * 600);
  EXPECT_NEAR(static_cast<double>(chain.head().number - stuck), 240, 60) << "the proposers that are left";
  EXPECT_LT(chain.consensus().final_block(), stuck);
  EXPECT_NEAR(static_cast<double>(test.world.faults().scheduled()[0]->hit[static_cast<std::size_t>(sim::Hit::kSlot)]),
              600, 1)
      << "each slot lacks attestations";
}

TEST(ProofOfStake, MissedSlotsAddToTheBaseRate) {
  TestWorld test;
  Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
  test.ledgers.start_all();
  test.fault("missed-slots", "ethereum", Duration::zero(), std::nullopt, {{"share", sim::Fraction{185'000'000}}});
  test.run_for(kConsensusSlot * 1'344);  // as long as the Prysm incident of December 2025
  EXPECT_NEAR(1'344 - static_cast<double>(chain.head().number), 248, 72);
}

TEST(ProofOfStake, ALateBlockIsReplacedByTheNextProposer) {
  TestWorld test;
  auto spec = TestWorld::quiet_spec();
  auto stake = stake_spec(spec);
  stake->late_blocks = {250'000'000};
  spec.consensus = stake;
  Chain& chain = test.ledgers.add_chain(spec);
  std::uint64_t reorgs = 0;
  chain.on_reorg([&](std::uint64_t) { ++reorgs; });
  test.ledgers.start_all();
  test.run_for(kConsensusSlot * 400);
  EXPECT_NEAR(static_cast<double>(reorgs), 100, 45);
  EXPECT_EQ(chain.head().number + reorgs, 400u);
}

TEST(ProofOfStake, AHaltMakesNoBlocksAndNoFinality) {
  TestWorld test;
  Chain& chain = test.ledgers.add_chain(TestWorld::quiet_spec());
  test.ledgers.start_all();
  test.run_for(kEpoch * 4);
  test.fault("chain-halt", "ethereum", Duration::zero(), kEpoch * 2);
  const std::uint64_t head = chain.head().number;
  test.run_for(kEpoch * 2 - Duration::seconds(1));
  EXPECT_EQ(chain.head().number, head);
  EXPECT_EQ(chain.consensus().hindered_by(), std::vector{test.world.faults().scheduled()[0]->row});
  EXPECT_EQ(test.world.faults().scheduled()[0]->hits, 64u);
  test.run_for(kEpoch);
  EXPECT_GT(chain.head().number, head + 25);
}

CommitteeSpec six_banks() {
  CommitteeSpec spec;
  for (int i = 0; i < 6; ++i) spec.members.push_back({"bank-" + std::to_string(i), TestWorld::kZones[i % 3]});
  return spec;
}

struct CommitteeWorld : TestWorld {
  CommitteeWorld() : chain(add()) {
    sim::add_machine_faults(world.faults());
    world.network().start_all();
    ledgers.start_all();
  }
  Chain& add() { return ledgers.add_chain(private_bank_chain("banks", six_banks().members)); }
  const Committee& committee() { return dynamic_cast<const Committee&>(chain.consensus()); }
  Chain& chain;
};

TEST(Committee, MakesABlockEveryBlockTimeInTurnAndFinalAtOnce) {
  CommitteeWorld test;
  test.run_for(Duration::seconds(200));
  EXPECT_EQ(test.chain.head().number, 100u);
  EXPECT_EQ(test.chain.consensus().final_block(), 100u);
  std::set<sim::EntityId> proposers;
  for (std::uint64_t number = 95; number <= 100; ++number)
    proposers.insert(test.chain.block(number)->proposal.proposer);
  EXPECT_EQ(proposers.size(), 6u);
  EXPECT_EQ(test.committee().quorum(), 5u);  // more than two thirds of six
}

TEST(Committee, GoesOnSlowerWithOneMemberDown) {
  CommitteeWorld test;
  test.fault("crash", "bank-3", Duration::zero(), Duration::seconds(600));
  test.run_for(Duration::seconds(600));
  // Every sixth proposer is silent for a round of 4 s: six blocks take 5 * 2 + 4 + 2 = 16 s, not 12.
  EXPECT_NEAR(static_cast<double>(test.chain.head().number), 600.0 * 6 / 16, 8);
}

TEST(Committee, HaltsWithAThirdDownAndRecovers) {
  CommitteeWorld test;
  test.run_for(Duration::seconds(100));
  const std::uint64_t head = test.chain.head().number;
  test.fault("pause", "bank-0", Duration::zero(), Duration::seconds(1'000));
  test.fault("crash", "bank-1", Duration::zero(), Duration::seconds(1'000));
  test.run_for(Duration::seconds(990));
  EXPECT_EQ(test.chain.head().number, head);
  EXPECT_TRUE(test.committee().is_stalled());
  EXPECT_EQ(test.committee().hindered_by(),
            (std::vector{test.world.faults().scheduled()[1]->row, test.world.faults().scheduled()[0]->row}));
  test.run_for(Duration::seconds(300));
  EXPECT_GT(test.chain.head().number, head + 80);
  EXPECT_FALSE(test.committee().is_stalled());
}

TEST(Committee, HaltsOnBothSidesOfAnEvenSplit) {
  CommitteeWorld test;
  test.fault("partition", "aws/us-east-1", Duration::zero(), Duration::seconds(300));
  test.fault("partition", "gcp/europe-west1", Duration::zero(), Duration::seconds(300));
  test.run_for(Duration::seconds(299));
  EXPECT_EQ(test.chain.head().number, 0u);
  EXPECT_EQ(test.committee().hindered_by().size(), 2u) << "the paths that are cut, though every member is up";
}

TEST(Committee, AHaltExplainsMoreThanAMemberThatIsMissedByNobody) {
  CommitteeWorld test;
  test.run_for(Duration::seconds(10));
  test.fault("chain-halt", "banks", Duration::zero(), Duration::minutes(20));
  test.fault("crash", "bank-0", Duration::minutes(2), Duration::minutes(40));
  test.run_for(Duration::minutes(19));
  EXPECT_EQ(test.committee().hindered_by(), std::vector{test.world.faults().scheduled()[0]->row});
}

TEST(Committee, KnowsNoReorg) {
  CommitteeWorld test;
  EXPECT_THROW(test.fault("reorg", "banks", Duration::zero(), std::nullopt, {{"depth", std::int64_t{1}}}),
               sim::InputError);
}

struct WorkWorld : TestWorld {
  explicit WorkWorld(Duration relay, std::uint32_t work_in_fra = 1) {
    sim::add_machine_faults(world.faults());
    auto spec = quiet_spec("classic");
    auto work = std::make_shared<ProofOfWorkSpec>();
    work->mean_interval = Duration::seconds(10);
    work->relay_delay = relay;
    work->miners.clear();
    for (const char* zone : kZones) work->miners.push_back({zone, {zone == kZones[2] ? work_in_fra : 1u}});
    spec.consensus = work;
    chain = &ledgers.add_chain(spec);
    chain->fund(alice.address(), kManyEther);
    ledgers.start_all();
  }
  const ProofOfWork& work() { return dynamic_cast<const ProofOfWork&>(chain->consensus()); }
  Chain* chain;
  Account alice{signatures, "alice"};
};

TEST(ProofOfWork, FindsBlocksAtExponentialIntervals) {
  WorkWorld test(Duration::milliseconds(1));
  test.run_for(Duration::seconds(200'000));
  EXPECT_NEAR(static_cast<double>(test.work().found()), 20'000, 710);  // five standard deviations
  std::uint64_t longer = 0;
  const auto& chain = *test.chain;
  for (std::uint64_t number = 2; number <= chain.head().number; ++number)
    longer += chain.block(number)->made - chain.block(number - 1)->made > Duration::seconds(10);
  EXPECT_NEAR(static_cast<double>(longer) / static_cast<double>(chain.head().number), 0.3679, 0.02);  // 1/e
}

TEST(ProofOfWork, ForksAtTheRateThatItsDelayImplies) {
  WorkWorld test(Duration::milliseconds(980));  // with 20 ms between zones: 1 s
  test.run_for(Duration::seconds(200'000));
  // While a block is on its way for 1 s, two thirds of the work look for another one: (2/3) * 1 s / 10 s of blocks,
  // less second-order terms, are lost.
  const double orphans = static_cast<double>(test.work().orphaned()) / static_cast<double>(test.work().found());
  EXPECT_NEAR(orphans, 0.0667, 0.0125);
  EXPECT_GE(test.work().deepest_reorg(), 1u);
  EXPECT_LE(test.work().deepest_reorg(), 4u);
  EXPECT_EQ(test.work().found(), test.chain->head().number + test.work().orphaned());
}

TEST(ProofOfWork, APartitionEndsInADeepReorgOfTheMinority) {
  WorkWorld test(Duration::milliseconds(100));
  test.fault("partition", "bare-metal/fra", Duration::zero(), Duration::hours(1));
  test.run_for(Duration::hours(1));
  const std::uint64_t orphans_before = test.work().orphaned();
  test.run_for(Duration::minutes(10));
  // For an hour a third of the work built a branch of its own, of about 120 blocks, which is lost.
  EXPECT_NEAR(static_cast<double>(test.work().orphaned()), 120, 60);
  EXPECT_NEAR(static_cast<double>(orphans_before), static_cast<double>(test.work().orphaned()), 10);
  EXPECT_EQ(test.work().found(), test.chain->head().number + test.work().orphaned());
}

TEST(ProofOfWork, NoBlockHoldsWhatItsMinerDidNotKnowWhenItWasFound) {
  WorkWorld test(Duration::milliseconds(100), /*work_in_fra=*/2);  // as much as the others: the lead changes
  const sim::EntityId fra = test.world.entities().find("bare-metal/fra");
  test.fault("partition", "bare-metal/fra", Duration::zero(), Duration::hours(1));
  std::map<Bytes32, std::uint64_t> sent;
  for (int minute = 0; minute < 55; ++minute) {
    test.run_for(Duration::minutes(1));
    const auto submission = test.chain->submit(transfer(test.alice, test.chain->spec().chain_id, test_address(9)), fra);
    ASSERT_EQ(submission.refused, "");
    sent[submission.hash] = static_cast<std::uint64_t>(test.world.now().unix_seconds());
  }
  const auto check = [&](bool is_cut) {
    std::size_t placed = 0;
    for (std::uint64_t number = test.chain->first_number(); number <= test.chain->head().number; ++number) {
      const Block& block = *test.chain->block(number);
      for (const auto& transaction : block.transactions) {
        ++placed;
        EXPECT_LE(sent.at(transaction.transaction->hash), block.proposal.timestamp + 1);
        if (is_cut) {
          EXPECT_EQ(block.proposal.zone, fra);
        }
      }
    }
    return placed;
  };
  check(/*is_cut=*/true);
  test.run_for(Duration::minutes(30));
  EXPECT_EQ(check(/*is_cut=*/false), sent.size());
}

TEST(ProofOfWork, BlocksThatAZoneThatIsDownWouldHaveFoundAreWhatTheFaultHit) {
  WorkWorld test(Duration::milliseconds(100));
  test.fault("zone-outage", "bare-metal/fra", Duration::zero(), Duration::hours(2));
  test.run_for(Duration::hours(2));
  const auto& outage = *test.world.faults().scheduled()[0];
  EXPECT_NEAR(static_cast<double>(outage.hit[static_cast<std::size_t>(sim::Hit::kBlock)]), 240, 80);
  EXPECT_NEAR(static_cast<double>(test.chain->head().number), 480, 110);
}

TEST(ProofOfWork, BranchesThatNoReorgCouldJoinAreTheUsersMistake) {
  WorkWorld test(Duration::milliseconds(100));
  test.fault("partition", "bare-metal/fra", Duration::zero(), Duration::hours(60));
  EXPECT_THROW(test.run_for(Duration::hours(60)), sim::InputError);
}

TEST(Consensus, EveryKindHasANameAndDefaults) {
  std::set<std::string> names;
  for (const auto& kind : consensus_kinds()) {
    EXPECT_NE(kind.defaults, nullptr);
    names.insert(kind.name);
  }
  EXPECT_EQ(names, (std::set<std::string>{"proof-of-stake", "rollup", "committee", "proof-of-work"}));
}

TEST(Consensus, RefusesSpecsThatMakeNoSense) {
  TestWorld test;
  auto spec = TestWorld::quiet_spec("nobody");
  auto stake = stake_spec(spec);
  stake->validators = {{"aws/us-east-1", {0}}};
  spec.consensus = stake;
  EXPECT_THROW(test.ledgers.add_chain(spec), sim::InputError);
  EXPECT_THROW(test.ledgers.add_chain(private_bank_chain("empty", {})), sim::InputError);
  for (const Duration slot : {Duration::zero(), -Duration::seconds(1), Duration::max()}) {
    auto timed = TestWorld::quiet_spec("timed " + sim::to_text(slot));
    const auto consensus = stake_spec(timed);
    consensus->slot = slot;
    timed.consensus = consensus;
    EXPECT_THROW(test.ledgers.add_chain(timed), sim::InputError);
  }
  auto early = TestWorld::quiet_spec("early");
  const auto future = stake_spec(early);
  future->genesis = test.world.now() + Duration::hours(1);
  early.consensus = future;
  EXPECT_THROW(test.ledgers.add_chain(early), sim::InputError);
  EXPECT_THROW(test.ledgers.add_chain(base_like("base", "ethereum", "aws/us-east-1")), sim::InputError);
  EXPECT_THROW(test.ledgers.chain("etherium"), sim::InputError);
}

}  // namespace
}  // namespace orrery::chains
