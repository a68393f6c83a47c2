#pragma once

#include <map>
#include <optional>
#include <set>

#include "nodes/actors/chain_actor.h"
#include "nodes/actors/vault_system.h"
#include "nodes/market/price_reader.h"

namespace orrery::nodes {

/// A bot that bids in auctions of collateral or of debt with the dai that it brought. It follows the house's logs and
/// looks at each auction every `poll`: it bids what the market gives for the lot less a discount of its own (stream
/// "discount"), of collateral first for the whole lot and then for less of it, fetches what it won, and starts anew
/// what nobody bid for.
struct AuctionKeeperSpec : ChainActorSpec {
  VaultSystem system = {};
  AuctionHouse house = {};       ///< one of the system's
  PriceSourcesSpec market = {};  ///< what the lots cost
  std::int64_t lowest_discount_ppb = 20'000'000, highest_discount_ppb = 80'000'000;
  /// It bids almost nothing where nobody has bid, and never again: it lives on auctions that nobody else answers.
  bool bids_dust = false;
  std::size_t most_open = 32;  ///< transactions under way at once
};

class AuctionKeeper final : public ChainActor {
 public:
  AuctionKeeper(sim::Host& host, const AuctionKeeperSpec& spec);

 private:
  struct Auction {
    Uint256 bid, lot, tab;  // rads, a wad, rads
    Address bidder = {};
    std::uint64_t tic = 0, end = 0;   // unix seconds
    std::set<chains::Bytes32> ticks;  // transactions that started it anew: a reorg moves them
  };
  void look() override;
  void bring_dai();
  void on_log(const chains::LogRecord& log);
  void on_kick(const chains::LogRecord& log, std::size_t words);
  void count_dai(const Uint256& price);
  void judge(const Uint256& price, Uint256 dai);
  /// What the keeper sends to this auction now, if anything; returns the dai that it would cost.
  Uint256 act_on(std::uint32_t id, const Auction& auction, const Uint256& price, const Uint256& dai);
  Uint256 bid_for_lot(std::uint32_t id, const Auction& auction, const Uint256& price, const Uint256& dai);
  Uint256 bid_for_less(std::uint32_t id, const Auction& auction, const Uint256& price, const Uint256& dai);
  Uint256 dai_under_way() const;

  AuctionKeeperSpec spec_;
  std::int64_t discount_ppb_;
  PriceReader reader_;
  LogFollower follower_;
  std::map<std::uint32_t, Auction> auctions_;
  std::map<std::uint32_t, Uint256> offered_;  // rads that open bids would take, by auction
  bool is_ready_ = false;
};

}  // namespace orrery::nodes
