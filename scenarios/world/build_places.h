#pragma once

#include "scenarios/language/scenario.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// Adds zones, the paths between them and services. Throws InputError.
void build_places(const Scenario& scenario, Files& files, sim::World& world);

/// The names of references, each checked to name an entity of that kind; InputError at the reference's place.
std::vector<std::string> checked_names(const sim::World& world, const std::vector<Reference>& references,
                                       std::string_view kind);
const std::string& checked_name(const sim::World& world, const Reference& reference, std::string_view kind);

/// Runs `build` and gives an InputError without a place the place of the entry that was being built.
template <class Build>
decltype(auto) at_place(const Place& place, Build build) {
  try {
    return build();
  } catch (const sim::InputError& error) {
    if (!error.place().empty()) throw;
    throw error.at(place.text());
  }
}

}  // namespace orrery::scenarios
