#include "nodes/actors/borrower.h"

#include <algorithm>

namespace orrery::nodes {

Borrower::Borrower(sim::Host& host, const BorrowerSpec& spec)
    : LendingActor(host, spec),
      health_ppb_(static_cast<std::uint64_t>(host.random("health").between(
          static_cast<std::int64_t>(spec.lowest_health_ppb), static_cast<std::int64_t>(spec.highest_health_ppb)))) {}

void Borrower::look() {
  if (is_busy()) return;
  // An account without a pledge reads even where the oracle refuses to price it.
  read_account(self(), [this](const LendingAccount& account) {
    if (is_busy()) return;
    if (account.debt != 0) return retire();
    if (account.collateral == 0) return pledge();
    take_loan(account);
  });
}

void Borrower::pledge() {
  read_balance(spec_.collateral.token, self(), [this](const Uint256& balance) {
    if (is_busy()) return;
    if (balance == 0) return retire();  // liquidated to the last unit
    approve(spec_.collateral);
    supply(spec_.collateral, balance);
  });
}

void Borrower::take_loan(const LendingAccount& account) {
  read_oracle(spec_.debt.token, [this, account](const Uint256& price) {
    if (is_busy()) return;
    constexpr std::uint64_t kBasisPoints = 10'000;
    const Uint256 safe = account.collateral * account.threshold / kBasisPoints;
    const Uint256 wanted = safe * static_cast<std::uint64_t>(kOnePpb) / health_ppb_;
    // A thousandth less than the limit, for the price may move on the way.
    borrow_value(spec_.debt, std::min(wanted, Uint256(account.available - account.available / 1'000)), price);
  });
}

}  // namespace orrery::nodes
