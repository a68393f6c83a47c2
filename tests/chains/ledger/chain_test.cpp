// Proves what a chain does with transactions whatever its consensus: inclusion in nonce and fee order, receipts, logs,
// congestion, reorgs that give everything back, conservation of ether, one history for one seed.

#include "chains/ledger/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/input_error.h"
#include "tests/chains/ledger/test_chains.h"

namespace orrery::chains {
namespace {

using sim::Duration;
const auto kSlot = Duration::seconds(12);

struct ChainWorld : TestWorld {
  explicit ChainWorld(std::uint64_t seed = 1, ChainSpec spec = quiet_spec())
      : TestWorld(seed), chain(ledgers.add_chain(std::move(spec))) {
    for (auto* account : {&alice, &bob, &carol}) chain.fund(account->address(), kManyEther);
  }
  Bytes32 submit(const SignedTransaction& transaction) {
    const auto submission = chain.submit(transaction, sim::EntityId::none());
    EXPECT_EQ(submission.refused, "");
    return submission.hash;
  }
  std::uint64_t block_of(const Bytes32& hash) {
    const auto* placed = chain.find_transaction(hash);
    return placed == nullptr ? 0 : placed->block_number;
  }

  Chain& chain;
  Account alice{signatures, "alice"}, bob{signatures, "bob"}, carol{signatures, "carol"};
};

TEST(Chain, LinksItsBlocksByHash) {
  ChainWorld test;
  test.ledgers.start_all();
  test.run_for(kSlot * 20);
  const auto& chain = test.chain;
  ASSERT_GE(chain.head().number, 19u);
  for (std::uint64_t number = 1; number <= chain.head().number; ++number) {
    const Block& block = *chain.block(number);
    EXPECT_EQ(block.parent_hash, chain.block(number - 1)->hash);
    EXPECT_EQ(block.hash, block_hash(block));
    EXPECT_EQ(chain.context_of(block).hash_of(number - 1), block.parent_hash);  // what BLOCKHASH tells contracts
  }
}

TEST(Chain, PutsATransactionIntoTheNextBlockAndRunsIt) {
  ChainWorld test;
  test.ledgers.start_all();
  test.run_for(kSlot * 2);
  const std::uint64_t before = test.chain.head().number;
  const Address target = test_address(9);
  const Bytes32 hash = test.submit(transfer(test.alice, 1, target, {100 * kGwei, kGwei}, 5));
  EXPECT_EQ(test.chain.find_transaction(hash), nullptr);
  test.run_for(kSlot);
  ASSERT_EQ(test.block_of(hash), before + 1);
  const auto& outcome = test.chain.find_transaction(hash)->outcome;
  EXPECT_TRUE(outcome.ok);
  EXPECT_EQ(outcome.gas_used, 21'000u);
  EXPECT_EQ(outcome.effective_gas_price, test.chain.block(before + 1)->base_fee + Uint256(kGwei));
  EXPECT_EQ(test.chain.state().balance(target), 5);
  EXPECT_TRUE(test.chain.mempool().empty());
}

TEST(Chain, KeepsAGapWaitingAndRunsNoncesInOrder) {
  ChainWorld test;
  test.ledgers.start_all();
  const auto first = transfer(test.alice, 1, test_address(9));
  const auto second = transfer(test.alice, 1, test_address(9), {200 * kGwei, 50 * kGwei});
  const Bytes32 late = test.submit(second);
  test.run_for(kSlot * 3);
  EXPECT_EQ(test.block_of(late), 0u);
  const Bytes32 early = test.submit(first);
  test.run_for(kSlot);
  EXPECT_EQ(test.block_of(early), test.block_of(late));
  EXPECT_LT(test.chain.find_transaction(early)->position, test.chain.find_transaction(late)->position);
}

TEST(Chain, OrdersSendersByTip) {
  ChainWorld test;
  test.ledgers.start_all();
  const Bytes32 low = test.submit(transfer(test.alice, 1, test_address(9), {100 * kGwei, 1 * kGwei}));
  const Bytes32 high = test.submit(transfer(test.bob, 1, test_address(9), {100 * kGwei, 3 * kGwei}));
  const Bytes32 middle = test.submit(transfer(test.carol, 1, test_address(9), {100 * kGwei, 2 * kGwei}));
  test.run_for(kSlot);
  EXPECT_EQ(test.chain.find_transaction(high)->position, 0u);
  EXPECT_EQ(test.chain.find_transaction(middle)->position, 1u);
  EXPECT_EQ(test.chain.find_transaction(low)->position, 2u);
}

TEST(Chain, RefusesRawTransactionsInGethsWords) {
  ChainWorld test;
  const auto words = [&](const SignedTransaction& transaction) {
    return std::string(test.chain.submit(encode(transaction), sim::EntityId::none()).refused);
  };
  const auto valid = transfer(test.alice, 1, test_address(9));
  EXPECT_EQ(words(valid), "");
  EXPECT_EQ(words(valid), "already known");
  EXPECT_EQ(words(transfer(test.bob, 5, test_address(9))), "invalid chain id for signer");
  EXPECT_EQ(words(test.carol.sign(1, test_address(9), {}, 20'000, {100, 1})), "intrinsic gas too low");
  EXPECT_EQ(words(test.carol.sign(1, test_address(9), {}, 99'000'000, {100, 1})), "exceeds block gas limit");
  Account poor(test.signatures, "poor");
  EXPECT_EQ(words(transfer(poor, 1, test_address(9))), "insufficient funds for gas * price + value");
  EXPECT_EQ(test.chain.submit(Bytes{1, 2, 3}, {}).refused, "transaction type not supported");
}

TEST(Chain, FindsLogsByAddressAndTellsListeners) {
  ChainWorld test;
  Address counter;
  std::vector<std::uint64_t> heard;
  std::uint64_t blocks_heard = 0;
  test.chain.on_block([&](const Block&) { ++blocks_heard; });
  const auto placed = test.chain.bootstrap({test.alice.deploy(1, "Counter", {}, 1'000'000, {kGwei, 0}, counter)});
  ASSERT_TRUE(placed[0].outcome.ok);
  test.chain.on_log(counter, to_bytes32(7), [&](const PlacedLog& log) { heard.push_back(log.block.number); });
  test.chain.on_log(counter, to_bytes32(8), [&](const PlacedLog&) { FAIL() << "another topic"; });
  test.ledgers.start_all();
  for (int i = 0; i < 3; ++i) {
    test.submit(test.alice.sign(1, counter, Bytes{1}, 100'000, {100 * kGwei, kGwei}));
    test.run_for(kSlot * 2);
  }
  std::vector<std::uint64_t> found;
  test.chain.visit_logs(counter, 0, UINT64_MAX - 1, [&](const PlacedLog& log) {
    found.push_back(log.block.number);
    return true;
  });
  EXPECT_EQ(found.size(), 3u);
  EXPECT_EQ(found, heard);
  EXPECT_EQ(blocks_heard, test.chain.head().number);
  EXPECT_EQ(test.chain.call(counter, {}).output.back(), 3);
  // The same call two blocks back sees what was there then.
  EXPECT_EQ(test.chain.call_at(found[1], counter, {}).output.back(), 2);
  EXPECT_EQ(test.chain.call_at(found[0] - 1, counter, {}).output.back(), 0);
}

TEST(Chain, BootstrapSpreadsOverBlocksBeforeTheStart) {
  auto spec = TestWorld::quiet_spec();
  spec.gas_limit = 2'500'000;
  ChainWorld test(1, spec);
  std::vector<SignedTransaction> transactions;
  Address counter;
  for (int i = 0; i < 5; ++i)
    transactions.push_back(test.alice.deploy(1, "Counter", {}, 1'000'000, {kGwei, 0}, counter));
  const auto placed = test.chain.bootstrap(transactions);
  ASSERT_EQ(placed.size(), 5u);
  EXPECT_EQ(placed[4].block_number - placed[0].block_number, 2u);  // two deployments fit into a block
  EXPECT_EQ(placed[4].outcome.contract_address, counter);
  EXPECT_EQ(counter, create_address(test.alice.address(), 4));
  const auto now = static_cast<std::uint64_t>(test.world.now().unix_nanoseconds() / 1'000'000'000);
  EXPECT_LT(test.chain.head().proposal.timestamp, now);
}

TEST(Chain, BootstrapsMoreBlocksThanFitIntoTheHourBeforeTheStart) {
  ChainWorld test;
  std::vector<SignedTransaction> transactions;
  const Gas whole_block = test.chain.spec().gas_limit;
  for (std::uint64_t i = 0; i < 400; ++i)
    transactions.push_back(test.alice.sign(i, test_address(1), {}, whole_block, {kGwei, 0}));
  test.chain.bootstrap(transactions);
  const auto now = static_cast<std::uint64_t>(test.world.now().unix_nanoseconds() / 1'000'000'000);
  EXPECT_LT(test.chain.head().proposal.timestamp, now);
  test.ledgers.start_all();
  test.run_for(kSlot * 3);
  EXPECT_GT(test.chain.head().proposal.timestamp, now);
}

ChainSpec busy_spec() {
  auto spec = TestWorld::quiet_spec();
  spec.congestion = CongestionSpec{};
  return spec;
}

TEST(Congestion, SettlesAtTheUsualBaseFeeWithHalfFullBlocks) {
  ChainWorld test(3, busy_spec());
  test.ledgers.start_all();
  test.run_for(kSlot * 2'000);
  std::uint64_t fees = 0, gas = 0, count = 0;
  for (std::uint64_t number = 200; number <= test.chain.head().number; ++number, ++count) {
    fees += test.chain.block(number)->base_fee;
    gas += test.chain.block(number)->gas_used;
  }
  EXPECT_NEAR(static_cast<double>(fees) / static_cast<double>(count), 1e9, 0.3e9);
  EXPECT_NEAR(static_cast<double>(gas) / static_cast<double>(count), 18e6, 0.5e6);
}

TEST(Congestion, AFeeSpikeFillsBlocksRaisesTheBaseFeeAndDelaysCheapOffers) {
  ChainWorld test(3, busy_spec());
  test.ledgers.start_all();
  test.run_for(kSlot * 50);
  const GasPrice before = test.chain.head().base_fee;
  test.fault("fee-spike", "ethereum", Duration::zero(), kSlot * 100, {{"factor", std::int64_t{20}}});
  test.run_for(kSlot * 3);
  EXPECT_EQ(test.chain.head().gas_used, test.chain.head().gas_limit);
  const GasPrice tip = kGwei / 100;
  const Bytes32 cheap = test.submit(transfer(test.alice, 1, test_address(9), {1'000 * kGwei, tip}));
  const Bytes32 dear = test.submit(transfer(test.bob, 1, test_address(9), {1'000 * kGwei, 500 * kGwei}));
  test.run_for(kSlot);
  EXPECT_NE(test.block_of(dear), 0u);
  EXPECT_EQ(test.block_of(cheap), 0u);
  test.run_for(kSlot * 60);
  EXPECT_GT(test.chain.head().base_fee, 10 * before);
  EXPECT_LT(test.chain.head().base_fee, 40 * before);
  EXPECT_NE(test.block_of(cheap), 0u);
  test.run_for(kSlot * 120);
  EXPECT_LT(test.chain.head().base_fee, 3 * before);
}

TEST(Congestion, AFeeSpikeHasAFactorThatCanBeMultiplied) {
  ChainWorld test;
  for (const std::int64_t factor : {std::int64_t{0}, std::int64_t{1'000'001}, INT64_MAX})
    EXPECT_THROW(test.fault("fee-spike", "ethereum", Duration::zero(), kSlot, {{"factor", factor}}), sim::InputError);
}

TEST(Reorg, UndoesStateReturnsTransactionsAndTakesThemInAgain) {
  ChainWorld test;
  test.ledgers.start_all();
  test.run_for(kSlot * 5);
  const auto digest = test.chain.state().digest();
  const Uint256 burnt = test.chain.burnt();
  const Bytes32 hash = test.submit(transfer(test.alice, 1, test_address(9), {100 * kGwei, kGwei}, 77));
  std::uint64_t first_undone = 0;
  test.chain.on_reorg([&](std::uint64_t number) { first_undone = number; });
  test.run_for(kSlot * 2);
  const std::uint64_t placed_in = test.block_of(hash), head = test.chain.head().number;
  const Bytes32 old_hash = test.chain.block(placed_in)->hash;
  ASSERT_NE(placed_in, 0u);

  EXPECT_EQ(force_reorg(test.chain, 2), 2u);
  EXPECT_EQ(first_undone, placed_in);
  EXPECT_EQ(test.chain.head().number, head);
  EXPECT_NE(test.chain.block(placed_in)->hash, old_hash);
  EXPECT_EQ(test.chain.find_transaction(hash), nullptr);
  EXPECT_NE(test.chain.mempool().find(hash), nullptr);
  EXPECT_EQ(test.chain.state().digest(), digest);
  EXPECT_EQ(test.chain.burnt(), burnt);

  test.run_for(kSlot);
  EXPECT_EQ(test.block_of(hash), head + 1);
  EXPECT_EQ(test.chain.state().balance(test_address(9)), 77);
}

TEST(Reorg, StopsAtFinalBlocks) {
  ChainWorld test;
  test.ledgers.start_all();
  test.run_for(kSlot * 100);
  const std::uint64_t final_block = test.chain.consensus().final_block();
  ASSERT_GT(final_block, 0u);
  const Bytes32 hash = test.chain.block(final_block)->hash;
  test.fault("reorg", "ethereum", Duration::zero(), std::nullopt, {{"depth", std::int64_t{1'000}}});
  test.run_for(Duration::seconds(1));
  EXPECT_EQ(test.chain.block(final_block)->hash, hash);
  EXPECT_GE(test.world.faults().scheduled()[0]->hits, 32u);
}

RC_GTEST_PROP(ReorgProperty, UndoAndRedoOfRandomBlocks, ()) {
  ChainWorld test;
  Account* accounts[] = {&test.alice, &test.bob, &test.carol};
  Address counter;
  test.chain.bootstrap({test.alice.deploy(1, "Counter", {}, 1'000'000, {kGwei, 0}, counter)});
  test.ledgers.start_all();
  test.run_for(kSlot);
  const Uint256 everything = kManyEther * 3;
  const auto total = [&] {
    Uint256 sum =
        test.chain.burnt() + test.chain.state().balance(test_address(9)) + test.chain.state().balance(counter);
    for (auto* account : accounts) sum += test.chain.state().balance(account->address());
    for (std::uint32_t index = 0; index < test.world.entities().all().size(); ++index) {
      Block block;
      block.proposal.proposer = {index};
      sum += test.chain.state().balance(test.chain.context_of(block).coinbase);
    }
    return sum;
  };
  const auto before = test.chain.state().digest();
  const std::uint64_t head = test.chain.head().number;
  const auto moves = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 9));
  for (const int move : moves) {
    auto& account = *accounts[move % 3];
    if (move < 3) test.submit(transfer(account, 1, test_address(9)));
    if (move >= 3 && move < 6) test.submit(account.sign(1, counter, Bytes{1}, 100'000, {100 * kGwei, kGwei}));
    if (move >= 6) test.run_for(kSlot);
  }
  test.run_for(kSlot * 2);
  RC_ASSERT(total() == everything);
  const auto after = test.chain.state().digest();
  const auto made = test.chain.head().number - head;
  // The same blocks' own contents again, one transaction after the other, at the base fees of the first time.
  std::vector<std::vector<PooledTransactionPtr>> contents;
  std::vector<BlockContext> contexts;
  for (std::uint64_t number = head + 1; number <= test.chain.head().number; ++number) {
    contexts.push_back(test.chain.context_of(*test.chain.block(number)));
    contents.emplace_back();
    for (const auto& placed : test.chain.block(number)->transactions) contents.back().push_back(placed.transaction);
  }
  test.chain.undo(made);
  RC_ASSERT(test.chain.state().digest() == before);
  RC_ASSERT(total() == everything);
  for (std::size_t i = 0; i < contents.size(); ++i) {
    for (const auto& transaction : contents[i]) {
      execute_transaction(test.chain.state(), contexts[i], {transaction->sender, transaction->body()},
                          test.ledgers.code(), test.signatures);
    }
  }
  RC_ASSERT(test.chain.state().digest() == after);
}

std::string history(bool with_monitors, std::uint64_t seed = 5) {
  ChainWorld test(seed, busy_spec());
  std::uint64_t calls = 0;
  if (with_monitors) test.chain.on_block([&](const Block&) { calls += test.chain.call(test_address(1), {}).ok; });
  test.ledgers.start_all();
  test.run_for(kSlot * 10);
  test.submit(transfer(test.alice, 1, test_address(9)));
  test.run_for(kSlot * 100);
  return test.world.kernel().digest().to_text();
}

TEST(History, IsTheSameForTheSameSeedAndWhoeverLooksOn) {
  EXPECT_EQ(history(false), history(false));
  EXPECT_EQ(history(false), history(true));
  EXPECT_NE(history(false, 5), history(false, 6));
}

}  // namespace
}  // namespace orrery::chains
