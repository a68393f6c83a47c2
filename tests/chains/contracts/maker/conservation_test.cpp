// Proves: whatever keepers, owners and the price do, no collateral and no dai is created or lost: collateral in vaults,
// hands and auctions is what was brought in, and all dai is debt of vaults or debt without one.
#include <gtest/gtest.h>

#include "sim/random.h"
#include "tests/chains/contracts/maker/vault_books.h"

namespace orrery::chains {
namespace {

class RandomMarket {
 public:
  explicit RandomMarket(std::uint64_t seed) : random_(sim::Seed{seed}, "conservation") {
    books_.set_price(200);
    for (int i = 0; i < 4; ++i) {
      people_.push_back(books_.world.account("person-" + std::to_string(i)));
      const std::uint64_t ink = 20 + draw(200);
      books_.open(people_.back(), maker::kWad * ink, maker::kWad * ink * (60 + draw(70)));
      brought_in_ += maker::kWad * ink;
      books_.must(people_.back(), books_.vat, "hope(address)", books_.flipper);
    }
  }

  /// One random act; most are refused, which must leave everything as it was.
  void step() {
    const Address& who = any();
    const Uint256 id = 1 + draw(12);
    switch (draw(7)) {
      case 0:
        return books_.set_price(60 + draw(200));
      case 1:
        return act(who, books_.cat, "bite(bytes32,address)", VaultBooks::kIlk, any());
      case 2:
        return bid(who, id);
      case 3:
        return act(who, books_.flipper, "deal(uint256)", id);
      case 4:
        return act(who, books_.flipper, "tick(uint256)", id);
      case 5:
        books_.world.block().timestamp += draw(3'000);
        return;
      default:
        return act(who, books_.vat, "frob(bytes32,address,address,address,int256,int256)", VaultBooks::kIlk, who, who,
                   who, change(10), change(800));
    }
  }
  int done() const { return done_; }

  void check() {
    Uint256 collateral = books_.gem_of(books_.flipper) + books_.gem_of(books_.cat);
    Uint256 dai = books_.dai_of(books_.vow), owed = 0;
    for (const Address& person : people_) {
      const auto [ink, art] = books_.vault_of(person);
      collateral += books_.gem_of(person) + ink;
      dai += books_.dai_of(person);
      owed += art * maker::kRay;
    }
    const Uint256 debt = books_.world.read<Uint256>(books_.vat, "debt()");
    const Uint256 vice = books_.world.read<Uint256>(books_.vat, "vice()");
    ASSERT_EQ(collateral, brought_in_);
    ASSERT_EQ(collateral, books_.world.read<Uint256>(books_.eth, "balanceOf(address)", books_.gem_join));
    ASSERT_EQ(dai, debt);
    ASSERT_EQ(vice, books_.sin_of(books_.vow));
    ASSERT_EQ(debt, owed + vice);
  }

 private:
  std::uint64_t draw(std::uint64_t below) {
    return static_cast<std::uint64_t>(random_.between(0, static_cast<std::int64_t>(below) - 1));
  }
  Int256 change(std::int64_t most) { return Int256(maker::kWad) * random_.between(-most, most); }
  const Address& any() { return people_[draw(people_.size())]; }
  template <class... Ts>
  void act(const Address& who, const Address& to, std::string_view what, const Ts&... arguments) {
    done_ += books_.send(who, to, what, arguments...).ok ? 1 : 0;
  }
  void bid(const Address& who, const Uint256& id) {
    const auto [bid, lot, guy, tic, end, usr, gal, tab] =
        abi::decode<Uint256, Uint256, Address, UintN<48>, UintN<48>, Address, Address, Uint256>(
            books_.world.call(Address{}, books_.flipper, "bids(uint256)", id).output);
    if (bid == tab) return act(who, books_.flipper, "dent(uint256,uint256,uint256)", id, Uint256(lot * 9 / 10), bid);
    const Uint256 more = draw(3) == 0 ? tab : std::min(tab, Uint256(bid * 2 + maker::kWad * maker::kRay));
    act(who, books_.flipper, "tend(uint256,uint256,uint256)", id, lot, more);
  }

  VaultBooks books_;
  sim::Random random_;
  std::vector<Address> people_;
  Uint256 brought_in_ = 0;
  int done_ = 0;
};

TEST(Conservation, HoldsAfterEveryRandomAct) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    RandomMarket market(seed);
    for (int i = 0; i < 250; ++i) {
      market.step();
      market.check();
      if (testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << ", act " << i;
    }
    EXPECT_GT(market.done(), 30) << "seed " << seed << ": hardly anything happened";
  }
}

}  // namespace
}  // namespace orrery::chains
