#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/recording/fault_reach.h"
#include "scenarios/recording/feed_sources.h"
#include "sim/recording/recording_reader.h"

namespace orrery::scenarios {

/// What is the matter with a machine, an endpoint, an exchange or a chain: why, and the row at which its story begins.
struct Trouble {
  sim::EntityId with;
  std::string reason;
  std::uint64_t row = 0;
};

/// Finds what was the matter at one moment with those that something depended on.
class Inquiry {
 public:
  /// `opened` is since when messages were waited for.
  Inquiry(const sim::RecordingReader& reader, sim::Time opened, sim::Time at);

  /// Down, or not its own master: it can do nothing for anybody.
  std::optional<Trouble> bad_status(sim::EntityId machine) const;
  /// What is the matter with one that was waited for: its status, or every fault upon it that can keep it from
  /// answering.
  std::vector<Trouble> troubles_of(sim::EntityId entity) const;
  /// Whether any fault stands upon it.
  bool is_struck(sim::EntityId machine) const;
  /// What holds a machine back by its own words: a fault that still stands.
  std::optional<Trouble> own_words(const sim::RecordedRow& waiting) const;
  /// Why `speaker` is not heard by `listener`: the fault that kept its last message since the deadline was opened from
  /// arriving, or a fault on the path between them. Resends are recorded at level `full` only, so the latter may be all
  /// that is known.
  std::optional<Trouble> unheard(sim::EntityId listener, sim::EntityId speaker);
  /// The last that `speaker` had to say to `listener`, where that was lost by chance.
  std::optional<Trouble> lost_by_chance(sim::EntityId listener, sim::EntityId speaker);
  /// The row of a fault that keeps at least half of what the one sends to the other from arriving.
  std::optional<std::uint64_t> cut(sim::EntityId from, sim::EntityId to) const;
  /// How many machines of a feed may be missing without harm, as things stand.
  std::size_t may_be_missing(sim::EntityId feed) const;
  /// Where a feed's market lies beyond the bounds of its answers: no report may say so.
  std::optional<Trouble> bound_in_the_way(sim::EntityId feed) const;
  /// A fault that makes the machine's messages late.
  std::optional<Trouble> lateness_of(sim::EntityId machine) const;
  /// What is the matter with all endpoints of a feed's machine, and with its providers and the exchanges behind them
  /// where too few are left for a price.
  std::vector<Trouble> troubles_of_sources(sim::EntityId machine) const;

 private:
  struct Drop {
    std::uint64_t delivery = 0, message = 0;
    bool by_chance = false;
  };
  using Drops = std::map<sim::EntityId, Drop>;  // the last from each speaker
  const Drops& drops_of(sim::EntityId listener);
  Drops find_drops(sim::EntityId listener) const;
  /// `reader` is who depends on them over paths, or none.
  std::vector<Trouble> troubles_of_names(const std::vector<std::string>& names, std::size_t needed,
                                         const std::string& price, sim::EntityId reader) const;
  std::vector<Trouble> struck_by(sim::EntityId entity, const std::string& price) const;

  const sim::RecordingReader& reader_;
  sim::Time opened_, at_;
  std::vector<sim::RecordedRow> faults_;
  FaultReach reach_;
  FeedSources sources_;
  std::map<sim::EntityId, Drops> dropped_;  // by listener
};

}  // namespace orrery::scenarios
