#include "nodes/actors/pool_trader.h"

#include <utility>

namespace orrery::nodes {

void PoolTrader::look() {
  approve_once({pool_.base, pool_.quote});
  if (is_busy() || host_.now() < spec_.at) return;
  if (spec_.back_after && !back_at_) back_at_ = spec_.at + *spec_.back_after;
  if (!back_at_ || host_.now() < *back_at_) return sell_all(spec_.sells_base);
  read_stock(!spec_.sells_base, [this](const Uint256& stock) {
    if (!is_busy()) go_back(stock);
  });
}

void PoolTrader::go_back(const Uint256& stock) {
  if (stock == 0) {
    was_late_ = !has_gone_back_;
    if (was_late_) sell_all(spec_.sells_base);
    return;
  }
  if (std::exchange(was_late_, false)) {
    back_at_ = host_.now() + *spec_.back_after;
    return;
  }
  has_gone_back_ = true;
  order({!spec_.sells_base, stock, 0});
}

}  // namespace orrery::nodes
