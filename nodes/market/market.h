#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nodes/market/price_path.h"
#include "nodes/market/provider.h"
#include "nodes/market/venue.h"
#include "sim/host.h"
#include "sim/world.h"

namespace orrery::nodes {

/// The market of a world: pairs with their true prices, the venues that quote them, the providers that read the venues.
/// Found by name for faults and monitors. Must outlive the world's hosts' programs.
class Market {
 public:
  explicit Market(sim::World& world);
  Market(const Market&) = delete;
  Market& operator=(const Market&) = delete;

  /// Throws sim::InputError when the name is taken.
  PairId add_pair(std::string name, std::unique_ptr<PricePath> true_path);
  /// Throws sim::InputError with the nearest right name.
  PairId pair(std::string_view name) const;
  const std::string& name(PairId pair) const { return pairs_[pair.index].name; }
  const PricePath& path(PairId pair) const { return *pairs_[pair.index].path; }
  std::size_t pair_count() const { return pairs_.size(); }
  /// The true market's price: what monitors measure feeds against. Changes nothing.
  Price true_price(PairId pair, sim::Time time) const { return path(pair).at(time); }

  /// Adds an exchange and its entity (kind "venue"). Throws sim::InputError for an unknown zone, service or pair, a
  /// service that flaps, a pair twice, no pair at all, or a volume outside 1..10^6.
  Venue& add_venue(VenueSpec spec);
  /// Adds a provider; its host is the scenario's to add, under the same name. Throws sim::InputError for an unknown
  /// venue, a name taken, or more required venues than it has.
  Provider& add_provider(ProviderSpec spec);
  /// Throw sim::InputError with the nearest right name.
  Venue& venue(std::string_view name);
  Provider& provider(std::string_view name);
  const std::vector<std::unique_ptr<Venue>>& venues() const { return venues_; }
  const std::vector<std::unique_ptr<Provider>>& providers() const { return providers_; }

  /// What to install on the provider's host.
  sim::ProgramFactory provider_program(std::string_view name);
  /// Where a provider answers, once its host is there.
  sim::HostPort provider_address(std::string_view name) const;

  /// Whether a machine gets through to a venue's interface: the venue's zone and services stand and the path is open.
  Provider::Reach reach(sim::EntityId from_host, const Venue& venue);

  /// What faults do. put_on() numbers the overlay, stamps it with now and the current cause, and returns its number.
  std::uint64_t put_on(Venue& venue, SourceOverlay overlay);
  std::uint64_t put_on(Provider& provider, SourceOverlay overlay);

  sim::World& world() const { return world_; }

 private:
  struct Pair {
    std::string name;
    std::unique_ptr<PricePath> path;
  };
  std::vector<std::string> pair_names() const;
  SourceOverlay stamped(SourceOverlay overlay);

  sim::World& world_;
  std::vector<Pair> pairs_;
  std::vector<std::unique_ptr<Venue>> venues_;
  std::vector<std::unique_ptr<Provider>> providers_;
  sim::Random reach_;  // of the paths to venues, whose latency is part of the venues' lag
  std::uint64_t next_overlay_ = 1;
};

}  // namespace orrery::nodes
