#include "nodes/actors/panic_sellers.h"

#include "nodes/event_kinds.h"
#include "sim/world.h"

namespace orrery::nodes {

PanicSellers::PanicSellers(sim::World& world, chains::Chain& chain, const PricePath& price, PanicSellersSpec spec)
    : world_(world), chain_(chain), price_(price), spec_(spec), high_(spec.memory) {}

void PanicSellers::start() { look(); }

void PanicSellers::look() {
  const Price price = price_.at(world_.now());
  const Price highest = high_.note(world_.now(), price);
  const std::int64_t fall_ppb = price < highest ? distance_ppb(price, highest) : 0;
  constexpr std::int64_t kPpbPerPercent = kOnePpb / 100;
  const std::uint64_t more =
      static_cast<std::uint64_t>(fall_ppb) * spec_.permille_per_percent / static_cast<std::uint64_t>(kPpbPerPercent);
  auto& multipliers = chain_.disruptions().fee_multipliers;
  // No fault's row: what faults put there stays.
  chains::Disruptions::lift(multipliers, sim::CauseId{});
  multipliers.push_back({sim::CauseId{}, chains::kMilli + more});
  world_.kernel().schedule_after(spec_.look, {.entity = spec_.entity, .kind = kPanicEvent}, [this] { look(); });
}

}  // namespace orrery::nodes
