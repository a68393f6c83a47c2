#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nodes/market/price_path.h"
#include "nodes/market/source_overlay.h"
#include "nodes/market/venue_noise.h"
#include "sim/entity.h"
#include "sim/fault.h"

namespace orrery::nodes {

/// One pair on one exchange. The defaults are assumptions for a liquid pair: docs/market.md.
struct VenueQuoteSpec {
  std::string pair;              ///< "ETH/USD"
  std::int64_t volume = 100;     ///< its share when prices are averaged; any unit, 1..10^6
  sim::Fraction noise{200'000};  ///< standard deviation of its distance from the true market: 0.02 %
  sim::Duration reversion = sim::Duration::seconds(60);  ///< how long a distance lasts
  sim::Fraction spread{100'000};                         ///< between bid and ask: 0.01 %
};

/// An exchange as a scenario describes it.
struct VenueSpec {
  std::string name;                                      ///< unique among the world's entities
  std::string zone;                                      ///< where its interface answers from
  std::vector<std::string> leans_on = {};                ///< services (not flapping ones) that its interface needs
  sim::Duration lag = sim::Duration::milliseconds(100);  ///< how old its prices are when it shows them
  std::vector<VenueQuoteSpec> quotes = {};
};

/// What an exchange shows for a pair.
struct VenueQuote {
  Price price;
  sim::Time as_of;  ///< as the exchange states it
  std::int64_t volume = 0;
};

/// An exchange: the true market seen late, with a mean-reverting distance of its own, at the bid or the ask, and
/// whatever faults do to it. Evaluated when asked; a pure function of time between faults.
class Venue {
 public:
  struct Quoted {
    PairId pair;
    const PricePath* path;
  };
  /// `quoted` names the pair and path of each quote of the spec, in the same order. Made by Market.
  Venue(sim::Seed seed, VenueSpec spec, const std::vector<Quoted>& quoted, sim::EntityId id, sim::EntityId zone,
        std::vector<sim::EntityId> services);

  const VenueSpec& spec() const { return spec_; }
  sim::EntityId id() const { return id_; }
  sim::EntityId zone() const { return zone_; }
  const std::vector<sim::EntityId>& services() const { return services_; }
  bool quotes(PairId pair) const { return pair.index < books_.size() && books_[pair.index] != nullptr; }

  /// What the exchange shows at `time`; nothing for a pair that it does not trade, or while it is out.
  std::optional<VenueQuote> quote(PairId pair, sim::Time time) const;
  /// The outage that hides the pair now, or null.
  const SourceOverlay* outage(PairId pair) const { return overlays_.first(SourceOverlay::Kind::kOutage, pair); }

  const SourceOverlays& overlays() const { return overlays_; }

  /// Puts a fault's effect on and takes it off. A freeze takes its prices from what is shown at its beginning.
  void put_on(SourceOverlay overlay);
  void take_off(std::uint64_t overlay) { overlays_.remove(overlay); }

 private:
  struct Book {
    const PricePath* path;
    std::int64_t volume;
    std::int64_t half_spread_ppb;
    VenueNoise noise;
  };
  Price undisturbed(const Book& book, sim::Time time) const;

  VenueSpec spec_;
  sim::EntityId id_, zone_;
  std::vector<sim::EntityId> services_;
  std::vector<std::unique_ptr<Book>> books_;  // by pair; null where not traded
  SourceOverlays overlays_;
};

}  // namespace orrery::nodes
