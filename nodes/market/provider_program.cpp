#include "nodes/market/provider_program.h"

namespace orrery::nodes {

ProviderProgram::ProviderProgram(sim::Host& host, Market& market, Provider& provider)
    : host_(host),
      market_(market),
      provider_(provider),
      reaches_([&market](sim::EntityId from, const Venue& venue) { return market.reach(from, venue); }),
      shelves_(market.pair_count()) {}

void ProviderProgram::start() {
  host_.listen(host_.port(kPriceService), [this](sim::HostPort from, const sim::MessagePtr& message) {
    const auto* request = sim::message_cast<PriceRequest>(*message);
    if (request == nullptr) return;
    if (provider_.spec().processing == sim::Duration::zero()) return on_request(from, *request);
    host_.set_timer(provider_.spec().processing,
                    [this, from, message] { on_request(from, static_cast<const PriceRequest&>(*message)); });
  });
}

void ProviderProgram::on_request(sim::HostPort from, const PriceRequest& request) {
  using Kind = SourceOverlay::Kind;
  const PairId pair = request.pair;
  if (pair.index >= shelves_.size() || !provider_.quotes(pair)) return refuse(from, request, PriceStatus::kError, {});
  if (const SourceOverlay* outage = provider_.overlays().first(Kind::kOutage, pair)) {
    if (!outage->silent) return refuse(from, request, PriceStatus::kUnavailable, outage->cause);
    return market_.world().faults().count_hit(outage->cause, sim::Hit::kRequest);
  }
  sim::CauseId cause;
  if (is_over_limit(from.host, pair, cause)) return refuse(from, request, PriceStatus::kRateLimited, cause);
  if (provider_.draws_error(pair, cause)) return refuse(from, request, PriceStatus::kError, cause);
  answer_price(from, request);
}

void ProviderProgram::answer_price(sim::HostPort from, const PriceRequest& request) {
  const PairId pair = request.pair;
  const Shelf& shelf = look(pair);
  const sim::Time now = market_.world().now();
  const SourceOverlays& overlays = provider_.overlays();
  for (const SourceOverlay& overlay : overlays.all()) {
    if (overlay.covers(pair)) market_.world().faults().count_hit(overlay.cause, sim::Hit::kPrice);
  }
  sim::Time as_of = shelf.last_at + provider_.hidden_lag(pair);
  std::optional<Price> price;
  const bool is_new = shelf.last_at == shelf.looked_at;
  if (is_new || shelf.looked_at - shelf.last_at <= provider_.spec().oldest_answer) price = shelf.last;
  if (const SourceOverlay* freeze = overlays.first(SourceOverlay::Kind::kFreeze, pair)) {
    // A frozen cache still answers, and says that the price is of now unless it knows better.
    as_of = freeze->shows_age ? freeze->since : now;
    price = pair.index < freeze->frozen.size() ? freeze->frozen[pair.index] : std::nullopt;
  }
  if (const auto shown = overlays.misstated(price, pair)) {
    // The time that it states is of its own clock.
    const sim::Time stated = host_.now() - (now - as_of);
    host_.send(host_.port(kPriceService), from,
               std::make_shared<PriceAnswer>(request, PriceStatus::kOk, PriceAnswer::Stated{*shown, stated}));
  } else {
    refuse(from, request, PriceStatus::kUnavailable, shelf.cause);
  }
}

void ProviderProgram::refuse(sim::HostPort from, const PriceRequest& request, PriceStatus status, sim::CauseId cause) {
  if (cause.row != 0) {
    market_.world().faults().count_hit(cause, sim::Hit::kRequest);
    market_.world().kernel().set_cause(cause);
  }
  host_.send(host_.port(kPriceService), from, std::make_shared<PriceAnswer>(request, status));
}

bool ProviderProgram::is_over_limit(sim::EntityId client, PairId pair, sim::CauseId& cause) {
  const std::int64_t limit = provider_.requests_per_minute(pair, cause);
  if (limit == 0) return false;
  const std::int64_t minute = host_.now().unix_seconds() / 60;
  for (Client& known : clients_) {
    if (known.host != client) continue;
    if (known.minute != minute) known = {client, minute, 0};
    return ++known.requests > limit;
  }
  clients_.push_back({client, minute, 1});
  return false;
}

ProviderProgram::Shelf& ProviderProgram::look(PairId pair) {
  Shelf& shelf = shelves_[pair.index];
  const sim::Time now = market_.world().now();
  const sim::Duration since_tick = sim::Duration::nanoseconds(now.unix_nanoseconds()) % provider_.spec().refresh;
  const sim::Time tick = now - since_tick - provider_.lag(pair);
  if (shelf.looked && shelf.looked_at == tick) return shelf;
  const Provider::Finding finding = provider_.look(pair, tick, reaches_, host_.id());
  shelf.looked = true;
  shelf.looked_at = tick;
  shelf.cause = finding.causes.empty() ? sim::CauseId{} : finding.causes.front();
  for (const sim::CauseId cause : finding.causes) market_.world().faults().count_hit(cause, sim::Hit::kPrice);
  if (finding.price) {
    shelf.last = finding.price;
    shelf.last_at = tick;
  }
  return shelf;
}

}  // namespace orrery::nodes
