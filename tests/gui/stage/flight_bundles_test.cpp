// Proves that bundles hold every copy that is on its way exactly once, with its kind and its fate, and that no more of
// them are made than are wanted as long as the pairs of zones allow it.
#include "gui/stage/flight_bundles.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "gui/stage/stage_moment.h"

namespace orrery::gui {
namespace {

constexpr std::uint32_t kZones = 5;

// Zones 0 to 4, and machines of which every seventh stands in none.
WorldModel zones_with_machines(std::uint32_t machines) {
  WorldModel world;
  for (std::uint32_t i = 0; i < kZones + machines; ++i) {
    const sim::EntityId id{i};
    world.entities.push_back({id, i < kZones ? "zone" : "host", "entity-" + std::to_string(i), {}, {}});
    world.machine_of_entity.emplace_back();
    world.group_of_entity.emplace_back();
    world.zone_of_entity.emplace_back();
    if (i < kZones) continue;
    world.machine_of_entity[i] = static_cast<std::uint32_t>(world.machines.size());
    Machine machine;
    machine.id = id;
    if (i % 7 != 0) machine.zone = {i % kZones};
    world.machines.push_back(machine);
  }
  return world;
}

MessageWindow some_flights(std::uint32_t machines, std::size_t messages) {
  MessageWindow window;
  window.kinds = {"observe", "report", "final"};
  const auto machine = [machines] { return sim::EntityId{kZones + *rc::gen::inRange<std::uint32_t>(0, machines)}; };
  for (std::size_t i = 0; i < messages; ++i) {
    WindowMessage message;
    message.row = i + 1;
    message.time = static_cast<std::int64_t>(i);
    message.kind = *rc::gen::inRange<std::uint32_t>(0, 3);
    message.sender = machine();
    window.messages.push_back(message);
    for (int copy = *rc::gen::inRange(0, 4); copy > 0; --copy) {
      Flight flight;
      flight.message = static_cast<std::uint32_t>(i);
      flight.receiver = machine();
      flight.begin = message.time;
      flight.end = message.time + *rc::gen::inRange<std::int64_t>(0, 100);
      flight.lost = *rc::gen::inRange(0, 5) == 0;
      window.flights.push_back(flight);
    }
  }
  for (const Flight& flight : window.flights)
    window.longest_flight = std::max(window.longest_flight, flight.end - flight.begin);
  return window;
}

RC_GTEST_PROP(FlightBundles, HoldEveryCopyOnceWithItsKindAndItsFate, ()) {
  const auto machines = *rc::gen::inRange<std::uint32_t>(1, 20);
  const WorldModel world = zones_with_machines(machines);
  const MessageWindow window = some_flights(machines, *rc::gen::inRange<std::size_t>(0, 60));
  const sim::Time now = sim::Time::from_unix_nanoseconds(*rc::gen::inRange<std::int64_t>(0, 80));
  const std::vector<std::uint32_t> flying = StageMoment::flying_in(window, now);
  const auto most = *rc::gen::inRange<std::size_t>(1, 40);
  std::vector<std::uint32_t> held;
  std::set<std::pair<sim::EntityId, sim::EntityId>> pairs;
  const std::vector<FlightBundle> bundles = bundle_flights(window, world, flying, now, 6, most);
  for (const FlightBundle& bundle : bundles) {
    RC_ASSERT(bundle.count() > 0u);
    pairs.insert({bundle.from, bundle.to});
    std::vector<std::uint32_t> of_kinds(window.kinds.size());
    std::uint32_t lost = 0;
    for (const std::uint32_t number : bundle.flights) {
      const Flight& flight = window.flights[number];
      const Machine* sender = world.machine(window.messages[flight.message].sender);
      RC_ASSERT(bundle.from == (sender->zone.is_none() ? sender->id : sender->zone));
      ++of_kinds[window.messages[flight.message].kind];
      lost += flight.lost ? 1 : 0;
      held.push_back(number);
    }
    RC_ASSERT(bundle.of_kinds == of_kinds);
    RC_ASSERT(bundle.lost == lost);
    RC_ASSERT(*std::max_element(of_kinds.begin(), of_kinds.end()) == of_kinds[bundle.kind()]);
  }
  std::sort(held.begin(), held.end());
  RC_ASSERT(held == flying);
  RC_ASSERT(bundles.size() <= std::max(most, pairs.size()));
}

TEST(FlightBundles, ThatAreJoinedHoldWhatBothHeld) {
  FlightBundle one{.from = {0}, .to = {1}, .flights = {3, 5}, .lost = 1, .of_kinds = {2, 0, 0}};
  const FlightBundle other{.from = {0}, .to = {2}, .flights = {7, 8, 9}, .lost = 2, .of_kinds = {0, 0, 3}};
  one.join(other);
  EXPECT_EQ(one.count(), 5u);
  EXPECT_EQ(one.lost, 3u);
  EXPECT_EQ(one.of_kinds, (std::vector<std::uint32_t>{2, 0, 3}));
  EXPECT_EQ(one.kind(), 2u);
}

}  // namespace
}  // namespace orrery::gui
