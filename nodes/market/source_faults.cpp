#include "nodes/market/source_faults.h"

#include "sim/input_error.h"

namespace orrery::nodes {
namespace {

using sim::Duration;
using sim::FaultSpec;
using sim::ParameterSpec;
using Kind = SourceOverlay::Kind;

/// Holds an overlay on a venue or a provider from its start to its end.
template <class Source>
class SourceFault : public sim::Fault {
 public:
  SourceFault(Market& market, Source& source, SourceOverlay overlay)
      : market_(market), source_(source), overlay_(std::move(overlay)) {}

  void apply(sim::World&) override { number_ = market_.put_on(source_, overlay_); }
  void lift(sim::World&) override { source_.take_off(number_); }

 private:
  Market& market_;
  Source& source_;
  SourceOverlay overlay_;
  std::uint64_t number_ = 0;
};

ParameterSpec pair_parameter() {
  return {"price", std::string(), std::string(), "the price that it concerns, such as \"ETH/USD\"; empty: all"};
}
ParameterSpec shows_age_parameter(bool usual) {
  return {"shows_age", usual, usual, "whether the old prices carry their true time, so that readers can drop them"};
}

/// A positive decimal number with up to nine digits after the point.
std::int64_t factor_of(const FaultSpec& spec) {
  const auto& text = sim::parameter<std::string>(spec, "factor");
  const Price factor = parse_price(text);
  if (factor.units <= 0 || factor > Price::whole(10'000'000)) {
    throw sim::InputError("", "the factor " + text + " is not between 0 and 10000000");
  }
  return static_cast<std::int64_t>(factor.units / kOnePpb);
}

void read_wrong_price(const FaultSpec& spec, SourceOverlay& overlay) {
  const auto& factor = sim::parameter<std::string>(spec, "factor");
  const auto& value = sim::parameter<std::string>(spec, "value");
  if (factor.empty() == value.empty()) {
    throw sim::InputError("", "a wrong price is stated by a factor or by a value, one of both",
                          "factor = \"1.05\" or value = \"3889.2\"");
  }
  if (value.empty()) {
    overlay.kind = Kind::kWrongFactor;
    overlay.factor_ppb = factor_of(spec);
  } else {
    overlay.kind = Kind::kWrongValue;
    overlay.value = parse_price(value);
  }
}

void read_ramp(const FaultSpec& spec, SourceOverlay& overlay) {
  overlay.kind = Kind::kManipulation;
  overlay.factor_ppb = factor_of(spec);
  overlay.ramp = sim::parameter<Duration>(spec, "ramp");
  overlay.until = spec.end;
  if (overlay.ramp < Duration::zero()) throw sim::InputError("", "the ramp is below zero");
}

void read_wick(const FaultSpec& spec, SourceOverlay& overlay) {
  if (!spec.end) throw sim::InputError("", "a wick needs an end: it is at its tip half way there");
  overlay.kind = Kind::kManipulation;
  overlay.factor_ppb = factor_of(spec);
  overlay.ramp = (*spec.end - spec.start) / 2;
  overlay.until = spec.end;
}

/// One kind of fault: how it is documented and how its parameters become an overlay.
struct SourceFaultKind {
  std::string name, about;
  std::vector<ParameterSpec> parameters;
  std::function<void(const FaultSpec&, SourceOverlay&)> read;
};

SourceOverlay read_overlay(const SourceFaultKind& kind, const Market& market, const FaultSpec& spec) {
  SourceOverlay overlay;
  if (const auto& name = sim::parameter<std::string>(spec, "price"); !name.empty()) overlay.pair = market.pair(name);
  kind.read(spec, overlay);
  return overlay;
}

void add(sim::Faults& faults, Market& market, SourceFaultKind kind, bool of_venue) {
  kind.parameters.insert(kind.parameters.begin(), pair_parameter());
  sim::FaultKind made{kind.name, of_venue ? "venue" : "provider", kind.about, kind.parameters, {}};
  made.make = [&market, kind = std::move(kind), of_venue](sim::World&,
                                                          const FaultSpec& spec) -> std::unique_ptr<sim::Fault> {
    SourceOverlay overlay = read_overlay(kind, market, spec);
    if (!of_venue) {
      return std::make_unique<SourceFault<Provider>>(market, market.provider(spec.target), std::move(overlay));
    }
    Venue& venue = market.venue(spec.target);
    if (overlay.pair && !venue.quotes(*overlay.pair)) {
      throw sim::InputError("", "venue \"" + spec.target + "\" does not quote " + market.name(*overlay.pair));
    }
    return std::make_unique<SourceFault<Venue>>(market, venue, std::move(overlay));
  };
  faults.add_kind(std::move(made));
}

ParameterSpec factor_parameter() {
  return {"factor", std::string("1.5"), std::nullopt, "what the price is multiplied by, above 0 and up to 10000000"};
}
std::vector<ParameterSpec> wrong_price_parameters() {
  return {{"factor", std::string("1.05"), std::string(), "what every price is multiplied by"},
          {"value", std::string("0.0001"), std::string(), "what is shown in place of every price"}};
}

void add_venue_kinds(sim::Faults& faults, Market& market) {
  add(faults, market,
      {"venue-outage",
       "the exchange shows no price",
       {},
       [](const FaultSpec&, SourceOverlay& overlay) { overlay.kind = Kind::kOutage; }},
      true);
  add(faults, market,
      {"venue-freeze",
       "the exchange goes on showing the price that it showed at the start",
       {shows_age_parameter(false)},
       [](const FaultSpec& spec, SourceOverlay& overlay) {
         overlay.kind = Kind::kFreeze;
         overlay.shows_age = sim::parameter<bool>(spec, "shows_age");
       }},
      true);
  add(faults, market,
      {"venue-wrong-price", "the exchange shows a wrong price: a factor of the right one, or a value",
       wrong_price_parameters(), read_wrong_price},
      true);
  add(faults, market,
      {"venue-manipulation",
       "the exchange's price is driven away by a factor, held there, and let go",
       {factor_parameter(),
        {"ramp", Duration::minutes(1), Duration::zero(), "how long the price takes to get there, and back"}},
       read_ramp},
      true);
  add(faults, market,
      {"venue-wick",
       "the exchange's price shoots to a factor of itself by half time and is back at the end",
       {factor_parameter()},
       read_wick},
      true);
}

void add_provider_kinds(sim::Faults& faults, Market& market) {
  add(faults, market,
      {"provider-outage",
       "the provider answers no request",
       {{"silent", false, false, "requests hang until the asker gives up, in place of failing at once"}},
       [](const FaultSpec& spec, SourceOverlay& overlay) {
         overlay.kind = Kind::kOutage;
         overlay.silent = sim::parameter<bool>(spec, "silent");
       }},
      false);
  add(faults, market,
      {"provider-freeze",
       "the provider goes on answering with the price that it had at the start",
       {shows_age_parameter(false)},
       [](const FaultSpec& spec, SourceOverlay& overlay) {
         overlay.kind = Kind::kFreeze;
         overlay.shows_age = sim::parameter<bool>(spec, "shows_age");
       }},
      false);
  add(faults, market,
      {"provider-errors",
       "a share of the requests fails with an error",
       {{"share", sim::Fraction{500'000'000}, std::nullopt, "of all requests"}},
       [](const FaultSpec& spec, SourceOverlay& overlay) {
         overlay.kind = Kind::kErrors;
         overlay.rate_ppb = sim::parameter<sim::Fraction>(spec, "share").parts_per_billion;
         if (overlay.rate_ppb > kOnePpb) throw sim::InputError("", "a share of requests is at most 100 %");
       }},
      false);
  add(faults, market,
      {"provider-rate-limit",
       "the provider refuses a client's requests over a limit in each minute",
       {{"per_minute", std::int64_t{1}, std::nullopt, "requests that one client may make, at least 1"}},
       [](const FaultSpec& spec, SourceOverlay& overlay) {
         overlay.kind = Kind::kRateLimit;
         overlay.per_minute = sim::parameter<std::int64_t>(spec, "per_minute");
         if (overlay.per_minute < 1) throw sim::InputError("", "a rate limit is at least one request a minute");
       }},
      false);
  add(faults, market,
      {"provider-wrong-price", "the provider answers with a wrong price: a factor of the right one, or a value",
       wrong_price_parameters(), read_wrong_price},
      false);
  add(faults, market,
      {"provider-lag",
       "the provider's prices are old",
       {{"lag", Duration::minutes(2), std::nullopt, "how old"}, shows_age_parameter(true)},
       [](const FaultSpec& spec, SourceOverlay& overlay) {
         overlay.kind = Kind::kLag;
         overlay.lag = sim::parameter<Duration>(spec, "lag");
         overlay.shows_age = sim::parameter<bool>(spec, "shows_age");
         if (overlay.lag < Duration::zero()) throw sim::InputError("", "a lag is not below zero");
       }},
      false);
}

}  // namespace

void add_source_faults(sim::Faults& faults, Market& market) {
  add_venue_kinds(faults, market);
  add_provider_kinds(faults, market);
}

}  // namespace orrery::nodes
