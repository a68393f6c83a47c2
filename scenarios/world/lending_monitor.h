#pragma once

#include <string>
#include <vector>

#include "scenarios/report/figures.h"
#include "scenarios/world/build_lending.h"
#include "scenarios/world/canonical_events.h"
#include "scenarios/world/price_trail.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// Watches one lending market on its chain: liquidations as they are logged, and at the end what the true prices say of
/// every borrower's debt. Looks and does not touch.
class LendingMonitor {
 public:
  LendingMonitor(sim::World& world, Figures& figures, const BuiltLendingMarket& market, PriceTrail& trail);

  /// Reads the market at the end of the run.
  void finish();

 private:
  struct Loan {
    chains::Address account;
    chains::Int256 worth = 0;  ///< in millionths of a dollar
  };
  struct Borrower {
    chains::Address account;
    sim::CauseId row;  ///< of its last loan
  };
  struct Liquidation {
    chains::Int256 liquidated = 0;         ///< with all those before, in millionths of a dollar
    chains::Int256 seized = 0;             ///< the same of the collateral
    std::vector<sim::CauseId> bad_debt{};  ///< rows of what it wrote off
  };
  /// A debt that the market has just written off, before the log of the liquidation that led to it.
  struct WrittenOff {
    chains::Address account;
    Price amount;
  };
  /// What the borrower has pledged: the first asset of the market that has no fixed price. Nothing below the level that
  /// records prices.
  const BuiltLendingAsset* pledged_asset(const chains::Address& account) const;
  /// In the order of their first loans.
  std::vector<Borrower> borrowers() const;
  void on_borrow(const chains::PlacedLog& placed);
  void on_liquidation(const chains::PlacedLog& placed);
  void on_deficit(const chains::PlacedLog& placed);
  /// Its log; none for who was never lent to.
  sim::CauseId last_loan_to(const chains::Address& account) const;
  chains::Uint256 read(const chains::Address& contract, const chains::Bytes& input) const;
  chains::Uint256 balance(const chains::Address& token, const chains::Address& account) const;
  /// All that liquidators paid and took, at the true prices of then.
  Liquidation so_far() const;
  /// In millionths of a dollar at the true price of now.
  chains::Int256 value(const BuiltLendingAsset& asset, const chains::Uint256& amount) const;
  Price deficit() const;
  /// What each borrower's debts exceed their own collateral by, of those where they do.
  std::vector<std::pair<chains::Int256, sim::CauseId>> uncovered() const;
  void finish_events();
  /// Numbers over time, for charts, in the recording only.
  void note_bad_debt();
  void note(const char* name, Price amount);
  std::string path(const char* figure) const { return "lending." + market_.name + "." + figure; }

  sim::World& world_;
  Figures& figures_;
  const BuiltLendingMarket& market_;
  PriceTrail& trail_;
  CanonicalEvents<Loan> loans_;
  CanonicalEvents<Liquidation> liquidations_;
  std::vector<WrittenOff> written_off_;
  sim::EntityId entity_;
  sim::Time noted_;
};

}  // namespace orrery::scenarios
