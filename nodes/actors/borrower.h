#pragma once

#include "nodes/actors/lending_actor.h"

namespace orrery::nodes {

/// Someone who pledges what it holds of the collateral and borrows once, so that its health factor begins at a value
/// drawn from a range (stream "health"), or lower debts where the loan-to-value allows no more. Then it waits.
struct BorrowerSpec : LendingActorSpec {
  std::uint64_t lowest_health_ppb = 1'050'000'000, highest_health_ppb = 2'000'000'000;
};

class Borrower final : public LendingActor {
 public:
  Borrower(sim::Host& host, const BorrowerSpec& spec);

 private:
  void look() override;
  void pledge();
  void take_loan(const LendingAccount& account);

  std::uint64_t health_ppb_;
};

}  // namespace orrery::nodes
