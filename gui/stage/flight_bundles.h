#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "gui/model/message_window.h"

namespace orrery::gui {

/// Copies on their way between the same two zones, on the same stretch of the way, drawn as one.
struct FlightBundle {
  sim::EntityId from, to;               ///< zones; the machine itself where it stands in none
  std::uint32_t stretch = 0;            ///< of the way, from 0
  std::vector<std::uint32_t> flights;   ///< places in MessageWindow::flights: what it stands for
  std::uint32_t lost = 0;               ///< of them, that will not arrive
  std::vector<std::uint32_t> of_kinds;  ///< how many of each of MessageWindow::kinds

  std::uint32_t count() const { return static_cast<std::uint32_t>(flights.size()); }
  /// The kind that most of them are; the first one of equals.
  std::uint32_t kind() const;
  /// Takes in what another stands for.
  void join(const FlightBundle& other);
};

/// Puts the flights that are on their way at `time` together. Every one of them is in exactly one bundle. The way has
/// as many stretches, at most `stretches`, as leave no more than `most` bundles; one where there are more pairs of
/// zones than that. Bundles stand in the order of from, to and stretch. O(flights log pairs).
std::vector<FlightBundle> bundle_flights(const MessageWindow& window, const WorldModel& world,
                                         const std::vector<std::uint32_t>& flying, sim::Time time,
                                         std::uint32_t stretches, std::size_t most);

/// How much of its way a flight has behind it at `time`, from 0 to 1.
double share_of_way(const Flight& flight, sim::Time time);

}  // namespace orrery::gui
