#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
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
  /// Null for a feed that is no OCR2 network.
  const NetworkEntry* network(const std::string& name) const;
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
  /// The share that a fault takes, of copies on a path, say; all, for faults that were put on by hand.
  sim::Fraction share_of(const sim::RecordedRow& fault) const;
  /// How many of a feed's machines may be missing without harm: an OCR2 network's f, and of a committee those beyond
  /// its threshold while its first machine, which relays, is up. Of other feeds none, as far as is known.
  std::size_t may_be_missing(const std::string& feed, bool first_is_up) const;

 private:
  const Node* parameter_of(const sim::RecordedRow& fault, std::string_view key) const;

  Scenario scenario_;
  std::map<std::string, const FeedEntry*> feeds_;
  std::map<sim::EntityId, const NodesEntry*> machines_;
};

/// Machines of a feed in the order of their numbers.
std::vector<sim::EntityId> machines_of(const sim::RecordingReader& reader, sim::EntityId feed);

}  // namespace orrery::scenarios
