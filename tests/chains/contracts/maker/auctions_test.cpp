// Proves: what unsafe vaults owe is auctioned by Maker's rules of March 2020, a bid of almost nothing wins when nobody
// answers it, and what the auctions do not bring in is left as a debt that a sale of new tokens pays.
#include <gtest/gtest.h>

#include "tests/chains/contracts/maker/vault_books.h"

namespace orrery::chains {
namespace {

const Uint256 kRad = maker::kWad * maker::kRay;

class Auctions : public testing::Test {
 protected:
  /// 100 ETH against 11,000 DAI at 200 USD; at 150 USD the vault is unsafe, for 100 * 150 / 1.5 = 10,000.
  void SetUp() override {
    books_.set_price(200);
    books_.open(owner_, maker::kWad * 100, maker::kWad * 11'000);
    books_.open(rich_, maker::kWad * 1'000, maker::kWad * 60'000);
    books_.must(rich_, books_.vat, "hope(address)", books_.flipper);
    books_.must(rich_, books_.vat, "hope(address)", books_.flopper);
    books_.must(poor_, books_.vat, "hope(address)", books_.flipper);
    books_.must(rich_, books_.vat, "move(address,address,uint256)", rich_, poor_, kRad);
  }
  void bite() { books_.must(keeper_, books_.cat, "bite(bytes32,address)", VaultBooks::kIlk, owner_); }
  TransactionOutcome tend(const Address& who, std::uint64_t id, const Uint256& lot, const Uint256& bid) {
    return books_.send(who, books_.flipper, "tend(uint256,uint256,uint256)", Uint256(id), lot, bid);
  }
  TransactionOutcome dent(const Address& who, std::uint64_t id, const Uint256& lot, const Uint256& bid) {
    return books_.send(who, books_.flipper, "dent(uint256,uint256,uint256)", Uint256(id), lot, bid);
  }
  TransactionOutcome deal(std::uint64_t id) {
    return books_.send(keeper_, books_.flipper, "deal(uint256)", Uint256(id));
  }
  void wait(std::uint64_t seconds) { books_.world.block().timestamp += seconds; }

  VaultBooks books_;
  Address owner_ = books_.world.account("owner"), rich_ = books_.world.account("rich"),
          poor_ = books_.world.account("poor"), keeper_ = books_.world.account("keeper");
  const Uint256 lot_ = maker::kWad * 50;
  // Half of the vault: 5,500 DAI and 13 % on top.
  const Uint256 tab_ = kRad * 6'215;
};

TEST_F(Auctions, OnlyUnsafeVaultsAreBittenOneLotAtATime) {
  const auto refused = books_.send(keeper_, books_.cat, "bite(bytes32,address)", VaultBooks::kIlk, owner_);
  EXPECT_EQ(reason_of(refused), "Cat/not-unsafe");
  books_.set_price(150);
  const auto bitten = books_.send(keeper_, books_.cat, "bite(bytes32,address)", VaultBooks::kIlk, owner_);
  ASSERT_TRUE(bitten.ok) << reason_of(bitten);
  EXPECT_EQ(count_logs(bitten, "Bite(bytes32,address,uint256,uint256,uint256,address,uint256)"), 1u);
  EXPECT_EQ(count_logs(bitten, "Kick(uint256,uint256,uint256,uint256,address,address)"), 1u);
  EXPECT_EQ(books_.vault_of(owner_), std::make_tuple(Uint256(maker::kWad * 50), Uint256(maker::kWad * 5'500)));
  EXPECT_EQ(books_.gem_of(books_.flipper), lot_);
  EXPECT_EQ(books_.sin_of(books_.vow), kRad * 5'500);
  EXPECT_EQ(books_.world.read<Uint256>(books_.vow, "Sin()"), kRad * 5'500);
}

TEST_F(Auctions, BidsRiseToTheDebtAndThenAskForLess) {
  books_.set_price(150);
  bite();
  EXPECT_EQ(reason_of(tend(rich_, 1, lot_ - 1, kRad)), "Flipper/lot-not-matching");
  EXPECT_EQ(reason_of(tend(rich_, 1, lot_, tab_ + 1)), "Flipper/higher-than-tab");
  ASSERT_TRUE(tend(poor_, 1, lot_, kRad).ok);
  EXPECT_EQ(books_.dai_of(poor_), 0u);
  EXPECT_EQ(reason_of(tend(rich_, 1, lot_, kRad * 102 / 100)), "Flipper/insufficient-increase");
  EXPECT_EQ(reason_of(dent(rich_, 1, lot_ / 2, kRad)), "Flipper/tend-not-finished");
  ASSERT_TRUE(tend(rich_, 1, lot_, tab_).ok);
  EXPECT_EQ(books_.dai_of(poor_), kRad) << "whoever is outbid gets its bid back";
  EXPECT_EQ(books_.dai_of(books_.vow), tab_);
  EXPECT_EQ(reason_of(dent(rich_, 1, lot_ * 99 / 100, tab_)), "Flipper/insufficient-decrease");
  ASSERT_TRUE(dent(rich_, 1, maker::kWad * 45, tab_).ok);
  EXPECT_EQ(books_.gem_of(owner_), maker::kWad * 5) << "what a bidder leaves is the owner's";
  EXPECT_EQ(reason_of(deal(1)), "Flipper/not-finished");
  wait(600);
  ASSERT_TRUE(deal(1).ok);
  EXPECT_EQ(books_.gem_of(rich_), maker::kWad * 45);
  EXPECT_EQ(books_.gem_of(books_.flipper), 0u);
  EXPECT_EQ(reason_of(deal(1)), "Flipper/not-finished") << "an auction ends once";
}

TEST_F(Auctions, AlmostNothingWinsWhenNobodyAnswers) {
  books_.set_price(150);
  bite();
  ASSERT_TRUE(tend(poor_, 1, lot_, 1).ok);
  wait(601);
  EXPECT_EQ(reason_of(tend(rich_, 1, lot_, tab_)), "Flipper/already-finished-tic");
  ASSERT_TRUE(deal(1).ok);
  EXPECT_EQ(books_.gem_of(poor_), lot_);
  EXPECT_EQ(books_.sin_of(books_.vow) - books_.dai_of(books_.vow), kRad * 5'500 - 1) << "nobody stands for it now";
}

TEST_F(Auctions, AnAuctionWithoutBidsStartsAnew) {
  books_.set_price(150);
  bite();
  EXPECT_EQ(reason_of(books_.send(keeper_, books_.flipper, "tick(uint256)", Uint256(1))), "Flipper/not-finished");
  wait(21'600);
  EXPECT_EQ(reason_of(tend(rich_, 1, lot_, tab_)), "Flipper/already-finished-end");
  ASSERT_TRUE(books_.send(keeper_, books_.flipper, "tick(uint256)", Uint256(1)).ok);
  EXPECT_TRUE(tend(rich_, 1, lot_, tab_).ok);
}

TEST_F(Auctions, NewTokensPayWhatTheAuctionsDidNot) {
  books_.must(books_.ward, books_.vow, "file(bytes32,uint256)", maker::word_of("sump"), Uint256(kRad * 5'000));
  books_.must(books_.ward, books_.vow, "file(bytes32,uint256)", maker::word_of("dump"), Uint256(maker::kWad * 250));
  books_.set_price(150);
  bite();
  const Uint256 era = books_.world.block().timestamp;
  ASSERT_TRUE(tend(poor_, 1, lot_, 1).ok);
  wait(601);
  ASSERT_TRUE(deal(1).ok);
  EXPECT_EQ(reason_of(books_.send(keeper_, books_.vow, "flop()")), "Vow/insufficient-debt") << "it is still queued";
  books_.must(keeper_, books_.vow, "flog(uint256)", era);
  EXPECT_EQ(reason_of(books_.send(keeper_, books_.vow, "flop()")), "Vow/surplus-not-zero");
  books_.must(keeper_, books_.vow, "heal(uint256)", Uint256(1));
  books_.must(keeper_, books_.vow, "flop()");
  const auto offer = [&](const Uint256& lot) {
    return books_.send(rich_, books_.flopper, "dent(uint256,uint256,uint256)", Uint256(1), lot, Uint256(kRad * 5'000));
  };
  EXPECT_EQ(reason_of(offer(maker::kWad * 249)), "Flopper/insufficient-decrease");
  ASSERT_TRUE(offer(maker::kWad * 20).ok);
  wait(3 * 3'600 + 1);
  books_.must(keeper_, books_.flopper, "deal(uint256)", Uint256(1));
  EXPECT_EQ(books_.world.read<Uint256>(books_.mkr, "balanceOf(address)", rich_), maker::kWad * 20);
  books_.must(keeper_, books_.vow, "kiss(uint256)", Uint256(kRad * 5'000));
  EXPECT_EQ(books_.sin_of(books_.vow), kRad * 500 - 1);
  EXPECT_EQ(books_.world.read<Uint256>(books_.vow, "Ash()"), 0u);
}

TEST_F(Auctions, CallsAreLoggedWithTheirArguments) {
  books_.set_price(150);
  bite();
  const auto outcome = tend(poor_, 1, lot_, 7);
  ASSERT_TRUE(outcome.ok);
  const EmittedLog& log = outcome.logs.back();
  ASSERT_EQ(log.topics.size(), 4u);
  // lib.sol: selector, sender, first and second argument; 224 bytes of calldata behind offset and length.
  EXPECT_EQ(to_uint256(log.topics[0]) >> 224, Uint256(selector_of("tend(uint256,uint256,uint256)")));
  EXPECT_EQ(to_address(to_uint256(log.topics[1])), poor_);
  EXPECT_EQ(to_uint256(log.topics[2]), 1u);
  EXPECT_EQ(to_uint256(log.topics[3]), lot_);
  ASSERT_EQ(log.data.size(), 288u);
  EXPECT_EQ(to_uint256(BytesView(log.data).subspan(32, 32)), 224u);
  EXPECT_EQ(to_uint256(BytesView(log.data).subspan(64 + 68, 32)), 7u);
}

TEST_F(Auctions, DaiLeavesAndComesBackOneForOne) {
  books_.must(rich_, books_.vat, "hope(address)", books_.dai_join);
  books_.must(rich_, books_.dai_join, "exit(address,uint256)", rich_, Uint256(maker::kWad * 10));
  EXPECT_EQ(books_.world.read<Uint256>(books_.dai, "balanceOf(address)", rich_), maker::kWad * 10);
  EXPECT_EQ(books_.dai_of(books_.dai_join), kRad * 10) << "tokens are backed";
  EXPECT_EQ(reason_of(books_.send(rich_, books_.dai_join, "join(address,uint256)", rich_, Uint256(maker::kWad))),
            "Dai/insufficient-allowance");
  books_.must(rich_, books_.dai, "approve(address,uint256)", books_.dai_join, Uint256(maker::kWad * 10));
  books_.must(rich_, books_.dai_join, "join(address,uint256)", rich_, Uint256(maker::kWad * 10));
  EXPECT_EQ(books_.world.read<Uint256>(books_.dai, "totalSupply()"), 0u);
}

}  // namespace
}  // namespace orrery::chains
