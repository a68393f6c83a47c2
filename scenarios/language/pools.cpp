#include "scenarios/language/pools.h"

namespace orrery::scenarios {

Section<AmmPoolEntry> amm_pool_section() {
  using E = AmmPoolEntry;
  Section<E> section(
      "A pool of two assets of a lending market, with the contracts of Uniswap v2. It begins at the true prices; "
      "nothing but trades moves it.");
  section.required("name", &E::name, "its name, such as \"coin-usd\"")
      .required("market", &E::market, "the lending market whose tokens it trades")
      .required("base", &E::base, "the asset whose price it shows")
      .required("quote", &E::quote, "the asset that the price is in")
      .required("holds", &E::holds, "tokens of the base in it, and as much worth of the quote");
  return section;
}

Section<PoolArbitrageursEntry> pool_arbitrageurs_section() {
  using E = PoolArbitrageursEntry;
  Section<E> section("Bots that trade a pool back to the market's price, as far as their own tokens go.");
  add_holder_keys(section, "tokens of the base that each has");
  section.required("pool", &E::pool, "the pool")
      .required("providers", &E::providers, "where they read what both assets cost")
      .optional("holds_quote", &E::holds_quote, "tokens of the quote that each has")
      .optional("margin", &E::margin, "distance from the market's price that they leave alone; above the pool's 0.3 %");
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
      .optional("back_after", &E::back_after, "after so long it sells what it got; default: never");
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
