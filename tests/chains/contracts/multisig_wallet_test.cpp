// Proves: the wallet acts exactly when enough owners confirmed, once, and changes its owners only through itself.
#include "chains/contracts/multisig_wallet.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "tests/chains/contracts/contract_world.h"

namespace orrery::chains {
namespace {

class Multisig : public testing::Test {
 protected:
  Multisig() {
    for (const char* tag : {"a", "b", "c"}) owners_.push_back(world_.account(tag));
    wallet_ = world_.deploy("MultisigWallet", owners_[0], owners_, Uint256(2));
    token_ = world_.deploy("ERC20", owners_[0], std::string("T"), std::string("T"), std::uint8_t(18));
    world_.send(owners_[0], token_, "mint(address,uint256)", wallet_, Uint256(100));
  }
  TransactionOutcome submit(const Address& from, const Address& to, const Bytes& data, Uint256 value = 0) {
    return world_.send(from, wallet_, "submitTransaction(address,uint256,bytes)", to, value, data);
  }
  Bytes transfer_to(const Address& to, int amount) {
    return abi::encode_with_selector(selector_of("transfer(address,uint256)"), to, Uint256(amount));
  }
  Uint256 balance(const Address& account) { return world_.read<Uint256>(token_, "balanceOf(address)", account); }

