#include "scenarios/world/vault_monitor.h"

#include <algorithm>

#include "chains/contracts/abi_types.h"
#include "chains/contracts/signature.h"
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

/// Whoever wins for less than a dai has paid nothing worth the name.
bool is_nothing(const Uint256& rad) { return rad < vault_words::kWad * vault_words::kRay; }
Price price_of_wad(const Int256& wad) { return nodes::from_answer(wad, Price::kDecimals); }
bool is_note_of(const chains::PlacedLog& placed, std::string_view signature) {
  return chains::to_uint256(placed.log.topics.front()) == Uint256(selector_of(signature)) << 224;
}
/// Argument `i` of the call that a LogNote carries.
Uint256 noted(const chains::PlacedLog& placed, std::size_t i) {
  return chains::to_uint256(chains::BytesView(placed.log.data).subspan(64 + 4 + 32 * i, 32));
}

}  // namespace

VaultMonitor::VaultMonitor(sim::World& world, Figures& figures, const BuiltVaultSystem& system, AuctionTrail& trail)
    : world_(world),
      figures_(figures),
      system_(system),
      trail_(trail),
      start_price_(system.true_price->at(world.now())) {
  figures_.declare(path("auctions"), std::int64_t{0}, "Auctions of collateral that began.");
  figures_.declare(path("ended"), std::int64_t{0}, "Auctions that ended with a winner.");
  figures_.declare(path("zero_bids"), std::int64_t{0}, "Of these, won for less than one dai.");
  figures_.declare(path("zero_bid_share"), sim::Fraction{}, "zero_bids of ended.");
  figures_.declare(path("zero_bid_collateral"), Price{},
                   "Tokens of the collateral that were won for less than one dai.");
  figures_.declare(path("lost"), Price{},
                   "What these were worth, in US dollars at the true price when each was fetched.");
  figures_.declare(path("shortfall"), Price{},
                   "Dai that no vault and no surplus stands for at the end, with the debts of auctions still open.");
  figures_.declare(path("owed"), Price{}, "Dai that vaults of this collateral owe at the end.");
  figures_.declare(
      path("largest_overpricing"), Price{},
      "Most by which the system's price was above the true one, looked at every 15 seconds; 0 when never.");
  figures_.declare(path("worst_hour_overpricing"), Price{}, "The same as the mean of the worst of the run's hours.");
  system_.chain->on_log(system_.contracts.flips.contract, std::nullopt,
                        [this](const chains::PlacedLog& placed) { on_call(placed); });
  figures_.declare(path("debt_auctions"), std::int64_t{0}, "Auctions of debt for new tokens that began.");
  figures_.declare(path("recapitalised"), Price{}, "Dai that ended auctions of debt brought.");
  figures_.declare(path("minted"), Price{}, "New tokens that were minted for it.");
  system_.chain->on_log(system_.contracts.flops.contract, std::nullopt,
                        [this](const chains::PlacedLog& placed) { on_debt_call(placed); });
  system_.chain->on_log(system_.contracts.spotter, chains::topic_of("Poke(bytes32,bytes32,uint256)"),
                        [this](const chains::PlacedLog& placed) { on_price(placed); });
  world_.kernel().schedule_after(kVaultLook, {system_.chain->id(), kMonitorLookEvent, sim::EventClass::kMonitor},
                                 [this] { look(); });
}

void VaultMonitor::on_call(const chains::PlacedLog& placed) {
  static const chains::Bytes32 kKick = chains::topic_of("Kick(uint256,uint256,uint256,uint256,address,address)");
  if (placed.log.topics.front() == kKick) return on_kick(placed);
  if (is_note_of(placed, "tend(uint256,uint256,uint256)") || is_note_of(placed, "dent(uint256,uint256,uint256)"))
    return on_bid(placed);
  if (is_note_of(placed, "deal(uint256)")) on_deal(placed);
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
                        .true_price = system_.true_price->at(world_.now())};
  figures_.add(path("auctions"), 1);
}

void VaultMonitor::on_bid(const chains::PlacedLog& placed) {
  Auction& auction = auctions_[noted(placed, 0)];
  auction.bid = noted(placed, 2);
  auction.lot = noted(placed, 1);
  auction.bid_row = placed.row;
}

