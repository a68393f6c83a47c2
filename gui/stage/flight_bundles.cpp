#include "gui/stage/flight_bundles.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace orrery::gui {
namespace {

// What it stands in; a machine without a zone stands for itself.
sim::EntityId place_of_machine(const WorldModel& world, sim::EntityId id) {
  const Machine* machine = world.machine(id);
  return machine == nullptr || machine->zone.is_none() ? id : machine->zone;
}

}  // namespace

std::uint32_t FlightBundle::kind() const {
  const auto most = std::max_element(of_kinds.begin(), of_kinds.end());
  return static_cast<std::uint32_t>(most - of_kinds.begin());
}

void FlightBundle::join(const FlightBundle& other) {
  flights.insert(flights.end(), other.flights.begin(), other.flights.end());
  lost += other.lost;
  of_kinds.resize(std::max(of_kinds.size(), other.of_kinds.size()));
  for (std::size_t i = 0; i < other.of_kinds.size(); ++i) of_kinds[i] += other.of_kinds[i];
}

double share_of_way(const Flight& flight, sim::Time time) {
  const auto length = static_cast<double>(std::max<std::int64_t>(1, flight.end - flight.begin));
  return std::clamp(static_cast<double>(time.unix_nanoseconds() - flight.begin) / length, 0.0, 1.0);
}

std::vector<FlightBundle> bundle_flights(const MessageWindow& window, const WorldModel& world,
                                         const std::vector<std::uint32_t>& flying, sim::Time time,
                                         std::uint32_t stretches, std::size_t most) {
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, FlightBundle> bundles;
  for (const std::uint32_t number : flying) {
    const Flight& flight = window.flights[number];
    const WindowMessage& message = window.messages[flight.message];
    const sim::EntityId from = place_of_machine(world, message.sender), to = place_of_machine(world, flight.receiver);
    const auto stretch = std::min(stretches - 1, static_cast<std::uint32_t>(share_of_way(flight, time) * stretches));
    FlightBundle& bundle = bundles[{from.index, to.index, stretch}];
    if (bundle.flights.empty()) {
      bundle.from = from;
      bundle.to = to;
      bundle.stretch = stretch;
      bundle.of_kinds.resize(window.kinds.size());
    }
    bundle.flights.push_back(number);
    bundle.lost += flight.lost ? 1 : 0;
    ++bundle.of_kinds[message.kind];
  }
  if (bundles.size() > most && stretches > 1)
    return bundle_flights(window, world, flying, time, std::max<std::uint32_t>(1, stretches / 2), most);
  std::vector<FlightBundle> found;
  found.reserve(bundles.size());
  for (auto& [place, bundle] : bundles) found.push_back(std::move(bundle));
  return found;
}

}  // namespace orrery::gui
