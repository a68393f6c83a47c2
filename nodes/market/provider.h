#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nodes/market/venue.h"
#include "sim/random.h"

namespace orrery::nodes {

/// Which venues' prices a provider leaves out: those too far from the median of all.
struct OutlierRule {
  enum class Kind : std::uint8_t { kNone, kShareOfMedian, kDeviations };
  Kind kind = Kind::kDeviations;
  sim::Fraction share{20'000'000};  ///< kShareOfMedian: farther than 2 % of the median is dropped
  /// kDeviations: farther than so many thousandths of the median absolute deviation is dropped. 5000 is five of them,
  /// about 3.4 standard deviations of a normal distribution.
  std::int64_t deviations_thousandths = 5000;
  sim::Fraction tolerance{1'000'000};  ///< kDeviations: within 0.1 % of the median nothing is dropped
};

/// A price with the weight that it has in an average.
struct WeightedPrice {
  Price price;
  std::int64_t weight = 1;
};

/// Drops what the rule calls an outlier, keeping the order of the rest. Never empties a list that had entries: the
/// median itself stays.
void drop_outliers(const OutlierRule& rule, std::vector<WeightedPrice>& prices);
/// The average by weight; `prices` must not be empty and weights must be positive. Off by less than a unit a price.
Price weighted_average(const std::vector<WeightedPrice>& prices);

/// A data provider as a scenario describes it. The defaults are assumptions: docs/market.md.
struct ProviderSpec {
  std::string name;                      ///< of its host, which answers at the service "prices"
  std::vector<std::string> venues = {};  ///< empty: every venue of the market
  std::size_t fewest_venues = 1;         ///< answers a pair only when so many venues showed a price
  OutlierRule outliers = {};
  sim::Duration refresh = sim::Duration::seconds(1);        ///< how often it looks at its venues
  sim::Duration oldest_quote = sim::Duration::seconds(60);  ///< venues' prices with an older time are left out
  sim::Duration oldest_answer =
      sim::Duration::seconds(300);       ///< how long it repeats its last price when it has no new one
  sim::Duration processing = {};         ///< between request and answer; zero costs no event
  sim::Fraction errors = {};             ///< share of requests that fail with an error
  std::int64_t requests_per_minute = 0;  ///< of one client; more are refused. 0: unlimited
};

/// A data provider: the volume-weighted price of its venues without outliers. The description and what faults do to it;
/// what it remembers is in its program. Venues are read when it is asked, at the last tick of `refresh`, which costs no
/// events; a venue whose host or path is cut off counts as out.
class Provider {
 public:
  /// Whether the provider's machine gets through to a venue, and the row that explains why not.
  struct Reach {
    bool reached = true;
    sim::CauseId cause;
  };
  using Reachability = std::function<Reach(sim::EntityId provider_host, const Venue& venue)>;

  /// Made by Market.
  Provider(sim::Seed seed, ProviderSpec spec, std::vector<const Venue*> venues);

  const ProviderSpec& spec() const { return spec_; }
  bool quotes(PairId pair) const;

  /// What it would find at its venues at `time`, before any fault of its own.
  struct Finding {
    std::optional<Price> price;
    std::size_t venues = 0;            ///< that showed a price
    std::vector<sim::CauseId> causes;  ///< the faults that hid or bent prices
  };
  Finding look(PairId pair, sim::Time time, const Reachability& reaches, sim::EntityId host) const;

  const SourceOverlays& overlays() const { return overlays_; }
  /// Puts a fault's effect on and takes it off. A freeze comes with the prices that it holds: Market::put_on fills them
  /// in.
  void put_on(SourceOverlay overlay) { overlays_.add(std::move(overlay)); }
  void take_off(std::uint64_t overlay) { overlays_.remove(overlay); }
  /// True for a request that fails, by the spec's share or a fault's, whose row is then in `cause`.
  bool draws_error(PairId pair, sim::CauseId& cause);
  /// The fewest requests a minute that spec and faults leave to one client; 0: unlimited.
  std::int64_t requests_per_minute(PairId pair, sim::CauseId& cause) const;
  /// How old faults make its prices; and how much of that its stated times do not show.
  sim::Duration lag(PairId pair) const;
  sim::Duration hidden_lag(PairId pair) const;

 private:
  ProviderSpec spec_;
  std::vector<const Venue*> venues_;
  SourceOverlays overlays_;
  sim::Random errors_;
};

}  // namespace orrery::nodes