void VaultMonitor::on_deal(const chains::PlacedLog& placed) {
  const auto found = auctions_.find(noted(placed, 0));
  if (found == auctions_.end()) return;
  ++ended_;
  if (is_nothing(found->second.bid)) {
    ++without_bid_;
    collateral_ += found->second.lot;
    const Int256 price = nodes::to_answer(system_.true_price->at(world_.now()), Price::kDecimals);
    lost_ += Int256(found->second.lot) * price / Int256(vault_words::kWad);
  }
  const sim::CauseId row = write_down(found->second, placed.row);
  if (is_nothing(found->second.bid))
    for (const char* const touched : {"zero_bids", "zero_bid_share", "zero_bid_collateral", "lost", "shortfall"})
      figures_.add_evidence(path(touched), row);
  auctions_.erase(found);
}

sim::CauseId VaultMonitor::write_down(const Auction& auction, sim::CauseId deal) {
  const auto dai = [](const Uint256& rad) { return price_of_wad(Int256(rad / vault_words::kRay)); };
  const Int256 price = nodes::to_answer(system_.true_price->at(world_.now()), Price::kDecimals);
  return trail_.write({.chain = system_.chain->id(),
                       .system = system_.name,
                       .collateral = system_.entry->collateral,
                       .lot = price_of_wad(Int256(auction.lot)),
                       .bid = dai(auction.bid),
                       .asked = dai(auction.tab),
                       .worth = price_of_wad(Int256(auction.lot) * price / Int256(vault_words::kWad)),
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
    debts_[chains::to_uint256(data.first(32))] = {
        .bid = chains::to_uint256(data.subspan(64, 32)), .lot = 0, .bid_row = placed.row};
    figures_.add(path("debt_auctions"), 1);
  } else if (is_note_of(placed, "dent(uint256,uint256,uint256)")) {
    debts_[noted(placed, 0)].lot = noted(placed, 1);
  } else if (is_note_of(placed, "deal(uint256)")) {
    const auto found = debts_.find(noted(placed, 0));
    if (found == debts_.end()) return;
    paid_ += Int256(found->second.bid / vault_words::kRay);
    minted_ += Int256(found->second.lot);
    figures_.set(path("recapitalised"), price_of_wad(paid_));
    figures_.set(path("minted"), price_of_wad(minted_));
    for (const char* const touched : {"recapitalised", "minted", "shortfall"})
      figures_.add_evidence(path(touched), placed.row);
    debts_.erase(found);
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
  if (hour_looks_ != 0) largest_hour_ = std::max(largest_hour_, price_of_wad(hour_sum_ / hour_looks_));
  hour_sum_ = 0;
  hour_looks_ = 0;
}

Uint256 VaultMonitor::read(const Address& contract, const Bytes& input) const {
  const chains::CallResult& result = system_.chain->call(contract, input);
  ORRERY_ASSERT(result.ok && result.output.size() >= 32, "the books of a vault system always answer");
  return chains::to_uint256(chains::BytesView(result.output).first(32));
}

void VaultMonitor::finish() {
  const Address& vat = system_.contracts.vat;
  const Int256 sin(read(vat, abi::encode_with_selector(selector_of("sin(address)"), system_.contracts.vow)));
  const Int256 dai(read(vat, abi::encode_with_selector(selector_of("dai(address)"), system_.contracts.vow)));
  const Int256 art(read(vat, abi::encode_with_selector(selector_of("ilks(bytes32)"), system_.contracts.ilk)));
  figures_.set(path("ended"), ended_);
  figures_.set(path("zero_bids"), without_bid_);
  if (ended_ != 0)
    figures_.set(path("zero_bid_share"),
                 sim::Fraction{static_cast<std::uint32_t>(without_bid_ * 1'000'000'000 / ended_)});
  figures_.set(path("zero_bid_collateral"), price_of_wad(Int256(collateral_)));
  figures_.set(path("lost"), price_of_wad(lost_));
  figures_.set(path("shortfall"), price_of_wad((sin - dai) / Int256(vault_words::kRay)));
  figures_.set(path("owed"), price_of_wad(art));
  figures_.set(path("largest_overpricing"), largest_gap_);
  figures_.set(path("worst_hour_overpricing"), largest_hour_);
  figures_.add_evidence(path("largest_overpricing"), gap_row_);
}

}  // namespace orrery::scenarios
