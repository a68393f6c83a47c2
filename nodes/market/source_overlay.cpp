#include "nodes/market/source_overlay.h"

namespace orrery::nodes {

std::int64_t manipulation_factor_ppb(const SourceOverlay& overlay, sim::Time time) {
  const std::int64_t ramp = overlay.ramp.count_nanoseconds();
  const auto share_ppb = [ramp](sim::Duration passed) -> std::int64_t {
    if (passed <= sim::Duration::zero()) return 0;
    if (passed.count_nanoseconds() >= ramp) return kOnePpb;
    return static_cast<std::int64_t>(static_cast<Int128>(passed.count_nanoseconds()) * kOnePpb / ramp);
  };
  std::int64_t reached = ramp == 0 ? kOnePpb : share_ppb(time - overlay.since);
  if (overlay.until && ramp != 0) reached = std::min(reached, share_ppb(*overlay.until - time));
  return kOnePpb + static_cast<std::int64_t>(static_cast<Int128>(overlay.factor_ppb - kOnePpb) * reached / kOnePpb);
}

const SourceOverlay* SourceOverlays::first(SourceOverlay::Kind kind, PairId pair) const {
  for (const SourceOverlay& overlay : overlays_) {
    if (overlay.kind == kind && overlay.covers(pair)) return &overlay;
  }
  return nullptr;
}

std::optional<Price> SourceOverlays::held(Price price, PairId pair, sim::Time time,
                                          std::optional<sim::Time>& frozen_since) const {
  using Kind = SourceOverlay::Kind;
  if (const SourceOverlay* freeze = first(Kind::kFreeze, pair)) {
    if (freeze->shows_age) frozen_since = freeze->since;
    return pair.index < freeze->frozen.size() ? freeze->frozen[pair.index] : std::nullopt;
  }
  for (const SourceOverlay& overlay : overlays_) {
    if (overlay.kind != Kind::kManipulation || !overlay.covers(pair)) continue;
    price = times_ppb(price, manipulation_factor_ppb(overlay, time));
  }
  return price;
}

std::optional<Price> SourceOverlays::misstated(std::optional<Price> held, PairId pair) const {
  using Kind = SourceOverlay::Kind;
  for (const SourceOverlay& overlay : overlays_) {
    if (overlay.kind == Kind::kWrongFactor && overlay.covers(pair) && held) held = times_ppb(*held, overlay.factor_ppb);
  }
  for (const SourceOverlay& overlay : overlays_) {
    if (overlay.kind == Kind::kWrongValue && overlay.covers(pair)) held = overlay.value;
  }
  return held;
}

}  // namespace orrery::nodes
