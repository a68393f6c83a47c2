#include "scenarios/world/vault_monitor.h"

#include <algorithm>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/signature.h"
#include "nodes/actors/noted_call.h"
#include "scenarios/world/event_kinds.h"
#include "scenarios/world/vault_words.h"

namespace orrery::scenarios {

namespace {

using chains::Address;
using chains::Bytes;
using chains::Int256;
using chains::selector_of;
using chains::Uint256;
namespace abi = chains::abi;

constexpr sim::Duration kVaultLook = sim::Duration::seconds(15);
constexpr std::int64_t kLooksAnHour = 240;
constexpr sim::Duration kNotesApart = sim::Duration::minutes(5);

/// Whoever wins for less than a dai has paid nothing worth the name.
bool is_nothing(const Uint256& rad) { return rad < vault_words::kWad * vault_words::kRay; }
Price price_of_wad(const Int256& wad) { return nodes::from_answer(wad, Price::kDecimals); }

}  // namespace

VaultMonitor::VaultMonitor(sim::World& world, Figures& figures, const BuiltVaultSystem& system, AuctionTrail& trail)
    : world_(world),
      figures_(figures),
      system_(system),
      trail_(trail),
      start_price_(system.true_price->at(world.now())),
      entity_(world.add_entity("vault-system", "vaults/" + system.name, system.chain->id())),
      noted_(world.now()) {
  declare_collateral();
  declare_debts();
  system_.chain->on_block([this](const chains::Block&) { note_shortfall(); });
  system_.chain->on_reorg([this](std::uint64_t first_undone) { on_reorg(first_undone); });
  world_.kernel().schedule_after(kVaultLook, {system_.chain->id(), kMonitorLookEvent, sim::EventClass::kMonitor},
                                 [this] { look(); });
}

void VaultMonitor::declare_collateral() {
  figures_.declare(path("auctions"), std::int64_t{0}, "Auctions of collateral that began.");
  figures_.declare(path("ended"), std::int64_t{0}, "Auctions that ended with a winner.");
  figures_.declare(path("zero_bids"), std::int64_t{0}, "Of these, won for less than one dai.");
  figures_.declare(path("zero_bid_share"), sim::Fraction{}, "zero_bids of ended.");
  figures_.declare(path("zero_bid_collateral"), Price{},
                   "Tokens of the collateral that were won for less than one dai.");
  figures_.declare(path("lost"), Price{},
                   "What these were worth, in US dollars at the true price when each was fetched.");
  figures_.declare(path("zero_bid_price"), Price{},
                   "What one of them was worth on the mean: lost over zero_bid_collateral; 0 when none.",
                   EvidenceEffect::kBoth);
  figures_.declare(path("owed"), Price{}, "Dai that vaults of this collateral owe at the end.");
  figures_.declare(
      path("largest_overpricing"), Price{},
      "Most by which the system's price was above the true one, looked at every 15 seconds; 0 when never.");
  figures_.declare(
      path("worst_hour_overpricing"), Price{},
      "The same as the mean of the worst of the run's whole hours, or of what there was where none was whole.");
  system_.chain->on_log(system_.contracts.flips.contract, std::nullopt,
                        [this](const chains::PlacedLog& placed) { on_call(placed); });
  system_.chain->on_log(system_.contracts.spotter, chains::topic_of("Poke(bytes32,bytes32,uint256)"),
                        [this](const chains::PlacedLog& placed) { on_price(placed); });
}

void VaultMonitor::declare_debts() {
  figures_.declare(path("shortfall"), Price{},
                   "Dai that no vault and no surplus stands for at the end, with the debts of auctions still open.");
  figures_.declare(path("debt_auctions"), std::int64_t{0}, "Auctions of debt for new tokens that began.");
  figures_.declare(path("recapitalised"), Price{}, "Dai that ended auctions of debt brought.");
  figures_.declare(path("minted"), Price{}, "New tokens that were minted for it.");
  system_.chain->on_log(system_.contracts.flops.contract, std::nullopt,
                        [this](const chains::PlacedLog& placed) { on_debt_call(placed); });
}

void VaultMonitor::on_reorg(std::uint64_t first_undone) {
  for (Auctions* const auctions : {&auctions_, &debts_}) {
    std::erase_if(*auctions, [&](const auto& entry) { return entry.second.kick_block >= first_undone; });
    for (auto& [id, auction] : *auctions)
      if (auction.ended_block && *auction.ended_block >= first_undone) auction.ended_block.reset();
  }
}

void VaultMonitor::on_call(const chains::PlacedLog& placed) {
  static const chains::Bytes32 kKick = chains::topic_of("Kick(uint256,uint256,uint256,uint256,address,address)");
  if (placed.log.topics.front() == kKick) return on_kick(placed);
  static const chains::Bytes32 kTend = nodes::note_topic("tend(uint256,uint256,uint256)"),
                               kDent = nodes::note_topic("dent(uint256,uint256,uint256)"),
                               kDeal = nodes::note_topic("deal(uint256)");
  const chains::Bytes32& topic = placed.log.topics.front();
  const nodes::NotedCall call(placed.log);
  const auto found = call.is_whole() ? auctions_.find(call.argument(0)) : auctions_.end();
  if (found == auctions_.end()) return;
  if (topic == kTend || topic == kDent) {
    found->second.lot = call.argument(1);
    found->second.bid = call.argument(2);
    found->second.bid_row = placed.row;
  }
  if (topic == kDeal) on_deal(placed, found->second);
}

void VaultMonitor::on_kick(const chains::PlacedLog& placed) {
  const auto word = [&](std::size_t i) {
    return chains::to_uint256(chains::BytesView(placed.log.data).subspan(i * 32, 32));
  };
  auctions_[word(0)] = {.bid = word(2),
                        .lot = word(1),
                        .tab = word(3),
                        .bid_row = placed.row,
                        .kick_row = placed.row,
                        .price_row = price_row_,
                        .price = system_price_.value_or(Price{}),
                        .true_price = system_.true_price->at(world_.now()),
                        .kick_block = placed.block.number};
}

void VaultMonitor::on_deal(const chains::PlacedLog& placed, Auction& auction) {
  const Int256 price = nodes::to_answer(system_.true_price->at(world_.now()), Price::kDecimals);
  auction.worth = Int256(auction.lot) * price / Int256(vault_words::kWad);
  auction.ended_block = placed.block.number;
  auction.ended_row = write_down(auction, placed.row);
}

sim::CauseId VaultMonitor::write_down(const Auction& auction, sim::CauseId deal) {
  const auto dai = [](const Uint256& rad) { return price_of_wad(Int256(rad / vault_words::kRay)); };
  return trail_.write({.chain = system_.chain->id(),
                       .system = system_.name,
                       .collateral = system_.entry->collateral,
                       .feed = system_.entry->feed.name,
                       .lot = price_of_wad(Int256(auction.lot)),
                       .bid = dai(auction.bid),
                       .asked = dai(auction.tab),
                       .worth = price_of_wad(auction.worth),
                       .price = auction.price,
                       .true_price = auction.true_price,
                       .start_price = start_price_,
                       .kick_row = auction.kick_row,
                       .bid_row = auction.bid_row,
                       .deal_row = deal,
                       .price_row = auction.price_row,
                       .went_for_nothing = is_nothing(auction.bid)});
}

void VaultMonitor::on_debt_call(const chains::PlacedLog& placed) {
  static const chains::Bytes32 kKick = chains::topic_of("Kick(uint256,uint256,uint256,address)");
  if (placed.log.topics.front() == kKick) {
    const chains::BytesView data(placed.log.data);
    debts_[chains::to_uint256(data.first(32))] = {.bid = chains::to_uint256(data.subspan(64, 32)),
                                                  .lot = 0,
                                                  .bid_row = placed.row,
                                                  .kick_block = placed.block.number};
    return;
  }
  static const chains::Bytes32 kDent = nodes::note_topic("dent(uint256,uint256,uint256)"),
                               kDeal = nodes::note_topic("deal(uint256)");
  const nodes::NotedCall call(placed.log);
  const auto found = call.is_whole() ? debts_.find(call.argument(0)) : debts_.end();
  if (found == debts_.end()) return;
  if (placed.log.topics.front() == kDent) found->second.lot = call.argument(1);
  if (placed.log.topics.front() == kDeal) {
    found->second.ended_block = placed.block.number;
    found->second.ended_row = placed.row;
  }
}

void VaultMonitor::on_price(const chains::PlacedLog& placed) {
  const chains::BytesView data(placed.log.data);
  if (chains::Bytes32::from(data.first(32)) != system_.contracts.ilk) return;
  const Uint256 value = chains::to_uint256(data.subspan(32, 32));
  if (value == 0) return;
  system_price_ = price_of_wad(Int256(value));
  price_row_ = placed.row;
}

void VaultMonitor::look() {
  if (system_price_) {
    const Price gap = *system_price_ - system_.true_price->at(world_.now());
    if (gap > largest_gap_) {
      largest_gap_ = gap;
      gap_row_ = price_row_;
    }
    hour_sum_ += nodes::to_answer(gap, Price::kDecimals);
    if (++hour_looks_ == kLooksAnHour) close_hour();
  }
  world_.kernel().schedule_after(kVaultLook, {system_.chain->id(), kMonitorLookEvent, sim::EventClass::kMonitor},
                                 [this] { look(); });
}

void VaultMonitor::close_hour() {
  largest_hour_ = std::max(largest_hour_.value_or(Price{}), price_of_wad(hour_sum_ / hour_looks_));
  hour_sum_ = 0;
  hour_looks_ = 0;
}

Uint256 VaultMonitor::read(const Address& contract, const Bytes& input) const {
  const chains::CallResult& result = system_.chain->call(contract, input);
  ORRERY_ASSERT(result.ok && result.output.size() >= 32, "the books of a vault system always answer");
  return chains::to_uint256(chains::BytesView(result.output).first(32));
}

Price VaultMonitor::shortfall() const {
  const Address& vat = system_.contracts.vat;
  const Int256 sin(read(vat, abi::encode_with_selector(selector_of("sin(address)"), system_.contracts.vow)));
  const Int256 dai(read(vat, abi::encode_with_selector(selector_of("dai(address)"), system_.contracts.vow)));
  return price_of_wad((sin - dai) / Int256(vault_words::kRay));
}

void VaultMonitor::note_shortfall() {
  if (!world_.journal().wants(world_.tables().metric) || world_.now() - noted_ < kNotesApart) return;
  noted_ = world_.now();
  constexpr double kOne = static_cast<double>(Price::kOne);
  world_.journal().write(world_.tables().metric,
                         {entity_, "shortfall, dai", static_cast<double>(shortfall().units) / kOne});
}

void VaultMonitor::finish_auctions() {
  std::int64_t ended = 0, for_nothing = 0;
  Int256 lost = 0;
  Uint256 collateral = 0;
  for (const auto& [id, auction] : auctions_) {
    if (!auction.ended_block) continue;
    ++ended;
    if (!is_nothing(auction.bid)) continue;
    ++for_nothing;
    collateral += auction.lot;
    lost += auction.worth;
    for (const char* const touched :
         {"zero_bids", "zero_bid_share", "zero_bid_collateral", "lost", "zero_bid_price", "shortfall"})
      figures_.add_evidence(path(touched), auction.ended_row);
  }
  figures_.set(path("auctions"), static_cast<std::int64_t>(auctions_.size()));
  figures_.set(path("ended"), ended);
  figures_.set(path("zero_bids"), for_nothing);
  if (ended != 0)
    figures_.set(path("zero_bid_share"),
                 sim::Fraction{static_cast<std::uint32_t>(for_nothing * 1'000'000'000 / ended)});
  figures_.set(path("zero_bid_collateral"), price_of_wad(Int256(collateral)));
  figures_.set(path("lost"), price_of_wad(lost));
  if (collateral != 0)
    figures_.set(path("zero_bid_price"), price_of_wad(lost * Int256(vault_words::kWad) / Int256(collateral)));
}

void VaultMonitor::finish_debts() {
  Int256 paid = 0, minted = 0;
  for (const auto& [id, auction] : debts_) {
    if (!auction.ended_block) continue;
    paid += Int256(auction.bid / vault_words::kRay);
    minted += Int256(auction.lot);
    for (const char* const touched : {"recapitalised", "minted"})
      figures_.add_evidence(path(touched), auction.ended_row);
  }
  figures_.set(path("debt_auctions"), static_cast<std::int64_t>(debts_.size()));
  figures_.set(path("recapitalised"), price_of_wad(paid));
  figures_.set(path("minted"), price_of_wad(minted));
}

void VaultMonitor::finish() {
  finish_auctions();
  finish_debts();
  const Int256 art(
      read(system_.contracts.vat, abi::encode_with_selector(selector_of("ilks(bytes32)"), system_.contracts.ilk)));
  figures_.set(path("shortfall"), shortfall());
  figures_.set(path("owed"), price_of_wad(art));
  figures_.set(path("largest_overpricing"), largest_gap_);
  // A part of an hour after whole ones would weigh as much as they do.
  if (!largest_hour_ && hour_looks_ != 0) close_hour();
  figures_.set(path("worst_hour_overpricing"), largest_hour_.value_or(Price{}));
  figures_.add_evidence(path("largest_overpricing"), gap_row_);
}

}  // namespace orrery::scenarios
