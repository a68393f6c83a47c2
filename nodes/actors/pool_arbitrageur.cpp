#include "nodes/actors/pool_arbitrageur.h"

#include <algorithm>
#include <utility>

namespace orrery::nodes {
namespace {

constexpr Gas kSwapGas = 300'000, kApproveTokenGas = 80'000;
constexpr sim::Duration kGoodFor = sim::Duration::minutes(10);
constexpr std::uint32_t kApproval = 1, kSwap = 2;  // jobs

std::uint64_t deadline_of(sim::Time now) { return static_cast<std::uint64_t>((now + kGoodFor).unix_seconds()); }

}  // namespace

PoolArbitrageur::PoolArbitrageur(sim::Host& host, const PoolArbitrageurSpec& spec)
    : ChainActor(host, spec), spec_(spec), reader_(host, "pool") {}

void PoolArbitrageur::look() {
  if (!approved_) {
    // Once a life: after a restart the same allowance is given again, which changes nothing.
    approved_ = true;
    for (const Address& token : {spec_.pool.base, spec_.pool.quote})
      submit(token, "approve(address,uint256)", kApproveTokenGas, kApproval, spec_.pool.router, Uint256(~Uint256(0)));
  }
  if (is_busy()) return;
  reader_.read(spec_.base, [this](const PriceReading& base) {
    if (!base.price) return;
    reader_.read(spec_.quote, [this, base = *base.price](const PriceReading& quote) {
      if (quote.price && quote.price->units > 0) judge(divide(base, *quote.price));
    });
  });
}

void PoolArbitrageur::read_reserves(std::function<void(const PoolReserves&)> done) {
  const Pool& pool = spec_.pool;
  if (!pool.is_stable()) {
    read(pool.pair, "getReserves()", [&pool, done = std::move(done)](const Words& words) {
      if (words.size() == 3) done(reserves_of(pool, words));
    });
    return;
  }
  // Two reads, between which a block may come: the trade says what it must bring at least.
  read(
      pool.pair, "balances(uint256)",
      [this, &pool, done = std::move(done)](const Words& base) {
        read(
            pool.pair, "balances(uint256)",
            [&pool, done, base](const Words& quote) { done(reserves_of(pool, {base.front(), quote.front()})); },
            Uint256(1));
      },
      Uint256(0));
}

void PoolArbitrageur::judge(Price price) {
  read_reserves([this, price](const PoolReserves& reserves) {
    const PoolTrade trade = trade_towards(spec_.pool, reserves, price, spec_.margin.parts_per_billion);
    if (trade.amount == 0) return;
    read(
        trade.sells_base ? spec_.pool.base : spec_.pool.quote, "balanceOf(address)",
        [this, trade](const Words& stock) { swap(trade, stock.front()); }, self());
  });
}

void PoolArbitrageur::swap(PoolTrade trade, const Uint256& stock) {
  if (is_busy() || stock == 0) return;
  if (stock < trade.amount) {
    trade.least =
        static_cast<Uint256>(chains::Int256(trade.least) * chains::Int256(stock) / chains::Int256(trade.amount));
    trade.amount = stock;
  }
  submit_input(spec_.pool.router, swap_input(spec_.pool, trade, self(), deadline_of(host_.now())), kSwapGas, kSwap);
}

void PoolTrader::look() {
  if (!approved_) {
    approved_ = true;
    for (const Address& token : {spec_.pool.base, spec_.pool.quote})
      submit(token, "approve(address,uint256)", kApproveTokenGas, kApproval, spec_.pool.router, Uint256(~Uint256(0)));
  }
  if (is_busy() || host_.now() < spec_.at) return;
  if (spec_.back_after && !back_at_) back_at_ = spec_.at + *spec_.back_after;
  if (back_at_ && host_.now() >= *back_at_) return go_back();
  sell_all(spec_.sells_base);
}

void PoolTrader::go_back() {
  read(
      spec_.sells_base ? spec_.pool.quote : spec_.pool.base, "balanceOf(address)",
      [this](const Words& stock) {
        if (is_busy()) return;
        if (stock.front() == 0) {
          was_late_ = !has_gone_back_;
          if (was_late_) sell_all(spec_.sells_base);
          return;
        }
        if (std::exchange(was_late_, false)) {
          back_at_ = host_.now() + *spec_.back_after;
          return;
        }
        has_gone_back_ = true;
        sell(!spec_.sells_base, stock.front());
      },
      self());
}

void PoolTrader::sell_all(bool sells_base) {
  read(
      sells_base ? spec_.pool.base : spec_.pool.quote, "balanceOf(address)",
      [this, sells_base](const Words& stock) {
        if (stock.front() != 0 && !is_busy()) sell(sells_base, stock.front());
      },
      self());
}

void PoolTrader::sell(bool sells_base, const Uint256& stock) {
  submit_input(spec_.pool.router, swap_input(spec_.pool, {sells_base, stock, 0}, self(), deadline_of(host_.now())),
               kSwapGas, kSwap);
}

}  // namespace orrery::nodes
