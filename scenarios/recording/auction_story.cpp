#include "scenarios/recording/auction_story.h"

#include <fmt/format.h>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/signature.h"
#include "scenarios/recording/phrase.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using sim::RecordedRow;
using sim::RecordingReader;

constexpr const char* kAuctions = "auction";
constexpr double kWeiPerGwei = 1e9;
constexpr sim::Duration kBefore = sim::Duration::hours(1);  // of the run: what blocks took before anything happened

/// Transactions of bidders that had no place in a block yet.
struct WaitingBids {
  std::size_t bidders = 0, waiting_bidders = 0, transactions = 0;
  std::uint64_t oldest_row = 0;
  sim::Time oldest;
  std::string oldest_machine;
  double oldest_offer = 0;  ///< gwei, of its first attempt
};

class AuctionTeller {
 public:
  AuctionTeller(const RecordingReader& reader, const RecordedRow& auction)
      : reader_(reader), auction_(auction), deal_(row_in("deal_row")), kick_(row_in("kick_row")) {}

  AuctionStory tell() {
    story_.steps.push_back(step_of(reader_, auction_));
    if (!deal_ || !kick_) return end();
    tell_winner();
    if (auction_.text("outcome") == "for nothing") {
      tell_waiting_bids();
      tell_blocks();
    }
    tell_begin();
    tell_faults();
    return end();
  }

 private:
  std::optional<RecordedRow> row_in(std::string_view column) const {
    const auto id = auction_.integer(column);
    return id ? reader_.row(static_cast<std::uint64_t>(*id)) : std::nullopt;
  }
  void add(const RecordedRow& row, std::string who, std::string what) {
    story_.steps.push_back({row.id, row.time, row.table->name, std::move(who), std::move(what)});
  }
  AuctionStory end() {
    if (story_.roots.empty()) story_.roots = {story_.steps.back()};
    return std::move(story_);
  }

  /// The machine that sent the transaction behind this row; empty for rows that no machine caused.
  std::string sender_of(const RecordedRow& row) const {
    for (const RecordedRow& link : trace(reader_, row.id))
      if (link.table->name == "node_transaction") return reader_.name_of(link.entity("node"));
    return {};
  }

  void tell_winner() {
    const auto bid = row_in("bid_row");
    if (!bid || bid->id == kick_->id) return;
    winner_ = sender_of(*bid);
    add(*bid, winner_,
        fmt::format("bid {} dai, {} after the auction began, and nobody did better before it ended",
                    cents(auction_, "bid"), sim::to_text(bid->time - kick_->time)));
  }

  /// Those who bid in any auction of this house, and what of theirs was under way when this one ended.
  WaitingBids waiting_bids(const std::string& winner) const {
    WaitingBids found;
    const auto* address = std::get_if<sim::Bytes>(&deal_->cell("address"));
    if (address == nullptr) return found;
    const auto selector = [](std::string_view signature) {
      return chains::abi::encode_with_selector(chains::selector_of(signature));
    };
    const chains::Bytes tend = selector("tend(uint256,uint256,uint256)"),
                        dent = selector("dent(uint256,uint256,uint256)");
    std::vector<std::uint32_t> bidders;
    reader_.select(
        "SELECT DISTINCT node FROM node_transaction WHERE hash IN (SELECT hash FROM \"transaction\" WHERE to_address = "
        "?1 AND substr(input, 1, 4) IN (?2, ?3)) ORDER BY node",
        {sim::Value(chains::BytesView(*address)), sim::Value(chains::BytesView(tend)),
         sim::Value(chains::BytesView(dent))},
        [&](const sim::Statement& row) {
          const sim::EntityId node{static_cast<std::uint32_t>(row.integer(0))};
          if (reader_.name_of(node) != winner) bidders.push_back(node.index);
          return true;
        });
    found.bidders = bidders.size();
    for (const std::uint32_t bidder : bidders) count_waiting(bidder, found);
    return found;
  }

  void count_waiting(std::uint32_t bidder, WaitingBids& found) const {
    const std::size_t before = found.transactions;
    reader_.select(
        "SELECT min(id), time, max_fee FROM node_transaction WHERE node = ?1 AND step = 'sent' AND time < ?2 AND nonce "
        "NOT IN (SELECT nonce FROM node_transaction WHERE node = ?1 AND step IN ('confirmed', 'reverted') AND time < "
        "?2) GROUP BY nonce",
        {sim::Value(std::uint64_t{bidder}), sim::Value(deal_->time)}, [&](const sim::Statement& row) {
          ++found.transactions;
          const sim::Time sent = sim::Time::from_unix_nanoseconds(row.integer(1));
          if (found.oldest_row == 0 || sent < found.oldest) {
            found.oldest_row = static_cast<std::uint64_t>(row.integer(0));
            found.oldest = sent;
            found.oldest_machine = reader_.name_of(sim::EntityId{bidder});
            found.oldest_offer = std::stod(std::string(row.text(2))) / kWeiPerGwei;
          }
          return true;
        });
    if (found.transactions != before) ++found.waiting_bidders;
  }

