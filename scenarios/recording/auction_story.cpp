#include "scenarios/recording/auction_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/signature.h"
#include "scenarios/recording/fault_reach.h"
#include "scenarios/recording/phrase.h"
#include "scenarios/recording/source_faults.h"
#include "sim/recording/sqlite_database.h"

namespace orrery::scenarios {

namespace {

using sim::RecordedRow;
using sim::RecordingReader;

constexpr const char* kAuctions = "auction";
constexpr double kWeiPerGwei = 1e9;

/// Wei in decimal digits; zero for what is no number.
double gwei_of(std::string_view wei) {
  double value = 0;
  for (const char digit : wei) {
    if (digit < '0' || digit > '9') return 0;
    value = value * 10 + (digit - '0');
  }
  return value / kWeiPerGwei;
}
chains::Bytes selector(std::string_view signature) {
  return chains::abi::encode_with_selector(chains::selector_of(signature));
}
constexpr sim::Duration kBefore = sim::Duration::hours(1);  // of the run: what blocks took before anything happened

/// A bid that one of the others sent, for this lot or another one, before the auction ended.
struct SentBid {
  std::uint64_t row = 0;  ///< of its first sending
  sim::EntityId node;
  sim::Time time;
  double offer = 0;  ///< gwei, of its first attempt
  bool is_for_this = false;
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
      if (tell_waiting_bids()) tell_blocks();
    }
    tell_begin();
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

  /// What others sent to this house until the auction ended, and no block had taken by then.
  std::vector<SentBid> waiting_bids(std::size_t& bidders) const {
    using Nonce = std::pair<std::int64_t, std::int64_t>;  // of a machine
    std::map<Nonce, SentBid> bids;
    const auto* house = std::get_if<sim::Bytes>(&deal_->cell("address"));
    const auto* data = std::get_if<sim::Bytes>(&kick_->cell("data"));
    if (house == nullptr || data == nullptr || data->size() < 32) return {};
    const chains::Bytes tend = selector("tend(uint256,uint256,uint256)"),
                        dent = selector("dent(uint256,uint256,uint256)");
    std::set<std::int64_t> machines;
    reader_.select(
        "SELECT id, node, nonce, time, max_fee, substr(call, 5) FROM node_transaction WHERE step = 'sent' AND "
        "to_address = ?1 AND substr(call, 1, 4) IN (?2, ?3) AND time <= ?4",
        {sim::Value(chains::BytesView(*house)), sim::Value(chains::BytesView(tend)),
         sim::Value(chains::BytesView(dent)), sim::Value(deal_->time)},
        [&](const sim::Statement& row) {
          SentBid bid{static_cast<std::uint64_t>(row.integer(0)),
                      sim::EntityId{static_cast<std::uint32_t>(row.integer(1))},
                      sim::Time::from_unix_nanoseconds(row.integer(3)), gwei_of(row.text(4)),
                      std::ranges::equal(row.blob(5), chains::BytesView(*data).first(32))};
          if (reader_.name_of(bid.node) == winner_) return true;
          machines.insert(row.integer(1));
          bids.emplace(Nonce{row.integer(1), row.integer(2)}, bid);
          return true;
        });
    bidders = machines.size();
    // Whatever attempt a block took, and whatever the machine knows of it by now.
    reader_.select(
        "SELECT DISTINCT n.node, n.nonce FROM node_transaction n JOIN \"transaction\" t ON t.hash = n.hash WHERE "
        "t.to_address = ?1 AND t.time <= ?2 UNION SELECT node, nonce FROM node_transaction WHERE step IN ('displaced', "
        "'refused') AND time <= ?2",
        {sim::Value(chains::BytesView(*house)), sim::Value(deal_->time)}, [&](const sim::Statement& row) {
          bids.erase({row.integer(0), row.integer(1)});
          return true;
        });
    std::vector<SentBid> waiting;
    for (const auto& [nonce, bid] : bids) waiting.push_back(bid);
    std::ranges::sort(waiting, {}, &SentBid::row);
    return waiting;
  }

  /// Returns whether any bid of others waited for a block.
  bool tell_waiting_bids() {
    // Older recordings do not tell what a transaction was for.
    const sim::RecordedTable* table = reader_.table("node_transaction");
    if (table == nullptr || std::ranges::find(table->columns, "call") == table->columns.end()) return false;
    std::size_t bidders = 0;
    const std::vector<SentBid> waiting = waiting_bids(bidders);
    if (waiting.empty()) {
      add(*deal_, {},
          bidders == 0 ? "nobody else had bid in any auction of the system"
                       : fmt::format("none of the {} others who had bid before had a bid under way", bidders));
      return false;
    }
    std::set<std::uint32_t> machines;
    std::size_t for_this = 0;
    for (const SentBid& bid : waiting) {
      machines.insert(bid.node.index);
      for_this += bid.is_for_this ? 1 : 0;
    }
    const SentBid& oldest = waiting.front();
    add(*reader_.row(oldest.row), reader_.name_of(oldest.node),
        fmt::format("sent a bid, offering {:.1f} gwei, that no block had taken {} later, when the auction ended; {} of "
                    "the {} others who had bid before had {} such bids out, {} of them for this lot",
                    oldest.offer, sim::to_text(deal_->time - oldest.time), machines.size(), bidders, waiting.size(),
                    for_this));
    return true;
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
    if (high > usual) tell_why_dear(block->entity("chain"));
  }

  /// The fault that made blocks dear, or that they were.
  void tell_why_dear(sim::EntityId chain) {
    const FaultReach reach(reader_);
    std::vector<WhyStep> faults;
    for (const RecordedRow& fault : faults_standing(reader_, deal_->time))
      if (fault.text("kind") == "fee-spike" && was_felt(fault) && reach.strikes(fault, chain))
        faults.push_back(step_of(reader_, fault));
    if (faults.empty()) faults.push_back(story_.steps.back());
    for (const WhyStep& fault : faults) {
      if (fault.table == "fault") story_.steps.push_back(fault);
      story_.roots.push_back(fault);
    }
  }

  void tell_begin() {
    add(*kick_, sender_of(*kick_),
        fmt::format("had the vault auctioned: it was unsafe at {}, the system's price; the market was at {}",
                    cents(auction_, "price"), cents(auction_, "true_price")));
    if (const auto price = row_in("price_row"); price)
      add(*price, sender_of(*price),
          fmt::format("made the system take over that price, {} before; the market had been at {} when the run began",
                      sim::to_text(kick_->time - price->time), cents(auction_, "start_price")));
    tell_answer();
  }

  /// Where the system's price came from: the feed's answer, long before where it is delayed, and what was wrong then.
  void tell_answer() {
    std::vector<WhyStep> faults;
    if (const auto answer = row_in("answer_row"); answer) {
      const std::string feed = auction_.text("feed");
      add(*answer, feed,
          fmt::format("answered {}, {} before", cents(auction_, "price"), sim::to_text(kick_->time - answer->time)));
      faults = source_faults(reader_, FeedSources(reader_), feed, answer->time);
    }
    if (faults.empty()) story_.roots.push_back(story_.steps.back());
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
