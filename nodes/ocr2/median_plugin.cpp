#include "nodes/ocr2/median_plugin.h"

#include <algorithm>
#include <compare>
#include <string>
#include <tuple>
#include <utility>

#include "nodes/ocr2/median_codec.h"

namespace orrery::nodes {
namespace {

using chains::Bytes24;
using chains::Int256;

constexpr std::size_t kMaxObservationBytes = 92;  // §4.1

/// A place in a config's sequence of reports.
struct EpochRound {
  std::uint32_t epoch = 0;
  std::uint8_t round = 0;
  constexpr auto operator<=>(const EpochRound&) const = default;
};

/// An int192 that compares as a number does when its bytes compare as text.
Bytes24 sort_key(Bytes24 value) {
  value.data[0] ^= 0x80;
  return value;
}

struct ParsedObservation {
  std::uint32_t timestamp;
  Bytes24 value, juels_per_fee_coin;  // sort keys
  std::uint8_t observer;
};

template <class T>
T upper_median(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<ParsedObservation> parse(const std::vector<AttributedObservation>& observations, bool needs_gas_price) {
  std::vector<ParsedObservation> parsed;
  parsed.reserve(observations.size());
  for (const auto& each : observations) {
    const auto observation = decode_median_observation(each.observation);
    if (!observation || (needs_gas_price && !observation->gas_price_subunits)) continue;
    parsed.push_back({observation->timestamp, sort_key(observation->value), sort_key(observation->juels_per_fee_coin),
                      each.observer.value});
  }
  std::sort(parsed.begin(), parsed.end(), [](const ParsedObservation& a, const ParsedObservation& b) {
    return std::tie(a.value, a.observer) < std::tie(b.value, b.observer);
  });
  return parsed;
}

// §4.2, §4.3
MedianReport make_report(const std::vector<ParsedObservation>& sorted) {
  MedianReport report;
  std::vector<std::uint32_t> timestamps;
  std::vector<Bytes24> juels;
  for (const auto& each : sorted) {
    report.observers.push_back(each.observer);
    report.values.push_back(sort_key(each.value));
    timestamps.push_back(each.timestamp);
    juels.push_back(each.juels_per_fee_coin);
  }
  report.observations_timestamp = upper_median(std::move(timestamps));
  report.juels_per_fee_coin = sort_key(upper_median(std::move(juels)));
  return report;
}

template <class T>
PluginResult<T> failed(std::string error, sim::CauseId cause = {}) {
  return {std::nullopt, std::move(error), cause};
}

template <class T, class R>
PluginResult<T> contract_unreadable(const chains::RpcResult<R>& result) {
  return failed<T>("could not read the contract: " + words_of(result.failure, result.reason), result.cause);
}

}  // namespace

struct MedianPlugin::State {
  sim::Host& host;
  MedianPluginSpec spec;
  MedianDataSource& source;
  MedianContract& contract;
  EpochRound last_accepted;
  Int256 last_accepted_median;

  bool should_report(const Int256& answer, const TransmissionDetails& contract_state,
                     const std::optional<RequestedRound>& requested) const;
  bool accept(const EpochRound& report, const Int256& median, const TransmissionDetails& contract_state);
};

// §4.4
bool MedianPlugin::State::should_report(const Int256& answer, const TransmissionDetails& contract_state,
                                        const std::optional<RequestedRound>& requested) const {
  if (answer < spec.onchain_config.min_answer || answer > spec.onchain_config.max_answer) return false;
  const EpochRound latest{contract_state.epoch, contract_state.round};
  const bool initial_round = contract_state.config_digest == spec.config_digest && latest == EpochRound{};
  const bool deviation = !spec.config.alpha_report_infinite &&
                         deviates(spec.config.alpha_report_ppb, contract_state.latest_answer, answer);
  const bool heartbeat = host.now() - contract_state.latest_timestamp > spec.config.delta_c;
  const bool request = requested && requested->config_digest == spec.config_digest &&
                       EpochRound{requested->epoch, requested->round} >= latest;
  return initial_round || deviation || heartbeat || request;
}

// §4.8
bool MedianPlugin::State::accept(const EpochRound& report, const Int256& median,
                                 const TransmissionDetails& contract_state) {
  const EpochRound latest{contract_state.epoch, contract_state.round};
  if (contract_state.config_digest != spec.config_digest) return false;
  if (report <= last_accepted || report <= latest) return false;
  const bool deviation =
      !spec.config.alpha_accept_infinite && deviates(spec.config.alpha_accept_ppb, last_accepted_median, median);
  const bool nothing_pending = latest >= last_accepted;
  if (!deviation && !nothing_pending) return false;
  last_accepted = report;
  last_accepted_median = median;
  return true;
}

MedianPlugin::MedianPlugin(sim::Host& host, MedianPluginSpec spec, MedianDataSource& source, MedianContract& contract)
    : state_(std::make_shared<State>(State{host, std::move(spec), source, contract, {}, {}})) {}

MedianPlugin::~MedianPlugin() = default;

ReportingPluginInfo MedianPlugin::info(std::uint8_t n) {
  return {.name = "median",
          .unique_reports = false,
          .max_query = 0,
          .max_observation = kMaxObservationBytes,
          .max_report = 160 + 32 * std::size_t{n}};
}

void MedianPlugin::query(ReportTimestamp, PluginCallback<Bytes> done) { done({Bytes{}, {}, {}}); }

namespace {

/// Gathers the values of one observation, which arrive in any order.
struct Observing {
  sim::Host& host;
  int missing;
  MedianObservation observation;
  PluginCallback<Bytes> done;  // empty once called

