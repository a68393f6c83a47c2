#include "nodes/actors/pool_arbitrageur.h"

#include <utility>

namespace orrery::nodes {

PoolArbitrageur::PoolArbitrageur(sim::Host& host, const PoolArbitrageurSpec& spec)
    : PoolActor(host, spec), spec_(spec), reader_(host, "pool") {}

void PoolArbitrageur::look() {
  approve_once({pool_.base, pool_.quote});
  if (is_busy()) return;
  reader_.read_both(spec_.base, spec_.quote, [this](Price base, Price quote) {
    if (quote.units > 0) judge(divide(base, quote));
  });
}

void PoolArbitrageur::read_reserves(std::function<void(const PoolReserves&)> done) {
  if (!pool_.is_stable()) {
    read(pool_.pair, "getReserves()", [this, done = std::move(done)](const Words& words) {
      if (words.size() == 3) done(reserves_of(pool_, words));
    });
    return;
  }
  // Two reads, between which a block may come: the trade says what it must bring at least.
  read(
      pool_.pair, "balances(uint256)",
      [this, done = std::move(done)](const Words& base) {
        read(
            pool_.pair, "balances(uint256)",
            [this, done, base](const Words& quote) { done(reserves_of(pool_, {base.front(), quote.front()})); },
            Uint256(1));
      },
      Uint256(0));
}

void PoolArbitrageur::judge(Price price) {
  read_reserves([this, price](const PoolReserves& reserves) {
    const PoolTrade trade = trade_towards(pool_, reserves, price, spec_.margin.parts_per_billion);
    if (trade.amount == 0) return;
    read_stock(trade.sells_base, [this, trade](const Uint256& stock) { swap(trade, stock); });
  });
}

void PoolArbitrageur::swap(PoolTrade trade, const Uint256& stock) {
  if (stock < trade.amount) {
    trade.least =
        static_cast<Uint256>(chains::Int256(trade.least) * chains::Int256(stock) / chains::Int256(trade.amount));
    trade.amount = stock;
  }
  order(trade);
}

}  // namespace orrery::nodes
