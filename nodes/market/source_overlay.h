#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "nodes/market/price.h"
#include "sim/kernel.h"
#include "sim/time.h"

namespace orrery::nodes {

/// A pair whose price is quoted ("ETH/USD"), by a small number that Market hands out.
struct PairId {
  std::uint32_t index = 0;
  constexpr auto operator<=>(const PairId&) const = default;
};

/// What a fault does to the prices of a venue or a provider while it is on. Overlays compose, in this order: factors
/// (manipulation) multiply, then the earliest freeze holds what was last shown, then wrong factors multiply, then the
/// latest wrong value replaces it all. Outages and errors hide whatever the price would be.
struct SourceOverlay {
  enum class Kind : std::uint8_t {
    kOutage,
    kFreeze,
    kWrongFactor,
    kWrongValue,
    kManipulation,
    kErrors,
    kRateLimit,
    kLag
  };

  std::uint64_t id = 0;  ///< rises with each overlay of a market
  Kind kind = Kind::kOutage;
  std::optional<PairId> pair;  ///< absent: every pair
  sim::Time since;
  std::optional<sim::Time> until;  ///< when it will be lifted, where that is known
  sim::CauseId cause;              ///< the fault's row

  std::int64_t factor_ppb = kOnePpb;         ///< kWrongFactor, kManipulation
  Price value;                               ///< kWrongValue
  sim::Duration ramp;                        ///< kManipulation: how long the factor takes to get there, and back
  bool shows_age = false;                    ///< kFreeze, kLag: whether old prices carry their true time
  std::vector<std::optional<Price>> frozen;  ///< kFreeze: by pair, what was shown when it froze
  std::int64_t rate_ppb = 0;                 ///< kErrors: share of requests
  std::int64_t per_minute = 0;               ///< kRateLimit: requests of one client
  sim::Duration lag;                         ///< kLag: how old the prices are
  bool silent = false;                       ///< kOutage: requests hang instead of failing at once

  bool covers(PairId which) const { return !pair || *pair == which; }
};

/// How far a manipulation has driven the price at `time`: 1 before it begins, the full factor once the ramp is over,
/// and back to 1 by its end. In parts per billion.
std::int64_t manipulation_factor_ppb(const SourceOverlay& overlay, sim::Time time);

/// The overlays that are on, in the order of being put on.
class SourceOverlays {
 public:
  void add(SourceOverlay overlay) { overlays_.push_back(std::move(overlay)); }
  void remove(std::uint64_t id) {
    std::erase_if(overlays_, [id](const SourceOverlay& overlay) { return overlay.id == id; });
  }
  bool empty() const { return overlays_.empty(); }
  /// The first of a kind that covers the pair, or null.
  const SourceOverlay* first(SourceOverlay::Kind kind, PairId pair) const;

  /// `price` after every manipulation and freeze that is on; a freeze that knows no price leaves none. `frozen_since`
  /// is set to the freeze's beginning when one with shows_age holds the price.
  std::optional<Price> held(Price price, PairId pair, sim::Time time, std::optional<sim::Time>& frozen_since) const;
  /// What is shown in place of `held`: after every wrong factor and wrong value that is on.
  std::optional<Price> misstated(std::optional<Price> held, PairId pair) const;
  const std::vector<SourceOverlay>& all() const { return overlays_; }

 private:
  std::vector<SourceOverlay> overlays_;
};

}  // namespace orrery::nodes
