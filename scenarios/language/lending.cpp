#include "scenarios/language/lending.h"

namespace orrery::scenarios {

namespace {

Section<LendingAssetEntry> asset_section() {
  using E = LendingAssetEntry;
  Section<E> section(
      "An asset of the market. Its price source is a feed or a pool, perhaps times another feed, with the checks that "
      "are given, or a fixed price. An asset without a loan_to_value is no collateral.");
  section.required("name", &E::name, "its name, such as \"LUNA\"")
      .required("price", &E::price, "its true price in US dollars, by which bad debts are counted")
      .optional("decimals", &E::decimals, "decimals of the token");
  add_price_source_keys(section);
  section
      .optional("pool", &E::pool,
                "in place of a feed, a pool of this market with this asset as its base: its price of the moment")
      .optional("average", &E::average, "in place of that, the pool's mean over at least so long; needs source_keepers")
      .optional(
          "delay", &E::delay,
          "what the source says takes effect so much later, as with Maker's security module; needs source_keepers")
      .optional("loan_to_value", &E::loan_to_value, "what can be borrowed against it")
      .optional("threshold", &E::threshold, "a debt above this share of it may be liquidated; at least loan_to_value")
      .optional("bonus", &E::bonus, "what liquidators get beyond what they pay")
      .optional("reserve_factor", &E::reserve_factor, "the treasury's share of the interest")
      .optional("supply_cap", &E::supply_cap, "whole tokens that may be deposited; 0 is no cap")
      .optional("borrow_cap", &E::borrow_cap, "whole tokens that may be owed; 0 is no cap")
      .optional("cash", &E::cash, "tokens that others have deposited when the scenario begins");
  return section;
}

template <class T>
void add_market_keys(Section<T>& section, const std::string& holds) {
  add_holder_keys(section, holds);
  section.required("market", &T::market, "the lending market")
      .required("collateral", &T::collateral, "the asset that is pledged")
      .required("debt", &T::debt, "the asset that is owed");
}

}  // namespace

Section<LendingMarketEntry> lending_market_section() {
  using E = LendingMarketEntry;
  Section<E> section("A money market with the interface and the arithmetic of Aave v3.");
  section.required("name", &E::name, "its name, such as \"venus\"")
      .required("chain", &E::chain, "the chain it is on")
      .optional("optimal_use", &E::optimal_use, "the utilisation at which interest turns steep")
      .optional("base_rate", &E::base_rate, "yearly interest of an unused reserve")
      .optional("slope", &E::slope, "what it gains until the optimal use")
      .optional("steep_slope", &E::steep_slope, "what it gains from there to full use")
      .tables("asset", &E::assets, asset_section());
  return section;
}

Section<BorrowersEntry> borrowers_section() {
  Section<BorrowersEntry> section("A population that pledges what it holds, borrows once, and waits.");
  add_market_keys(section, "tokens of the collateral that each has");
  section.optional("lowest_health", &BorrowersEntry::lowest_health, "health factors begin between this")
      .optional("highest_health", &BorrowersEntry::highest_health, "and this, evenly drawn");
  return section;
}

Section<LiquidatorsEntry> liquidators_section() {
  Section<LiquidatorsEntry> section("Bots that liquidate whoever of the market becomes unhealthy.");
  add_market_keys(section, "tokens of the debt asset that each can pay with");
  section.optional("providers", &LiquidatorsEntry::providers,
                   "where they read what the collateral really sells for; without, they liquidate at any price");
  return section;
}

Section<OpportunistsEntry> opportunists_section() {
  Section<OpportunistsEntry> section(
      "Those who pledge all they have bought when the market lends more against it than it costs, and leave with the "
      "loan.");
  add_market_keys(section, "tokens of the collateral that each has bought");
  section.required("providers", &OpportunistsEntry::providers, "where they read what the collateral costs")
      .optional("margin", &OpportunistsEntry::margin, "of the cost, that must be left over");
  return section;
}

}  // namespace orrery::scenarios
