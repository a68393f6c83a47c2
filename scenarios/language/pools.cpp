#include "scenarios/language/pools.h"

namespace orrery::scenarios {
namespace {

template <class E>
void add_trader_keys(Section<E>& section) {
  add_holder_keys(section, "tokens of the base that each has");
  section.required("pool", &E::pool, "the pool")
      .required("providers", &E::providers, "where they read what both assets cost");
}

}  // namespace

Section<AmmPoolEntry> amm_pool_section() {
  using E = AmmPoolEntry;
  Section<E> section(
      "A pool of two assets of a lending market, with the contracts of Uniswap v2, or Curve's for assets that cost "
      "about the same. It begins at the true prices; nothing but trades moves it.");
  section.required("name", &E::name, "its name, such as \"coin-usd\"")
      .required("market", &E::market, "the lending market whose tokens it trades")
      .required("base", &E::base, "the asset whose price it shows")
      .required("quote", &E::quote, "the asset that the price is in")
      .required("holds", &E::holds, "tokens of the base in it, and of the quote what makes the true price")
      .choice("kind", &E::kind, {{"product", PoolKind::kProduct}, {"stable", PoolKind::kStable}},
              "the curve: of a constant product, or Curve's flat one; a stable pool keeps no prices for an average")
      .optional("amplification", &E::amplification,
                "of a stable pool, how flat: Curve's A, from 1 to 1000000; default: 100");
  return section;
}

Section<PoolArbitrageursEntry> pool_arbitrageurs_section() {
  using E = PoolArbitrageursEntry;
  Section<E> section("Bots that trade a pool back to the market's price, as far as their own tokens go.");
  add_trader_keys(section);
  section.optional("holds_quote", &E::holds_quote, "tokens of the quote that each has")
      .optional("margin", &E::margin,
                "distance from the market's price that they leave alone; above the pool's fee: 0.3 %, of a stable pool "
                "0.04 %");
  return section;
}

Section<PoolSellersEntry> pool_sellers_section() {
  using E = PoolSellersEntry;
  Section<E> section(
      "People in panic: each sells all that it holds to a pool, at any price, when the price outside has fallen "
      "further than it can bear.");
  add_trader_keys(section);
  section.optional("fall", &E::fall, "from the highest price, that each bears no more")
      .optional("fall_at_most", &E::fall_at_most, "each draws between fall and this; default: all bear the same")
      .optional("memory", &E::memory, "the highest price is that of so long");
  return section;
}

Section<PoolTradeEntry> pool_trade_section() {
  using E = PoolTradeEntry;
  Section<E> section(
      "Somebody who sells so much to a pool at a time, at any price, and perhaps trades it all back: a whale in panic, "
      "or a manipulation.");
  add_seat_keys(section, "its name, and its machine's: name/0");
  section.required("pool", &E::pool, "the pool")
      .required("sells", &E::sells, "the asset it sells")
      .required("amount", &E::amount, "tokens of it")
      .required("at", &E::at, "when")
      .optional("back_after", &E::back_after, "after so long it sells what it got; default: never")
      .optional(
          "flash", &E::flash,
          "it has nothing: in one transaction it borrows the amount from the pool's market in the flash, sells it, "
          "borrows against all that it got as far as the market lends, repays, and keeps the rest; where that is "
          "not enough to repay, all of it fails");
  return section;
}

Section<SourceKeepersEntry> source_keepers_section() {
  using E = SourceKeepersEntry;
  Section<E> section(
      "Bots that call those price sources of a market that change only when called: averages and delays.");
  add_population_keys(section);
  section.required("market", &E::market, "the lending market");
  return section;
}

}  // namespace orrery::scenarios
