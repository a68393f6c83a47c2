#pragma once

#include <string>
#include <vector>

#include "scenarios/report/figures.h"
#include "scenarios/world/build_lending.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// Watches one lending market on its chain: liquidations as they are logged, and at the end what the true prices say of
/// every borrower's debt. Looks and does not touch.
class LendingMonitor {
 public:
  LendingMonitor(sim::World& world, Figures& figures, const BuiltLendingMarket& market);

  /// Reads the market at the end of the run.
  void finish();

 private:
  struct Borrower {
    chains::Address account;
    sim::CauseId row;  ///< of its last loan
  };
  void on_borrow(const chains::PlacedLog& placed);
  void on_liquidation(const chains::PlacedLog& placed);
  void on_deficit(const chains::PlacedLog& placed);
  chains::Uint256 read(const chains::Address& contract, const chains::Bytes& input) const;
  chains::Uint256 balance(const chains::Address& token, const chains::Address& account) const;
  /// In millionths of a dollar at the true price of now.
  chains::Int256 value(const BuiltLendingAsset& asset, const chains::Uint256& amount) const;
  Price deficit() const;
  std::string path(const char* figure) const { return "lending." + market_.name + "." + figure; }

  sim::World& world_;
  Figures& figures_;
  const BuiltLendingMarket& market_;
  std::vector<Borrower> borrowers_;
  chains::Int256 liquidated_ = 0;
};

}  // namespace orrery::scenarios
