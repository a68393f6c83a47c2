#include "nodes/actors/pool_seller.h"

namespace orrery::nodes {
namespace {

constexpr Gas kSellGas = 300'000, kAllowSaleGas = 80'000;
constexpr sim::Duration kSaleGoodFor = sim::Duration::minutes(10);
constexpr std::uint32_t kAllowance = 1, kSale = 2;  // jobs

}  // namespace

PoolSeller::PoolSeller(sim::Host& host, const PoolSellerSpec& spec)
    : ChainActor(host, spec), spec_(spec), reader_(host, "pool") {}

void PoolSeller::look() {
  if (!approved_) {
    // Once a life: after a restart the same allowance is given again, which changes nothing.
    approved_ = true;
    submit(spec_.pool.base, "approve(address,uint256)", kAllowSaleGas, kAllowance, spec_.pool.router,
           Uint256(~Uint256(0)));
  }
  reader_.read(spec_.base, [this](const PriceReading& base) {
    if (!base.price) return;
    reader_.read(spec_.quote, [this, base = *base.price](const PriceReading& quote) {
      if (quote.price && quote.price->units > 0) judge(divide(base, *quote.price));
    });
  });
}

void PoolSeller::judge(Price price) {
  const sim::Time now = host_.now();
  while (!highs_.empty() && highs_.back().second <= price) highs_.pop_back();
  highs_.emplace_back(now, price);
  while (highs_.front().first + spec_.memory < now) highs_.pop_front();
  const Price highest = highs_.front().second;
  const bool has_fallen = price < highest && distance_ppb(price, highest) >= spec_.fall.parts_per_billion;
  if (has_fallen && !is_busy()) sell_all();
}

void PoolSeller::sell_all() {
  read(
      spec_.pool.base, "balanceOf(address)",
      [this](const Words& stock) {
        if (stock.front() == 0 || is_busy()) return;
        const auto deadline = static_cast<std::uint64_t>((host_.now() + kSaleGoodFor).unix_seconds());
        submit_input(spec_.pool.router, swap_input(spec_.pool, {true, stock.front(), 0}, self(), deadline), kSellGas,
                     kSale);
      },
      self());
}

}  // namespace orrery::nodes
