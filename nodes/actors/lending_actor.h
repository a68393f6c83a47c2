#pragma once

#include <functional>

#include "nodes/actors/chain_actor.h"
#include "nodes/market/price.h"

namespace orrery::nodes {

using chains::Uint256;

/// Of the prices that a market's oracle answers.
inline constexpr int kOracleDecimals = 8;

/// An asset of a lending market, as an actor knows it.
struct LendingAsset {
  Address token = {}, claim = {};  ///< `claim`: the aToken, which holds the reserve's cash
  int decimals = 18;
  std::uint32_t loan_to_value = 0, bonus = 10'000;  ///< basis points; the bonus includes the debt itself
};

/// What every user of a lending market has.
struct LendingActorSpec : ChainActorSpec {
  Address pool = {}, oracle = {};
  LendingAsset collateral = {}, debt = {};
};

/// getUserAccountData of the pool: dollars with 8 decimals, basis points, and the health factor as a wad.
struct LendingAccount {
  Uint256 collateral, debt, available, threshold, loan_to_value, health;
};

/// A program with an account that looks at a lending market every `poll` and acts on what it saw. What it needs to know
/// it reads from the chain each time, so that a restart loses nothing.
class LendingActor : public ChainActor {
 public:
  LendingActor(sim::Host& host, const LendingActorSpec& spec) : ChainActor(host, spec), spec_(spec) {}

 protected:
  using OnAccount = std::function<void(const LendingAccount&)>;
  using OnWord = std::function<void(const Uint256&)>;
  /// Each drops what fails: the next look tries again.
  void read_account(const Address& user, OnAccount done);
  void read_oracle(const Address& token, OnWord done);
  void read_balance(const Address& token, const Address& holder, OnWord done);

  void approve(const LendingAsset& asset);
  void supply(const LendingAsset& asset, const Uint256& amount);
  /// `value` in dollars with 8 decimals, `price` the oracle's.
  void borrow_value(const LendingAsset& asset, const Uint256& value, const Uint256& price);
  void borrow(const LendingAsset& asset, const Uint256& amount);
  void liquidate(const Address& user, const Uint256& amount, std::uint32_t job);

  LendingActorSpec spec_;
};

}  // namespace orrery::nodes
