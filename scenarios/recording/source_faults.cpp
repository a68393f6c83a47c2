#include "scenarios/recording/source_faults.h"

#include <algorithm>
#include <set>

#include "scenarios/recording/recorded_scenario.h"

namespace orrery::scenarios {

namespace {

/// What a feed's machines read: providers, and the exchanges behind them.
struct FeedSources {
  std::set<std::string> names;
  std::string price;
};

void add_sources(FeedSources& sources, const Scenario& scenario, const FeedEntry& feed) {
  sources.price = feed.price.name;
  for (const NodesEntry& nodes : feed.nodes)
    for (const Reference& provider : nodes.providers) sources.names.insert(provider.name);
  for (const ProviderEntry& provider : scenario.providers)
    if (sources.names.contains(provider.name))
      for (const Reference& venue : provider.venues) sources.names.insert(venue.name);
}

FeedSources sources_behind(const Scenario& scenario, const std::string& name) {
  FeedSources sources;
  const auto look = [&](const auto& feeds) {
    for (const auto& feed : feeds)
      if (feed.name == name) add_sources(sources, scenario, feed);
  };
  look(scenario.networks);
  look(scenario.single_oracles);
  look(scenario.committees);
  look(scenario.flux_feeds);
  look(scenario.medianizers);
  return sources;
}

/// The price that a fault of the scenario concerns; empty for all prices, and for faults that were put on by hand.
std::string price_of(const Scenario& scenario, const sim::RecordedRow& fault) {
  for (const FaultEntry& entry : scenario.faults) {
    if (entry.kind.name != fault.text("kind") || entry.target.name != fault.text("target")) continue;
    if (entry.start != fault.time) continue;
    for (const Node::Entry& parameter : entry.parameters)
      if (parameter.key == "price") return parameter.value.text;
  }
  return {};
}

}  // namespace

std::vector<WhyStep> source_faults(const sim::RecordingReader& reader, const std::string& feed, sim::Time at) {
  const auto run = reader.run_values();
  Files files = recorded_files(run);
  const Scenario scenario = recorded_scenario(run, files);
  const FeedSources sources = sources_behind(scenario, feed);
  std::vector<WhyStep> faults;
  for (const sim::RecordedRow& fault : faults_standing(reader, at)) {
    if (!sources.names.contains(fault.text("target")) || fault.integer("hits").value_or(0) == 0) continue;
    if (const std::string price = price_of(scenario, fault); price.empty() || price == sources.price)
      faults.push_back(step_of(reader, fault));
  }
  return faults;
}

}  // namespace orrery::scenarios
