#include "nodes/actors/auction_keeper.h"

#include <algorithm>

#include "nodes/actors/noted_call.h"

namespace orrery::nodes {
namespace {

constexpr Gas kHopeGas = 80'000, kJoinGas = 250'000, kBidGas = 350'000, kDealGas = 250'000;
const Uint256 kWad("1000000000000000000"), kRay("1000000000000000000000000000");
constexpr std::string_view kTend = "tend(uint256,uint256,uint256)", kDent = "dent(uint256,uint256,uint256)",
                           kDeal = "deal(uint256)", kTick = "tick(uint256)";
// Transactions that are no bids.
constexpr std::uint32_t kPreparation = 0;
// Of the data of a Kick.
constexpr std::size_t kWordsOfCollateral = 4, kWordsOfDebt = 3;

}  // namespace

AuctionKeeper::AuctionKeeper(sim::Host& host, const AuctionKeeperSpec& spec)
    : ChainActor(host, spec),
      spec_(spec),
      discount_ppb_(host.random("discount").between(spec.lowest_discount_ppb, spec.highest_discount_ppb)),
      reader_(host, "keeper"),
      follower_(spec_.house.contract, std::nullopt) {}

void AuctionKeeper::look() {
  if (!is_ready_) return bring_dai();
  follower_.follow(
      rpc_, [this](const chains::LogRecord& log, bool /*has_moved*/) { on_log(log); },
      [this] {
        if (auctions_.empty()) return;
        if (spec_.bids_dust) return count_dai(/*price=*/0);
        reader_.read(spec_.market, [this](const PriceReading& reading) {
          if (reading.price) count_dai(static_cast<Uint256>(to_answer(*reading.price, Price::kDecimals)));
        });
      });
}

void AuctionKeeper::count_dai(const Uint256& price) {
  read(spec_.system.vat, "dai(address)", [this, price](const Words& dai) { judge(price, dai[0]); }, self());
}

void AuctionKeeper::bring_dai() {
  if (is_busy()) return;
  read(
      spec_.system.dai, "balanceOf(address)",
      [this](const Words& balance) {
        if (is_busy() || is_ready_) return;
        is_ready_ = true;
        // What was brought in before a restart is allowed already; allowing it again changes nothing.
        submit(spec_.system.vat, "hope(address)", kHopeGas, kPreparation, spec_.house.contract);
        if (balance[0] == 0) return;
        submit(spec_.system.dai, "approve(address,uint256)", kHopeGas, kPreparation, spec_.system.dai_join, balance[0]);
        submit(spec_.system.dai_join, "join(address,uint256)", kJoinGas, kPreparation, self(), balance[0]);
      },
      self());
}

void AuctionKeeper::on_kick(const chains::LogRecord& log, std::size_t words) {
  if (log.data.size() != words * 32) return;
  const auto word = [&](std::size_t i) { return chains::to_uint256(BytesView(log.data).subspan(i * 32, 32)); };
  Auction auction;
  auction.lot = word(1);
  auction.bid = word(2);
  // The bid for a debt is its whole sum from the beginning: less of the lot is all that can be offered.
  auction.tab = words == kWordsOfDebt ? auction.bid : word(3);
  auction.end = log.block_timestamp + static_cast<std::uint64_t>(spec_.house.tau.whole_seconds());
  auctions_[static_cast<std::uint32_t>(word(0))] = auction;
}

void AuctionKeeper::on_log(const chains::LogRecord& log) {
  static const chains::Bytes32 kKick = chains::topic_of("Kick(uint256,uint256,uint256,uint256,address,address)"),
                               kDebtKick = chains::topic_of("Kick(uint256,uint256,uint256,address)");
  static const chains::Bytes32 kTendTopic = note_topic(kTend), kDentTopic = note_topic(kDent),
                               kDealTopic = note_topic(kDeal), kTickTopic = note_topic(kTick);
  if (log.topics.empty()) return;
  const chains::Bytes32& topic = log.topics.front();
  if (topic == kKick) return on_kick(log, kWordsOfCollateral);
  if (topic == kDebtKick) return on_kick(log, kWordsOfDebt);
  const NotedCall call(log);
  if (!call.is_whole()) return;
  const auto found = auctions_.find(static_cast<std::uint32_t>(call.argument(0)));
  if (found == auctions_.end()) return;
  Auction& auction = found->second;
  if (topic == kDealTopic) {
    auctions_.erase(found);
  } else if (topic == kTickTopic) {
    auction.end = log.block_timestamp + static_cast<std::uint64_t>(spec_.house.tau.whole_seconds());
    const bool is_new = auction.ticks.insert(log.transaction_hash).second;
    if (is_new && spec_.house.pad != 0) auction.lot = auction.lot * spec_.house.pad / kWad;
  } else if (topic == kTendTopic || topic == kDentTopic) {
    auction.lot = call.argument(1);
    auction.bid = call.argument(2);
    auction.bidder = call.sender();
    auction.tic = log.block_timestamp + static_cast<std::uint64_t>(spec_.house.ttl.whole_seconds());
  }
}

Uint256 AuctionKeeper::dai_under_way() const {
  Uint256 sum = 0;
  for (const auto& [id, offer] : offered_) sum += offer;
  return sum;
}

void AuctionKeeper::judge(const Uint256& price, Uint256 dai) {
  std::erase_if(offered_, [this](const auto& offer) { return open(offer.first) == 0; });
  const Uint256 under_way = dai_under_way();
  dai -= std::min(dai, under_way);
  const Uint256 worth = price * static_cast<std::uint64_t>(kOnePpb - discount_ppb_) / kOnePpb;
  for (const auto& [id, auction] : auctions_) {
    if (transmitter().pending() >= spec_.most_open) return;
    if (open(id) != 0) continue;
    const Uint256 cost = act_on(id, auction, worth, dai);
    if (cost == 0) continue;
    offered_[id] = cost;
    dai -= std::min(dai, cost);
  }
}

Uint256 AuctionKeeper::act_on(std::uint32_t id, const Auction& auction, const Uint256& price, const Uint256& dai) {
  const auto now = static_cast<std::uint64_t>(host_.now().unix_seconds());
  const bool is_over = auction.end < now || (auction.tic != 0 && auction.tic < now);
  if (is_over && auction.tic == 0) {
    submit(spec_.house.contract, kTick, kDealGas, id, Uint256(id));
    return 0;
  }
  if (is_over) {
    if (auction.bidder == self()) submit(spec_.house.contract, kDeal, kDealGas, id, Uint256(id));
    return 0;
  }
  if (auction.bidder == self()) return 0;
  if (spec_.bids_dust) {
    if (auction.bid != 0) return 0;
    submit(spec_.house.contract, kTend, kBidGas, id, Uint256(id), auction.lot, Uint256(1));
    return 1;
  }
  return auction.bid < auction.tab ? bid_for_lot(id, auction, price, dai) : bid_for_less(id, auction, price, dai);
}

Uint256 AuctionKeeper::bid_for_lot(std::uint32_t id, const Auction& auction, const Uint256& price, const Uint256& dai) {
  // Wads of both: price * lot / wad is a wad, times ray a rad.
  const Uint256 bid = std::min(auction.tab, Uint256(price * auction.lot / kWad * kRay));
  const bool is_raise =
      bid > auction.bid && (bid == auction.tab || bid / kWad >= spec_.house.beg * (auction.bid / kWad) / kWad + 1);
  if (!is_raise || bid > dai) return 0;
  submit(spec_.house.contract, kTend, kBidGas, id, Uint256(id), auction.lot, bid);
  return bid;
}

Uint256 AuctionKeeper::bid_for_less(std::uint32_t id, const Auction& auction, const Uint256& price,
                                    const Uint256& dai) {
  if (price == 0 || auction.tab > dai) return 0;
  const Uint256 lot = auction.tab / kRay * kWad / price;
  if (lot == 0 || lot >= auction.lot || lot * spec_.house.beg > auction.lot * kWad) return 0;
  submit(spec_.house.contract, kDent, kBidGas, id, Uint256(id), lot, auction.bid);
  return auction.tab;
}

}  // namespace orrery::nodes
