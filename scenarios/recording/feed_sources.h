#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "scenarios/language/scenario.h"
#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// What the machines of a run's feeds use and read, from the scenario that its recording carries. Empty for recordings
/// whose scenario this version does not read.
class FeedSources {
 public:
  explicit FeedSources(const sim::RecordingReader& reader);
  FeedSources(const FeedSources&) = delete;
  FeedSources& operator=(const FeedSources&) = delete;

  /// Null for an unknown name.
  const FeedEntry* feed(const std::string& name) const;
  /// Providers that any machine of the feed reads, and the exchanges behind them.
  std::set<std::string> behind(const FeedEntry& feed) const;
  /// The chain endpoints and the providers of a feed's machine; null for other machines.
  const NodesEntry* of_machine(sim::EntityId machine) const;
  /// The exchanges that a provider reads, and how many of them it needs.
  struct Venues {
    std::vector<std::string> names;
    std::size_t fewest = 1;
  };
  Venues of_provider(const std::string& provider) const;
  /// The price that a fault concerns; empty for all prices, and for faults that were put on by hand.
  std::string price_of(const sim::RecordedRow& fault) const;

 private:
  Scenario scenario_;
  std::map<std::string, const FeedEntry*> feeds_;
  std::map<sim::EntityId, const NodesEntry*> machines_;
};

/// Machines of a feed in the order of their numbers.
std::vector<sim::EntityId> machines_of(const sim::RecordingReader& reader, sim::EntityId feed);

}  // namespace orrery::scenarios
