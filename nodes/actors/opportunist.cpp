#include "nodes/actors/opportunist.h"

#include <algorithm>

namespace orrery::nodes {
namespace {

constexpr std::uint64_t kBasisPoints = 10'000;

}  // namespace

Opportunist::Opportunist(sim::Host& host, const OpportunistSpec& spec)
    : LendingActor(host, spec), market_(spec.market), margin_(spec.margin), reader_(host, "opportunist") {}

void Opportunist::look() {
  if (is_busy()) return;
  reader_.read(market_, [this](const PriceReading& reading) {
    if (!reading.price) return;
    read_oracle(spec_.collateral.token,
                [this, market = *reading.price](const Uint256& oracle) { judge(market, oracle); });
  });
}

void Opportunist::judge(const Price& market, const Uint256& oracle) {
  const chains::Int256 loan = chains::Int256(oracle) * spec_.collateral.loan_to_value * kOnePpb;
  const std::int64_t factor = kOnePpb + margin_.parts_per_billion;
  const chains::Int256 cost = to_answer(market, kOracleDecimals) * kBasisPoints * factor;
  if (loan > cost && !is_busy()) act();
}

void Opportunist::act() {
  read_balance(spec_.collateral.token, self(), [this](const Uint256& stock) {
    if (is_busy()) return;
    if (stock != 0) {
      approve(spec_.collateral);
      supply(spec_.collateral, stock);
      return;
    }
    read_account(self(), [this](const LendingAccount& account) { take_all(account); });
  });
}

void Opportunist::take_all(const LendingAccount& account) {
  if (is_busy()) return;
  // What is left below a thousandth of the loan is the price's movement on the way: not worth another transaction.
  if (account.available <= account.debt / 1'000) {
    if (account.debt != 0) retire();
    return;
  }
  const Uint256 value = account.available - account.available / 1'000;
  read_oracle(spec_.debt.token, [this, value](const Uint256& price) {
    read_balance(spec_.debt.token, spec_.debt.claim, [this, value, price](const Uint256& cash) {
      if (is_busy() || price == 0) return;
      if (cash == 0) return;  // somebody else was first; more may come back
      Uint256 unit = 1;
      for (int i = 0; i < spec_.debt.decimals; ++i) unit *= 10;
      borrow(spec_.debt, std::min(Uint256(value * unit / price), cash));
    });
  });
}

}  // namespace orrery::nodes
