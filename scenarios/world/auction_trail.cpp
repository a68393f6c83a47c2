#include "scenarios/world/auction_trail.h"

namespace orrery::scenarios {

AuctionTrail::AuctionTrail(sim::World& world)
    : world_(world),
      table_(world.journal().add_table(
          {"auction",
           sim::Level::kProtocol,
           {"chain INTEGER", "system TEXT", "number INTEGER", "outcome TEXT", "collateral TEXT", "lot TEXT",
            "worth TEXT", "bid TEXT", "asked TEXT", "price TEXT", "true_price TEXT", "start_price TEXT",
            "kick_row INTEGER", "bid_row INTEGER", "deal_row INTEGER", "price_row INTEGER", "feed TEXT",
            "answer_row INTEGER"},
           "An auction of a vault system's collateral that has ended, and what stood behind it."})) {}

sim::CauseId AuctionTrail::answer_row(const EndedAuction& auction) const {
  const auto known = monitors_.find(auction.feed);
  if (known == monitors_.end()) return {};
  const std::vector<FeedMonitor::Answer>& answers = known->second->answers();
  for (auto answer = answers.rbegin(); answer != answers.rend(); ++answer)
    if (answer->price == auction.price && answer->row.row < auction.kick_row.row) return answer->row;
  return {};
}

sim::CauseId AuctionTrail::write(const EndedAuction& auction) {
  if (!world_.journal().wants(table_)) return auction.deal_row;
  const sim::CauseId before = world_.journal().cause();
  world_.kernel().set_cause(auction.deal_row);
  const std::string lot = nodes::to_text(auction.lot), worth = nodes::to_text(auction.worth),
                    bid = nodes::to_text(auction.bid), asked = nodes::to_text(auction.asked),
                    price = nodes::to_text(auction.price), right = nodes::to_text(auction.true_price),
                    start = nodes::to_text(auction.start_price);
  const sim::CauseId row = world_.journal().write(
      table_, {auction.chain, auction.system, ++number_, auction.went_for_nothing ? "for nothing" : "sold",
               auction.collateral, lot, worth, bid, asked, price, right, start, auction.kick_row, auction.bid_row,
               auction.deal_row, auction.price_row, auction.feed, answer_row(auction)});
  world_.kernel().set_cause(before);
  return row;
}

}  // namespace orrery::scenarios