  void take(const char* what, Bytes24& place, PluginResult<Int256> result) {
    if (!done) return;
    const auto bytes = result.value ? chains::encode_int192(*result.value) : std::nullopt;
    if (!bytes) {
      const std::string why = result.value ? "it does not fit int192" : result.error;
      return std::exchange(
          done, nullptr)(failed<Bytes>(std::string("could not observe the ") + what + ": " + why, result.cause));
    }
    place = *bytes;
    if (--missing > 0) return;
    observation.timestamp = static_cast<std::uint32_t>(host.now().unix_seconds());
    std::exchange(done, nullptr)({encode(observation), {}, {}});
  }
};

}  // namespace

void MedianPlugin::observation(ReportTimestamp at, BytesView query, PluginCallback<Bytes> done) {
  if (!query.empty()) return done(failed<Bytes>("expected empty query"));
  const bool gas_price = state_->spec.include_gas_price;
  auto observing = std::make_shared<Observing>(Observing{state_->host, gas_price ? 3 : 2, {}, std::move(done)});
  state_->source.observe_value(at, [observing](PluginResult<Int256> value) {
    observing->take("value", observing->observation.value, std::move(value));
  });
  state_->source.observe_juels_per_fee_coin(at, [observing](PluginResult<Int256> juels) {
    observing->take("juels per fee coin", observing->observation.juels_per_fee_coin, std::move(juels));
  });
  if (!gas_price) return;
  state_->source.observe_gas_price_subunits(at, [observing](PluginResult<Int256> subunits) {
    Bytes24 place;
    if (subunits.value) observing->observation.gas_price_subunits.emplace();
    observing->take("gas price subunits",
                    observing->observation.gas_price_subunits ? *observing->observation.gas_price_subunits : place,
                    std::move(subunits));
  });
}

void MedianPlugin::report(ReportTimestamp, BytesView query, const std::vector<AttributedObservation>& observations,
                          PluginCallback<ReportDecision> done) {
  if (!query.empty()) return done(failed<ReportDecision>("expected empty query"));
  auto sorted = parse(observations, state_->spec.include_gas_price);
  const int needed = state_->spec.f + 1;
  if (static_cast<int>(sorted.size()) < needed)
    return done(failed<ReportDecision>("only received " + std::to_string(sorted.size()) +
                                       " valid attributed observations, but need at least f+1 (" +
                                       std::to_string(needed) + ")"));
  struct Deciding {
    std::shared_ptr<State> state;
    MedianReport report;
    PluginCallback<ReportDecision> done;  // empty once called
    std::optional<TransmissionDetails> details;
    std::optional<std::optional<RequestedRound>> requested;

    void decide() {
      if (!details || !requested || !done) return;
      const Int256 answer = *chains::decode_int192(report.values[report.values.size() / 2]);
      const bool should_report = state->should_report(answer, *details, *requested);
      std::exchange(done, nullptr)({ReportDecision{should_report, should_report ? encode(report) : Bytes{}}, {}, {}});
    }
  };
  auto deciding = std::make_shared<Deciding>(Deciding{state_, make_report(sorted), std::move(done), {}, {}});
  state_->contract.latest_transmission_details([deciding](chains::RpcResult<TransmissionDetails> result) {
    if (!result && deciding->done)
      return std::exchange(deciding->done, nullptr)(contract_unreadable<ReportDecision>(result));
    deciding->details = std::move(result.value);
    deciding->decide();
  });
  state_->contract.latest_round_requested(
      state_->spec.request_lookback, [deciding](chains::RpcResult<std::optional<RequestedRound>> result) {
        if (!result && deciding->done)
          return std::exchange(deciding->done, nullptr)(contract_unreadable<ReportDecision>(result));
        deciding->requested = std::move(result.value);
        deciding->decide();
      });
}

void MedianPlugin::should_accept_finalized_report(ReportTimestamp at, BytesView report, PluginCallback<bool> done) {
  const auto median = median_of_report(report);
  if (!median) return done(failed<bool>("the report is not one of a median feed"));
  state_->contract.latest_transmission_details(
      [state = state_, at, median = *median, done = std::move(done)](chains::RpcResult<TransmissionDetails> result) {
        if (!result) return done(contract_unreadable<bool>(result));
        done({state->accept({at.epoch, at.round}, median, *result.value), {}, {}});
      });
}

// §4.9
void MedianPlugin::should_transmit_accepted_report(ReportTimestamp at, BytesView, PluginCallback<bool> done) {
  state_->contract.latest_transmission_details(
      [state = state_, at, done = std::move(done)](chains::RpcResult<TransmissionDetails> result) {
        if (!result) return done(contract_unreadable<bool>(result));
        const TransmissionDetails& latest = *result.value;
        const bool is_newer = EpochRound{latest.epoch, latest.round} < EpochRound{at.epoch, at.round};
        done({latest.config_digest == state->spec.config_digest && is_newer, {}, {}});
      });
}

}  // namespace orrery::nodes
