#include "nodes/actors/pool_seller.h"

namespace orrery::nodes {

PoolSeller::PoolSeller(sim::Host& host, const PoolSellerSpec& spec)
    : PoolActor(host, spec), spec_(spec), reader_(host, "pool"), high_(spec.memory) {}

void PoolSeller::look() {
  approve_once({pool_.base});
  reader_.read_both(spec_.base, spec_.quote, [this](Price base, Price quote) {
    if (quote.units > 0) judge(divide(base, quote));
  });
}

void PoolSeller::judge(Price price) {
  const Price highest = high_.note(host_.now(), price);
  const bool has_fallen = price < highest && distance_ppb(price, highest) >= spec_.fall.parts_per_billion;
  if (has_fallen && !is_busy()) sell_all(/*base=*/true);
}

}  // namespace orrery::nodes