  ContractWorld world_;
  std::vector<Address> owners_;
  Address wallet_, token_;
  Address stranger_ = world_.account("stranger");
};

TEST_F(Multisig, ExecutesWithTheConfirmationThatMakesTheCount) {
  const auto submitted = submit(owners_[0], token_, transfer_to(stranger_, 7));
  EXPECT_EQ(count_logs(submitted, "Submission(uint256)"), 1u);
  EXPECT_EQ(count_logs(submitted, "Confirmation(address,uint256)"), 1u);
  EXPECT_EQ(balance(stranger_), 0);
  const auto confirmed = world_.send(owners_[1], wallet_, "confirmTransaction(uint256)", Uint256(0));
  EXPECT_EQ(count_logs(confirmed, "Execution(uint256)"), 1u);
  EXPECT_EQ(balance(stranger_), 7);
  EXPECT_EQ(reason_of(world_.send(owners_[2], wallet_, "confirmTransaction(uint256)", Uint256(0))), "already executed");
}

TEST_F(Multisig, RefusesStrangersRepetitionsAndUnknownIds) {
  EXPECT_EQ(reason_of(submit(stranger_, token_, {})), "not an owner");
  ASSERT_TRUE(submit(owners_[0], token_, transfer_to(stranger_, 7)).ok);
  EXPECT_EQ(reason_of(world_.send(owners_[0], wallet_, "confirmTransaction(uint256)", Uint256(0))),
            "already confirmed");
  EXPECT_EQ(reason_of(world_.send(owners_[1], wallet_, "confirmTransaction(uint256)", Uint256(9))),
            "no such transaction");
  EXPECT_EQ(reason_of(world_.send(owners_[1], wallet_, "revokeConfirmation(uint256)", Uint256(0))), "not confirmed");
}

TEST_F(Multisig, ARevokedConfirmationDoesNotCount) {
  submit(owners_[0], token_, transfer_to(stranger_, 7));
  EXPECT_EQ(count_logs(world_.send(owners_[0], wallet_, "revokeConfirmation(uint256)", Uint256(0)),
                       "Revocation(address,uint256)"),
            1u);
  world_.send(owners_[1], wallet_, "confirmTransaction(uint256)", Uint256(0));
  EXPECT_EQ(balance(stranger_), 0);
  world_.send(owners_[2], wallet_, "confirmTransaction(uint256)", Uint256(0));
  EXPECT_EQ(balance(stranger_), 7);
}

TEST_F(Multisig, AFailedExecutionCanBeTriedAgain) {
  submit(owners_[0], token_, transfer_to(stranger_, 1'000));
  const auto failed = world_.send(owners_[1], wallet_, "confirmTransaction(uint256)", Uint256(0));
  EXPECT_TRUE(failed.ok);
  EXPECT_EQ(count_logs(failed, "ExecutionFailure(uint256)"), 1u);
  world_.send(owners_[0], token_, "mint(address,uint256)", wallet_, Uint256(1'000));
  EXPECT_EQ(
      count_logs(world_.send(owners_[1], wallet_, "executeTransaction(uint256)", Uint256(0)), "Execution(uint256)"),
      1u);
  EXPECT_EQ(balance(stranger_), 1'000);
}

TEST_F(Multisig, HoldsAndSendsTheChainsOwnCoin) {
  EXPECT_EQ(count_logs(world_.send_raw(stranger_, wallet_, {}, 50), "Deposit(address,uint256)"), 1u);
  const Uint256 before = world_.state().balance(token_);
  submit(owners_[0], world_.account("payee"), {}, 20);
  world_.send(owners_[2], wallet_, "confirmTransaction(uint256)", Uint256(0));
  EXPECT_EQ(world_.state().balance(world_.account("payee")), 20);
  EXPECT_EQ(world_.state().balance(wallet_), 30);
  EXPECT_EQ(world_.state().balance(token_), before);
}

TEST_F(Multisig, OwnersChangeOnlyThroughTheWallet) {
  EXPECT_EQ(reason_of(world_.send(owners_[0], wallet_, "addOwner(address)", stranger_)), "only by the wallet");
  submit(owners_[0], wallet_, abi::encode_with_selector(selector_of("addOwner(address)"), stranger_));
  world_.send(owners_[1], wallet_, "confirmTransaction(uint256)", Uint256(0));
  EXPECT_TRUE(world_.read<bool>(wallet_, "isOwner(address)", stranger_));
  submit(stranger_, wallet_, abi::encode_with_selector(selector_of("changeRequirement(uint256)"), Uint256(4)));
  world_.send(owners_[1], wallet_, "confirmTransaction(uint256)", Uint256(1));
  EXPECT_EQ(world_.read<Uint256>(wallet_, "required()"), 4);
}

// A reference of a few lines: who confirmed what, and which ids ran.
RC_GTEST_PROP(MultisigModel, ExecutesExactlyTheConfirmed, ()) {
  ContractWorld world;
  const auto count = *rc::gen::inRange<std::size_t>(1, 5);
  const auto required = *rc::gen::inRange<std::size_t>(1, count + 1);
  std::vector<Address> owners;
  for (std::size_t i = 0; i < count; ++i) owners.push_back(world.account("o" + std::to_string(i)));
  const Address wallet = world.deploy("MultisigWallet", owners[0], owners, Uint256(required));
  const Address target = world.account("target");
  std::map<std::size_t, std::set<std::size_t>> confirmed;
  std::set<std::size_t> executed;
  const auto settle = [&](std::size_t id) {
    if (confirmed[id].size() >= required) executed.insert(id);
  };
  std::size_t submitted = 0;
  for (const auto step : *rc::gen::container<std::vector<std::uint16_t>>(rc::gen::arbitrary<std::uint16_t>())) {
    const std::size_t owner = step % count, id = submitted == 0 ? 0 : (step >> 4) % submitted;
    const bool pending = submitted > 0 && !executed.contains(id);
    switch ((step >> 12) % 3) {
      case 0:
        RC_ASSERT(
            world.send(owners[owner], wallet, "submitTransaction(address,uint256,bytes)", target, Uint256(0), Bytes{})
                .ok);
        confirmed[submitted].insert(owner);
        settle(submitted++);
        break;
      case 1: {
        const bool fits = pending && !confirmed[id].contains(owner);
        RC_ASSERT(world.send(owners[owner], wallet, "confirmTransaction(uint256)", Uint256(id)).ok == fits);
        if (fits) confirmed[id].insert(owner), settle(id);
        break;
      }
      default: {
        const bool fits = pending && confirmed[id].contains(owner);
        RC_ASSERT(world.send(owners[owner], wallet, "revokeConfirmation(uint256)", Uint256(id)).ok == fits);
        if (fits) confirmed[id].erase(owner);
        break;
      }
    }
  }
  for (std::size_t id = 0; id < submitted; ++id)
    RC_ASSERT(world.read<bool>(wallet, "isConfirmed(uint256)", Uint256(id)) == (confirmed[id].size() >= required));
}

}  // namespace
}  // namespace orrery::chains
