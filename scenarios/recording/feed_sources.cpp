#include "scenarios/recording/feed_sources.h"

#include <algorithm>

#include "nodes/market/price.h"
#include "scenarios/language/values.h"
#include "scenarios/recording/recorded_scenario.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

Scenario scenario_of(const sim::RecordingReader& reader) {
  try {
    const auto run = reader.run_values();
    Files files = recorded_files(run);
    return recorded_scenario(run, files);
  } catch (const sim::InputError&) {
    return {};  // of another version: what rows say can still be told
  }
}

}  // namespace

std::vector<sim::EntityId> machines_of(const sim::RecordingReader& reader, sim::EntityId feed) {
  std::vector<sim::EntityId> machines;
  for (const sim::Entity& entity : reader.entities())
    if (entity.kind == "host" && entity.parent == feed) machines.push_back(entity.id);
  return machines;
}

FeedSources::FeedSources(const sim::RecordingReader& reader) : scenario_(scenario_of(reader)) {
  const auto add = [&](const auto& feeds) {
    for (const FeedEntry& feed : feeds) feeds_.emplace(feed.name, &feed);
  };
  add(scenario_.networks);
  add(scenario_.single_oracles);
  add(scenario_.committees);
  add(scenario_.flux_feeds);
  add(scenario_.medianizers);
  for (const auto& [name, feed] : feeds_) {
    const sim::Entity* entity = reader.entity(name);
    if (entity == nullptr) continue;
    const std::vector<sim::EntityId> machines = machines_of(reader, entity->id);
    std::size_t next = 0;
    for (const NodesEntry& nodes : feed->nodes)
      for (std::uint32_t i = 0; i < nodes.count && next < machines.size(); ++i) machines_[machines[next++]] = &nodes;
  }
}

const FeedEntry* FeedSources::feed(const std::string& name) const {
  const auto found = feeds_.find(name);
  return found == feeds_.end() ? nullptr : found->second;
}

const NetworkEntry* FeedSources::network(const std::string& name) const {
  const auto found = std::ranges::find(scenario_.networks, name, &NetworkEntry::name);
  return found == scenario_.networks.end() ? nullptr : &*found;
}

std::set<std::string> FeedSources::behind(const FeedEntry& feed) const {
  std::set<std::string> names;
  for (const NodesEntry& nodes : feed.nodes)
    for (const Reference& provider : nodes.providers) {
      names.insert(provider.name);
      for (const std::string& venue : of_provider(provider.name).names) names.insert(venue);
    }
  return names;
}

const NodesEntry* FeedSources::of_machine(sim::EntityId machine) const {
  const auto found = machines_.find(machine);
  return found == machines_.end() ? nullptr : found->second;
}

FeedSources::Venues FeedSources::of_provider(const std::string& provider) const {
  Venues venues;
  for (const ProviderEntry& entry : scenario_.providers) {
    if (entry.name != provider) continue;
    venues.fewest = std::max<std::size_t>(1, entry.fewest_venues);
    for (const Reference& venue : entry.venues) venues.names.push_back(venue.name);
    if (entry.venues.empty())
      for (const VenueEntry& venue : scenario_.venues) venues.names.push_back(venue.name);
  }
  return venues;
}

const Node* FeedSources::parameter_of(const sim::RecordedRow& fault, std::string_view key) const {
  for (const FaultEntry& entry : scenario_.faults) {
    if (entry.kind.name != fault.text("kind") || entry.target.name != fault.text("target")) continue;
    // One that began before the run stands from the run's start.
    if (std::max(entry.start, scenario_.start) != fault.time) continue;
    for (const Node::Entry& parameter : entry.parameters)
      if (parameter.key == key) return &parameter.value;
  }
  return nullptr;
}

std::string FeedSources::price_of(const sim::RecordedRow& fault) const {
  const Node* price = parameter_of(fault, "price");
  return price == nullptr ? "" : price->text;
}

sim::Fraction FeedSources::share_of(const sim::RecordedRow& fault) const {
  sim::Fraction share{nodes::kOnePpb};
  if (const Node* given = parameter_of(fault, "share"); given != nullptr) read_value(*given, share);
  return share;
}

std::size_t FeedSources::may_be_missing(const std::string& name, bool first_is_up) const {
  const FeedEntry* entry = feed(name);
  if (entry == nullptr) return 0;
  std::uint32_t n = 0;
  for (const NodesEntry& nodes : entry->nodes) n += nodes.count;
  if (n == 0) return 0;
  if (const NetworkEntry* of = network(name); of != nullptr) return of->f.value_or((n - 1) / 3);
  for (const CommitteeEntry& committee : scenario_.committees)
    if (&committee == entry) return first_is_up && n > committee.threshold ? n - committee.threshold : 0;
  return 0;
}

}  // namespace orrery::scenarios
