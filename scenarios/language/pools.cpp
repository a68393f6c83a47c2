#include "scenarios/language/pools.h"

namespace orrery::scenarios {

namespace {

/// Where the machines of a population stand and how they reach the chain.
template <class T>
void add_seat_keys(Section<T>& section, const std::string& names) {
  section.required("name", &T::name, names)
      .required("zone", &T::zone, "where their machines stand")
      .required("rpc", &T::rpc, "their RPC endpoints, preferred one first")
      .optional("leans_on", &T::leans_on, "services that must answer for them to work")
      .optional("poll", &T::poll, "how often each looks at the chain");
}
constexpr char kPopulationName[] = "the name of the population; its machines are name/0, name/1, ...";

}  // namespace

Section<AmmPoolEntry> amm_pool_section() {
  using E = AmmPoolEntry;
  Section<E> section(
      "A pool of two assets of a lending market, with the contracts of Uniswap v2. It begins at the true prices; "
      "nothing "
      "but trades moves it.");
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
  add_seat_keys(section, kPopulationName);
  section.required("pool", &E::pool, "the pool")
      .optional("count", &E::count, "how many there are")
      .required("providers", &E::providers, "where they read what both assets cost")
      .optional("starts_within", &E::starts_within, "each begins at a random time until then")
      .optional("holds", &E::holds, "tokens of the base that each has")
      .optional("holds_quote", &E::holds_quote, "tokens of the quote that each has")
      .optional("margin", &E::margin, "distance from the market's price that they leave alone; above the pool's 0.3 %");
  return section;
}

Section<PoolTradeEntry> pool_trade_section() {
  using E = PoolTradeEntry;
  Section<E> section(
      "Somebody who sells so much to a pool at a time, at any price, and perhaps trades it all back: a whale in panic, "
      "or "
      "a manipulation.");
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
  add_seat_keys(section, kPopulationName);
  section.required("market", &E::market, "the lending market")
      .optional("count", &E::count, "how many there are")
      .optional("starts_within", &E::starts_within, "each begins at a random time until then");
  return section;
}

}  // namespace orrery::scenarios
