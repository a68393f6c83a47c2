#pragma once

#include <map>
#include <optional>
#include <string>

#include "scenarios/report/figures.h"
#include "scenarios/world/auction_trail.h"
#include "scenarios/world/build_vaults.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// Watches one vault system on its chain: auctions as they begin, are bid for and end, and the system's price beside
/// the true one. Looks and does not touch.
class VaultMonitor {
 public:
  VaultMonitor(sim::World& world, Figures& figures, const BuiltVaultSystem& system, AuctionTrail& trail);

  /// Reads the system at the end of the run.
  void finish();

 private:
  struct Auction {
    chains::Uint256 bid, lot, tab = 0;  // rads, a wad, rads
    sim::CauseId bid_row, kick_row = {}, price_row = {};
    Price price{}, true_price{};  // the system's and the market's when it began
    std::uint64_t kick_block = 0;
    std::optional<std::uint64_t> ended_block = {};
    chains::Int256 worth = 0;  // wads of dollars, of the lot when it was fetched
    sim::CauseId ended_row = {};
  };
  using Auctions = std::map<chains::Uint256, Auction>;
  void on_kick(const chains::PlacedLog& placed);
  void on_call(const chains::PlacedLog& placed);
  void on_deal(const chains::PlacedLog& placed, Auction& auction);
  /// What blocks from this one on had told has not happened.
  void on_reorg(std::uint64_t first_undone);
  /// The row of an auction that has ended.
  sim::CauseId write_down(const Auction& auction, sim::CauseId deal);
  void on_debt_call(const chains::PlacedLog& placed);
  void on_price(const chains::PlacedLog& placed);
  void finish_auctions();
  void finish_debts();
  void declare_collateral();
  void declare_debts();
  void look();
  void close_hour();
  /// Dai that no vault and no surplus stands for now.
  Price shortfall() const;
  /// A number over time, for charts, in the recording only.
  void note_shortfall();
  chains::Uint256 read(const chains::Address& contract, const chains::Bytes& input) const;
  std::string path(const char* figure) const { return "vaults." + system_.name + "." + figure; }

  sim::World& world_;
  Figures& figures_;
  const BuiltVaultSystem& system_;
  AuctionTrail& trail_;
  Price start_price_;
  sim::EntityId entity_;
  sim::Time noted_;
  Auctions auctions_, debts_;
  std::optional<Price> system_price_;
  sim::CauseId price_row_;
  Price largest_gap_{};
  std::optional<Price> largest_hour_;
  chains::Int256 hour_sum_ = 0;
  std::int64_t hour_looks_ = 0;
  sim::CauseId gap_row_;
};

}  // namespace orrery::scenarios
