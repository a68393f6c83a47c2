// Proves the pool's rules and words against go-ethereum's: what is taken in, what is refused and why, what replaces
// what, what is thrown out of a full pool.

#include "chains/ledger/mempool.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/chains/ledger/scripted_contract.h"

namespace orrery::chains {
namespace {

class MempoolTest : public testing::Test {
 protected:
  PooledTransactionPtr offer(std::uint8_t sender, std::uint64_t nonce, GasPrice max_fee, GasPrice tip) {
    auto transaction = std::make_shared<PooledTransaction>();
    auto& body = transaction->signed_transaction.body;
    body.nonce = nonce;
    body.max_fee = max_fee;
    body.max_priority_fee = tip;
    body.gas_limit = 21'000;
    body.to = test_address(99);
    transaction->sender = test_address(sender);
    transaction->hash.data[31] = static_cast<std::uint8_t>(++hashes_);
    transaction->hash.data[30] = static_cast<std::uint8_t>(hashes_ >> 8);
    transaction->arrival = hashes_;
    transaction->submitted = now_;
    return transaction;
  }
  std::string add(Mempool& pool, const PooledTransactionPtr& transaction, std::uint64_t nonce = 0) {
    const char* refused = pool.add(transaction, nonce, balance_);
    return refused == nullptr ? "" : refused;
  }

  Uint256 balance_ = Uint256(1) << 100;
  sim::Time now_ = sim::Time::from_unix_seconds(1'000);
  std::uint64_t hashes_ = 0;
};

TEST_F(MempoolTest, KnowsWhatItHas) {
  Mempool pool({});
  const auto transaction = offer(1, 0, 100, 10);
  EXPECT_EQ(add(pool, transaction), "");
  EXPECT_EQ(add(pool, transaction), "already known");
  EXPECT_EQ(pool.find(transaction->hash), transaction);
}

TEST_F(MempoolTest, RefusesUsedNoncesAndTakesGaps) {
  Mempool pool({});
  EXPECT_EQ(add(pool, offer(1, 4, 100, 10), 5), "nonce too low");
  EXPECT_EQ(add(pool, offer(1, 7, 100, 10), 5), "");
  EXPECT_EQ(pool.next_nonce(test_address(1), 5), 5u);  // 5 and 6 are missing
  EXPECT_EQ(add(pool, offer(1, 5, 100, 10), 5), "");
  EXPECT_EQ(add(pool, offer(1, 6, 100, 10), 5), "");
  EXPECT_EQ(pool.next_nonce(test_address(1), 5), 8u);
}

TEST_F(MempoolTest, AReplacementAddsTenPercentToBothFees) {
  Mempool pool({});
  EXPECT_EQ(add(pool, offer(1, 0, 1'000, 100)), "");
  EXPECT_EQ(add(pool, offer(1, 0, 1'099, 110)), "replacement transaction underpriced");
  EXPECT_EQ(add(pool, offer(1, 0, 1'100, 109)), "replacement transaction underpriced");
  const auto better = offer(1, 0, 1'100, 110);
  EXPECT_EQ(add(pool, better), "");
  EXPECT_EQ(pool.size(), 1u);
  EXPECT_EQ(pool.senders().at(test_address(1)).at(0), better);
}

TEST_F(MempoolTest, AllOfASendersTransactionsMustBePayableTogether) {
  Mempool pool({});
  balance_ = Uint256(21'000) * 250;
  EXPECT_EQ(add(pool, offer(1, 0, 100, 10)), "");
  EXPECT_EQ(add(pool, offer(1, 1, 100, 10)), "");
  EXPECT_EQ(add(pool, offer(1, 2, 100, 10)), "insufficient funds for gas * price + value");
  EXPECT_EQ(add(pool, offer(1, 1, 150, 15)), "");  // a replacement does not pay for what it replaces
  EXPECT_EQ(add(pool, offer(1, 1, 200, 20)), "insufficient funds for gas * price + value");
}

TEST_F(MempoolTest, APriorityFeeBelowTheLimitIsUnderpriced) {
  Mempool pool({.price_limit = 5});
  EXPECT_EQ(add(pool, offer(1, 0, 100, 4)), "transaction underpriced");
  EXPECT_EQ(add(pool, offer(1, 0, 100, 5)), "");
}

TEST_F(MempoolTest, AFullPoolDropsItsCheapestForABetterOffer) {
  Mempool pool({.global_slots = 2});
  const auto cheap = offer(1, 0, 100, 10);
  EXPECT_EQ(add(pool, cheap), "");
  EXPECT_EQ(add(pool, offer(2, 0, 100, 20)), "");
  EXPECT_EQ(add(pool, offer(3, 0, 100, 10)), "transaction underpriced");
  EXPECT_EQ(add(pool, offer(3, 0, 100, 11)), "");
  EXPECT_EQ(pool.size(), 2u);
  EXPECT_EQ(pool.find(cheap->hash), nullptr);
}

TEST_F(MempoolTest, OneSenderHasALimit) {
  Mempool pool({.account_slots = 2});
  EXPECT_EQ(add(pool, offer(1, 0, 100, 10)), "");
  EXPECT_EQ(add(pool, offer(1, 1, 100, 10)), "");
  EXPECT_EQ(add(pool, offer(1, 2, 100, 10)), "account limit exceeded");
  EXPECT_EQ(add(pool, offer(2, 0, 100, 10)), "");
}

TEST_F(MempoolTest, ConfirmingDropsEveryUsedNonce) {
  Mempool pool({});
  for (std::uint64_t nonce = 0; nonce < 4; ++nonce) EXPECT_EQ(add(pool, offer(1, nonce, 100, 10)), "");
  pool.confirm(test_address(1), 3);
  EXPECT_EQ(pool.size(), 1u);
  pool.confirm(test_address(1), 4);
  EXPECT_TRUE(pool.empty());
}

TEST_F(MempoolTest, WhatWaitsBehindAGapExpires) {
  Mempool pool({});
  EXPECT_EQ(add(pool, offer(1, 0, 100, 10)), "");
  EXPECT_EQ(add(pool, offer(1, 2, 100, 10)), "");
  const auto nonce_of = [](const Address&) { return std::uint64_t{0}; };
  pool.drop_expired(now_ + sim::Duration::hours(3), nonce_of);
  EXPECT_EQ(pool.size(), 2u);
  pool.drop_expired(now_ + sim::Duration::hours(3) + sim::Duration::seconds(1), nonce_of);
  EXPECT_EQ(pool.size(), 1u);
}

TEST(TipOf, IsWhatTheBaseFeeLeaves) {
  Transaction body;
  body.max_fee = 100;
  body.max_priority_fee = 10;
  EXPECT_EQ(tip_of(body, 50), 10u);
  EXPECT_EQ(tip_of(body, 95), 5u);
  EXPECT_EQ(tip_of(body, 100), 0u);
  EXPECT_EQ(tip_of(body, 101), std::nullopt);
}

}  // namespace
}  // namespace orrery::chains
