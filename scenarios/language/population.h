#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/gas.h"
#include "scenarios/language/section.h"

namespace orrery::scenarios {

/// What every population states: people and bots who use what stands on a chain, each with a machine and an account.
struct PopulationEntry : GasEntry {
  std::string name;
  std::uint32_t count = 1;
  Reference zone;
  std::vector<Reference> rpc, leans_on;
  sim::Duration poll = sim::Duration::seconds(12);
  sim::Duration starts_within = sim::Duration::minutes(5);
  Place place;
};
/// A population that owns something when the scenario begins.
struct HoldersEntry : PopulationEntry {
  Price holds{};
  std::optional<Price> holds_at_most;
};

/// The keys of one alone, who is there from the beginning.
template <class T>
void add_seat_keys(Section<T>& section, const std::string& name) {
  section.required("name", &T::name, name)
      .required("zone", &T::zone, "where their machines stand")
      .required("rpc", &T::rpc, "their RPC endpoints, preferred one first")
      .optional("leans_on", &T::leans_on, "services that must answer for them to work")
      .optional("poll", &T::poll, "how often each looks at the chain");
  add_gas_keys(section);
}
/// The keys of a PopulationEntry.
template <class T>
void add_population_keys(Section<T>& section) {
  add_seat_keys(section, "the name of the population; its machines are name/0, name/1, ...");
  section.optional("count", &T::count, "how many there are")
      .optional("starts_within", &T::starts_within, "each begins at a random time until then");
}
/// The keys of a HoldersEntry; `holds` says of what.
template <class T>
void add_holder_keys(Section<T>& section, const std::string& holds) {
  add_population_keys(section);
  section.optional("holds", &T::holds, holds)
      .optional("holds_at_most", &T::holds_at_most, "each draws between holds and this; default: all hold the same");
}

}  // namespace orrery::scenarios
