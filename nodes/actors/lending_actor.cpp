#include "nodes/actors/lending_actor.h"

namespace orrery::nodes {
namespace {

constexpr Gas kApproveGas = 80'000, kPoolGas = 800'000;
constexpr unsigned kVariableRate = 2;
// Of transactions that nobody asks for again.
constexpr std::uint32_t kNoJob = 0;

}  // namespace

void LendingActor::read_account(const Address& user, OnAccount done) {
  read(
      spec_.pool, "getUserAccountData(address)",
      [done = std::move(done)](const Words& word) {
        if (word.size() == 6) done({word[0], word[1], word[2], word[3], word[4], word[5]});
      },
      user);
}

void LendingActor::read_oracle(const Address& token, OnWord done) {
  read(spec_.oracle, "getAssetPrice(address)", [done = std::move(done)](const Words& price) { done(price[0]); }, token);
}

void LendingActor::read_balance(const Address& token, const Address& holder, OnWord done) {
  read(token, "balanceOf(address)", [done = std::move(done)](const Words& balance) { done(balance[0]); }, holder);
}

void LendingActor::approve(const LendingAsset& asset) {
  submit(asset.token, "approve(address,uint256)", kApproveGas, kNoJob, spec_.pool, Uint256(~Uint256(0)));
}
void LendingActor::supply(const LendingAsset& asset, const Uint256& amount) {
  submit(spec_.pool, "supply(address,uint256,address,uint16)", kPoolGas, kNoJob, asset.token, amount, self(),
         std::uint16_t{0});
}
void LendingActor::borrow_value(const LendingAsset& asset, const Uint256& value, const Uint256& price) {
  if (price == 0) return;
  Uint256 unit = 1;
  for (int i = 0; i < asset.decimals; ++i) unit *= 10;
  const Uint256 amount = value * unit / price;
  if (amount != 0) borrow(asset, amount);
}
void LendingActor::borrow(const LendingAsset& asset, const Uint256& amount) {
  submit(spec_.pool, "borrow(address,uint256,uint256,uint16,address)", kPoolGas, kNoJob, asset.token, amount,
         Uint256(kVariableRate), std::uint16_t{0}, self());
}
void LendingActor::liquidate(const Address& user, const Uint256& amount, std::uint32_t job) {
  submit(spec_.pool, "liquidationCall(address,address,address,uint256,bool)", kPoolGas, job, spec_.collateral.token,
         spec_.debt.token, user, amount, false);
}

}  // namespace orrery::nodes
