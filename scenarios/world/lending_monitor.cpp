#include "scenarios/world/lending_monitor.h"

#include <algorithm>
#include <functional>
#include <map>

#include "chains/contracts/abi_types.h"

namespace orrery::scenarios {

namespace {

using chains::Address;
using chains::Bytes;
using chains::Int256;
using chains::selector_of;
using chains::Uint256;
namespace abi = chains::abi;

constexpr int kMicroDollars = 6;
constexpr sim::Duration kNotesApart = sim::Duration::minutes(5);

Address topic_address(const chains::PlacedLog& placed, std::size_t index) {
  return chains::to_address(chains::to_uint256(placed.log.topics.at(index)));
}
Price dollars(const Int256& micro) { return nodes::from_answer(micro, kMicroDollars); }
/// part / whole, at most one.
sim::Fraction share(const Int256& part, const Int256& whole) {
  if (whole <= 0 || part <= 0) return {};
  return {static_cast<std::uint32_t>(std::min(Int256(part * 1'000'000'000 / whole), Int256(1'000'000'000)))};
}

}  // namespace

LendingMonitor::LendingMonitor(sim::World& world, Figures& figures, const BuiltLendingMarket& market, PriceTrail& trail)
    : world_(world),
      figures_(figures),
      market_(market),
      trail_(trail),
      loans_(*market.chain),
      liquidations_(*market.chain) {
  trail_.follow(market);
  entity_ = world_.add_entity("lending-market", "lending/" + market_.name, market_.chain->id());
  noted_ = world_.now();
  market_.chain->on_block([this](const chains::Block&) { note_bad_debt(); });
  figures_.declare(path("borrowers"), std::int64_t{0}, "Accounts that borrowed at least once.");
  figures_.declare(path("liquidations"), std::int64_t{0}, "Liquidations that the chain accepted.");
  figures_.declare(path("liquidated"), Price{}, "Debts that liquidators paid, in US dollars at the true price then.");
  figures_.declare(path("seized"), Price{}, "Collateral that liquidators took, in US dollars at the true price then.");
  figures_.declare(path("owed"), Price{}, "Debts at the end, in US dollars at the true prices.");
  figures_.declare(
      path("bad_debt"), Price{},
      "What debts exceed their own collateral by, summed over the borrowers, with debts written off; in US "
      "dollars at the true prices of the end.");
  figures_.declare(path("drained"), sim::Fraction{},
                   "Share of the cash of the start that is out of the market at the end, by value.");
  const auto listen = [&](const char* event, void (LendingMonitor::*handler)(const chains::PlacedLog&)) {
    market_.chain->on_log(market_.pool, chains::topic_of(event),
                          [this, handler](const chains::PlacedLog& placed) { (this->*handler)(placed); });
  };
  listen("Borrow(address,address,address,uint256,uint8,uint256,uint16)", &LendingMonitor::on_borrow);
  listen("LiquidationCall(address,address,address,uint256,uint256,address,bool)", &LendingMonitor::on_liquidation);
  listen("DeficitCreated(address,address,uint256)", &LendingMonitor::on_deficit);
}

void LendingMonitor::on_borrow(const chains::PlacedLog& placed) {
  const Address account = topic_address(placed, 2);
  const Address reserve = topic_address(placed, 1);
  const auto lent = std::ranges::find(market_.assets, reserve, [](const auto& asset) { return asset.asset.token; });
  ORRERY_ASSERT(lent != market_.assets.end(), "a market lends its own assets");
  loans_.add(placed, {account, value(*lent, chains::to_uint256(chains::BytesView(placed.log.data).subspan(32, 32)))});
  if (const BuiltLendingAsset* pledged = pledged_asset(account))
    trail_.write_use(market_, *pledged, "loan", placed.row);
}

std::vector<LendingMonitor::Borrower> LendingMonitor::borrowers() const {
  std::vector<Borrower> found;
  std::map<Address, std::size_t> places;
  for (const auto& loan : loans_.all()) {
    const auto [place, is_new] = places.emplace(loan.event.account, found.size());
    if (is_new) found.push_back({loan.event.account, {}});
    found[place->second].row = loan.row;
  }
  return found;
}

const BuiltLendingAsset* LendingMonitor::pledged_asset(const Address& account) const {
  if (!world_.journal().wants(sim::Level::kProtocol)) return nullptr;
  for (const BuiltLendingAsset& asset : market_.assets)
    if (!asset.entry->fixed && balance(asset.asset.claim, account) != 0) return &asset;
  return nullptr;
}

void LendingMonitor::on_liquidation(const chains::PlacedLog& placed) {
  Liquidation liquidation = so_far();
  const Address collateral = topic_address(placed, 1), debt = topic_address(placed, 2);
  const sim::CauseId loan = last_loan_to(topic_address(placed, 3));
  bool wrong = false;
  for (const BuiltLendingAsset& asset : market_.assets) {
    if (asset.asset.token == collateral) {
      wrong = trail_.write_use(market_, asset, "liquidation", placed.row, loan);
      liquidation.seized += value(asset, chains::to_uint256(chains::BytesView(placed.log.data).subspan(32, 32)));
    }
    if (asset.asset.token == debt)
      liquidation.liquidated += value(asset, chains::to_uint256(chains::BytesView(placed.log.data).first(32)));
  }
  note("liquidated, US dollars so far", dollars(liquidation.liquidated));
  for (const WrittenOff& off : written_off_) {
    // At a right price the liquidation only shows what the loan had already lost.
    const sim::CauseId lost = last_loan_to(off.account);
    liquidation.bad_debt.push_back(
        trail_.write_bad_debt(market_, off.amount, wrong || lost.row == 0 ? placed.row : lost));
  }
  written_off_.clear();
  liquidations_.add(placed, std::move(liquidation));
}

sim::CauseId LendingMonitor::last_loan_to(const Address& account) const {
  const auto loan = std::ranges::find(loans_.all().rbegin(), loans_.all().rend(), account,
                                      [](const auto& told) { return told.event.account; });
  return loan == loans_.all().rend() ? sim::CauseId{} : loan->row;
}

void LendingMonitor::on_deficit(const chains::PlacedLog& placed) {
  const Address debt = topic_address(placed, 2);
  for (const BuiltLendingAsset& asset : market_.assets)
    if (asset.asset.token == debt)
      written_off_.push_back({topic_address(placed, 1),
                              dollars(value(asset, chains::to_uint256(chains::BytesView(placed.log.data).first(32))))});
}

Uint256 LendingMonitor::read(const Address& contract, const Bytes& input) const {
  const chains::CallResult& result = market_.chain->call(contract, input);
  ORRERY_ASSERT(result.ok && result.output.size() == 32, "a market's tokens and reserves always answer");
  return chains::to_uint256(result.output);
}
Uint256 LendingMonitor::balance(const Address& token, const Address& account) const {
  return read(token, abi::encode_with_selector(selector_of("balanceOf(address)"), account));
}
Int256 LendingMonitor::value(const BuiltLendingAsset& asset, const Uint256& amount) const {
  const Int256 price = nodes::to_answer(asset.true_price->at(world_.now()), Price::kDecimals);
  Int256 unit = 1'000'000'000'000;  // from 18 decimals to micro-dollars
  for (int i = 0; i < asset.asset.decimals; ++i) unit *= 10;
  return Int256(amount) * price / unit;
}

LendingMonitor::Liquidation LendingMonitor::so_far() const {
  if (liquidations_.all().empty()) return {};
  const Liquidation& last = liquidations_.all().back().event;
  return {.liquidated = last.liquidated, .seized = last.seized};
}

Price LendingMonitor::deficit() const {
  Int256 sum = 0;
  for (const BuiltLendingAsset& asset : market_.assets)
    sum += value(asset, read(market_.pool,
                             abi::encode_with_selector(selector_of("getReserveDeficit(address)"), asset.asset.token)));
  return dollars(sum);
}

std::vector<std::pair<Int256, sim::CauseId>> LendingMonitor::uncovered() const {
  std::vector<std::pair<Int256, sim::CauseId>> found;
  for (const Borrower& borrower : borrowers()) {
    Int256 debts = 0, collateral = 0;
    for (const BuiltLendingAsset& asset : market_.assets) {
      debts += value(asset, balance(asset.debt_token, borrower.account));
      collateral += value(asset, balance(asset.asset.claim, borrower.account));
    }
    if (debts > collateral) found.emplace_back(debts - collateral, borrower.row);
  }
  return found;
}

void LendingMonitor::note(const char* name, Price amount) {
  constexpr double kOne = static_cast<double>(Price::kOne);
  world_.journal().write(world_.tables().metric, {entity_, name, static_cast<double>(amount.units) / kOne});
}

void LendingMonitor::note_bad_debt() {
  if (!world_.journal().wants(world_.tables().metric) || world_.now() - noted_ < kNotesApart) return;
  noted_ = world_.now();
  Int256 bad = 0;
  for (const auto& [amount, row] : uncovered()) bad += amount;
  note("bad debt, US dollars", dollars(bad) + deficit());
}

void LendingMonitor::finish_events() {
  auto loans = loans_.all();
  // The largest first, since `why` begins with the first.
  std::ranges::stable_sort(loans, std::ranges::greater(), [](const auto& loan) { return loan.event.worth; });
  for (const auto& loan : loans) figures_.add_evidence(path("drained"), loan.row);
  for (const auto& liquidation : liquidations_.all()) {
    figures_.add_evidence(path("liquidations"), liquidation.row);
    figures_.add_evidence(path("liquidated"), liquidation.row);
    figures_.add_evidence(path("seized"), liquidation.row);
    for (const sim::CauseId row : liquidation.event.bad_debt) figures_.add_evidence(path("bad_debt"), row);
  }
  figures_.set(path("borrowers"), static_cast<std::int64_t>(borrowers().size()));
  figures_.set(path("liquidations"), liquidations_.count());
  figures_.set(path("liquidated"), dollars(so_far().liquidated));
  figures_.set(path("seized"), dollars(so_far().seized));
}

void LendingMonitor::finish() {
  finish_events();
  Int256 owed = 0, bad = 0;
  for (const Borrower& borrower : borrowers())
    for (const BuiltLendingAsset& asset : market_.assets)
      owed += value(asset, balance(asset.debt_token, borrower.account));
  auto worst = uncovered();
  std::ranges::stable_sort(worst, std::ranges::greater(), &std::pair<Int256, sim::CauseId>::first);
  for (const auto& [amount, row] : worst) {
    bad += amount;
    figures_.add_evidence(path("bad_debt"), trail_.write_bad_debt(market_, dollars(amount), row));
  }
  Int256 cash_before = 0, gone = 0;
  for (const BuiltLendingAsset& asset : market_.assets) {
    const Uint256 left = balance(asset.asset.token, asset.asset.claim);
    cash_before += value(asset, asset.cash);
    if (left < asset.cash) gone += value(asset, asset.cash - left);
  }
  figures_.set(path("owed"), dollars(owed));
  figures_.set(path("bad_debt"), dollars(bad) + deficit());
  figures_.set(path("drained"), share(gone, cash_before));
}

}  // namespace orrery::scenarios
