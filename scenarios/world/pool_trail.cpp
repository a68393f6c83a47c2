#include "scenarios/world/pool_trail.h"

#include <fmt/format.h>

#include "scenarios/world/pool_logs.h"

namespace orrery::scenarios {

namespace {

// Whoever keeps a pool at the market leaves it off by his margin and the pool's fee.
constexpr std::int64_t kRightPpb = 20'000'000;

/// To as many digits as people read.
std::string shown(Price price) {
  return fmt::format("{:.8g}", static_cast<double>(price.units) / static_cast<double>(Price::kOne));
}

}  // namespace

PoolTrail::PoolTrail(sim::World& world, const BuiltLendingMarket& market, const BuiltLendingAsset& asset,
                     const BuiltPool& pool)
    : world_(world),
      chain_(*market.chain),
      asset_(asset),
      quote_(market.asset(pool.entry->quote)),
      pool_(pool),
      reads_back_(asset.entry->average.value_or(sim::Duration::zero()) +
                  asset.entry->delay.value_or(sim::Duration::zero())),
      at_first_{.price = true_price(), .right_since = world.now(), .furthest = {}, .trades = 0},
      states_(chain_) {
  chain_.on_log(pool.pool.pair, reserves_topic(pool.pool),
                [this](const chains::PlacedLog& placed) { on_trade(placed); });
}

Price PoolTrail::true_price() const {
  return nodes::divide(asset_.true_price->at(world_.now()), quote_.true_price->at(world_.now()));
}

bool PoolTrail::is_right_by_now() const {
  const auto& since = standing().right_since;
  return since && world_.now() - *since >= reads_back_;
}

void PoolTrail::on_trade(const chains::PlacedLog& placed) {
  State state = standing();
  Move move{state.price, price_left_by(chain_, pool_.pool, placed), 0, placed.row};
  state.price = move.to;
  const Price right = true_price();
  const std::int64_t off = nodes::distance_ppb(move.to, right);
  if (off <= kRightPpb) {
    if (!state.right_since) state.right_since = world_.now();
  } else {
    if (is_right_by_now()) {
      state.furthest = {};
      state.trades = 0;
    }
    state.right_since.reset();
    ++state.trades;
    move.ppb = nodes::distance_ppb(move.to, move.from);
    if (off > nodes::distance_ppb(move.from, right) && move.ppb > state.furthest.ppb) state.furthest = move;
  }
  states_.add(placed, state);
}

sim::CauseId PoolTrail::row() const { return is_right_by_now() ? sim::CauseId{} : standing().furthest.row; }

std::string PoolTrail::words() const {
  std::string text = fmt::format("pool {} stood at {} {}", pool_.entry->name, shown(price()), pool_.entry->quote.name);
  if (reads_back_ > sim::Duration::zero())
    text += fmt::format(", and its prices of up to {} before are read", sim::to_text(reads_back_));
  if (row().row == 0) return text;
  const State& state = standing();
  return text + fmt::format("; of {} trade{} since it was right, this one drove it furthest away: from {} to {}",
                            state.trades, state.trades == 1 ? "" : "s", shown(state.furthest.from),
                            shown(state.furthest.to));
}

}  // namespace orrery::scenarios
