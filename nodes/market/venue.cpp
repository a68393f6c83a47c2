#include "nodes/market/venue.h"

namespace orrery::nodes {

Venue::Venue(sim::Seed seed, VenueSpec spec, const std::vector<Quoted>& quoted, sim::EntityId id, sim::EntityId zone,
             std::vector<sim::EntityId> services)
    : spec_(std::move(spec)), id_(id), zone_(zone), services_(std::move(services)) {
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    const VenueQuoteSpec& quote = spec_.quotes[i];
    const PairId pair = quoted[i].pair;
    if (books_.size() <= pair.index) books_.resize(pair.index + 1);
    books_[pair.index] = std::make_unique<Book>(Book{
        quoted[i].path, quote.volume, quote.spread.parts_per_billion / 2,
        VenueNoise(seed, "market/" + spec_.name + "/" + quote.pair, quote.noise.parts_per_billion, quote.reversion)});
  }
}

Price Venue::undisturbed(const Book& book, sim::Time time) const {
  const sim::Time seen = time - spec_.lag;
  const std::int64_t distance = book.noise.deviation_ppb(seen) + book.noise.side(seen) * book.half_spread_ppb;
  return times_ppb(book.path->at(seen), kOnePpb + distance);
}

std::optional<VenueQuote> Venue::quote(PairId pair, sim::Time time) const {
  if (!quotes(pair) || outage(pair) != nullptr) return std::nullopt;
  const Book& book = *books_[pair.index];
  std::optional<sim::Time> frozen_since;
  const std::optional<Price> held = overlays_.held(undisturbed(book, time), pair, time, frozen_since);
  const std::optional<Price> price = overlays_.misstated(held, pair);
  if (!price) return std::nullopt;
  return VenueQuote{*price, frozen_since.value_or(time - spec_.lag), book.volume};
}

void Venue::put_on(SourceOverlay overlay) {
  if (overlay.kind == SourceOverlay::Kind::kFreeze) {
    overlay.frozen.resize(books_.size());
    for (std::uint32_t i = 0; i < books_.size(); ++i) {
      if (books_[i] == nullptr) continue;
      std::optional<sim::Time> ignored;
      overlay.frozen[i] = overlays_.held(undisturbed(*books_[i], overlay.since), PairId{i}, overlay.since, ignored);
    }
  }
  overlays_.add(std::move(overlay));
}

}  // namespace orrery::nodes