  void tell_waiting_bids() {
    const WaitingBids found = waiting_bids(winner_);
    if (found.bidders == 0) return add(*kick_, {}, "nobody else bid in any auction of the system");
    const auto row = reader_.row(found.oldest_row);
    if (!row) return add(*deal_, {}, fmt::format("none of {} other bidders had a bid under way", found.bidders));
    add(*row, found.oldest_machine,
        fmt::format("sent a transaction, offering {:.1f} gwei, that was still without a block {} later, when the "
                    "auction ended; {} transactions of {} of the {} other bidders waited so",
                    found.oldest_offer, sim::to_text(deal_->time - found.oldest), found.transactions,
                    found.waiting_bidders, found.bidders));
  }

  /// What blocks took for a unit of gas while the auction ran, beside the beginning of the run.
  void tell_blocks() {
    const auto chain = auction_.integer("chain");
    double low = 0, high = 0, usual = 0;
    std::uint64_t row = 0;
    reader_.select(
        "SELECT min(base_fee), max(base_fee), min(id) FROM block WHERE chain = ?1 AND time BETWEEN ?2 AND ?3",
        {sim::Value(*chain), sim::Value(kick_->time), sim::Value(deal_->time)}, [&](const sim::Statement& found) {
          low = found.real(0) / kWeiPerGwei;
          high = found.real(1) / kWeiPerGwei;
          row = static_cast<std::uint64_t>(found.integer(2));
          return false;
        });
    reader_.select(
        "SELECT avg(base_fee) FROM block WHERE chain = ?1 AND time < (SELECT min(time) FROM block WHERE chain = ?1) + "
        "?2",
        {sim::Value(*chain), sim::Value(kBefore.count_nanoseconds())}, [&](const sim::Statement& found) {
          usual = found.real(0) / kWeiPerGwei;
          return false;
        });
    const auto block = reader_.row(row);
    if (!block) return;
    add(*block, reader_.name_of(block->entity("chain")),
        fmt::format("a unit of gas cost {:.1f} to {:.1f} gwei meanwhile, {:.1f} in the first hour of the run", low,
                    high, usual));
    story_.roots.push_back(story_.steps.back());
  }

  void tell_begin() {
    add(*kick_, sender_of(*kick_),
        fmt::format("had the vault auctioned: it was unsafe at {}, the system's price; the market was at {}",
                    cents(auction_, "price"), cents(auction_, "true_price")));
    if (const auto price = row_in("price_row"); price)
      add(*price, sender_of(*price),
          fmt::format("made the system take over that price, {} before; the market had been at {} when the run began",
                      sim::to_text(kick_->time - price->time), cents(auction_, "start_price")));
    story_.roots.push_back(story_.steps.back());
  }

  /// Sources that were made wrong take the place of the market's own fall.
  void tell_faults() {
    std::vector<WhyStep> faults;
    for (const RecordedRow& fault : faults_standing(reader_, kick_->time)) {
      const std::string kind = fault.text("kind");
      if ((kind.starts_with("venue-") || kind.starts_with("provider-")) && fault.integer("hits").value_or(0) > 0)
        faults.push_back(step_of(reader_, fault));
    }
    if (faults.empty()) return;
    story_.roots.pop_back();
    for (const WhyStep& fault : faults) {
      story_.steps.push_back(fault);
      story_.roots.push_back(fault);
    }
  }

  const RecordingReader& reader_;
  const RecordedRow& auction_;
  std::optional<RecordedRow> deal_, kick_;
  std::string winner_;
  AuctionStory story_;
};

}  // namespace

std::optional<AuctionStory> auction_story(const RecordingReader& reader, const RecordedRow& row) {
  if (row.table->name != kAuctions) return std::nullopt;
  return AuctionTeller(reader, row).tell();
}

std::optional<RecordedRow> auction_row(const RecordingReader& reader, std::uint64_t number) {
  if (reader.table(kAuctions) == nullptr) return std::nullopt;
  std::optional<std::uint64_t> id;
  reader.select("SELECT id FROM auction WHERE number = ?1", {sim::Value(number)}, [&](const sim::Statement& found) {
    id = static_cast<std::uint64_t>(found.integer(0));
    return false;
  });
  return id ? reader.row(*id) : std::nullopt;
}

}  // namespace orrery::scenarios
