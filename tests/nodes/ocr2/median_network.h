#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "nodes/ocr2/median_codec.h"
#include "nodes/ocr2/median_plugin.h"
#include "tests/nodes/ocr2/oracle_network.h"

namespace orrery::tests {

/// A SmallContract as the median plugin reads it, at once.
class SmallMedianContract final : public MedianContract {
 public:
  explicit SmallMedianContract(SmallContract& contract) : contract_(contract) {}

  void latest_transmission_details(chains::RpcCallback<TransmissionDetails> done) override {
    chains::RpcResult<TransmissionDetails> result;
    result.value.emplace();
    result.value->config_digest = contract_.config().config_digest;
    result.value->epoch = static_cast<std::uint32_t>(contract_.latest() >> 8);
    result.value->round = static_cast<std::uint8_t>(contract_.latest() & 0xff);
    if (!contract_.accepted().empty()) {
      result.value->latest_answer = median_of_report(contract_.accepted().back().report).value_or(0);
      result.value->latest_timestamp = sim::Time::from_unix_seconds(contract_.accepted().back().time.unix_seconds());
    }
    done(std::move(result));
  }
  void latest_round_requested(sim::Duration, chains::RpcCallback<std::optional<RequestedRound>> done) override {
    chains::RpcResult<std::optional<RequestedRound>> result;
    result.value.emplace();
    done(std::move(result));
  }

 private:
  SmallContract& contract_;
};

/// A source that says what a function of time and oracle says.
class SmallMedianSource final : public MedianDataSource {
 public:
  using Value = std::function<chains::Int256(sim::Time now, NodeIndex oracle)>;
  SmallMedianSource(sim::Host& host, NodeIndex self, Value value)
      : host_(host), self_(self), value_(std::move(value)) {}

  void observe_value(ReportTimestamp, PluginCallback<chains::Int256> done) override {
    done({value_(host_.now(), self_), {}, {}});
  }
  void observe_juels_per_fee_coin(ReportTimestamp, PluginCallback<chains::Int256> done) override {
    done({chains::Int256(200), {}, {}});
  }
  void observe_gas_price_subunits(ReportTimestamp, PluginCallback<chains::Int256> done) override {
    done({chains::Int256(0), {}, {}});
  }

 private:
  sim::Host& host_;
  NodeIndex self_;
  Value value_;
};

struct MedianSources {
  SmallMedianSource source;
  SmallMedianContract contract;
};
/// A median plugin that owns where it reads from.
class OwningMedianPlugin final : private MedianSources, public MedianPlugin {
 public:
  OwningMedianPlugin(sim::Host& host, const MedianPluginSpec& spec, MedianSources sources)
      : MedianSources(std::move(sources)), MedianPlugin(host, spec, MedianSources::source, MedianSources::contract) {}
};

/// A spec for a median feed of n oracles. `network` is set once it stands.
inline OracleNetworkSpec median_network_spec(int n, SmallMedianSource::Value value, OracleNetwork*& network,
                                             MedianPluginConfig config = {.alpha_report_infinite = false,
                                                                          .alpha_report_ppb = 0,
                                                                          .alpha_accept_infinite = false,
                                                                          .alpha_accept_ppb = 0,
                                                                          .delta_c = sim::Duration::hours(1)}) {
  OracleNetworkSpec spec;
  spec.n = n;
  spec.f = (n - 1) / 3;
  spec.parameters = fast_parameters(n);
  spec.parameters.plugin_config = encode(config);
  spec.onchain_config = encode(MedianOnchainConfig{chains::Int256(1), chains::Int256(1'000'000'000)});
  spec.make_plugin = [value, &network](sim::Host& host, const PluginRequest& request) {
    MedianPluginSpec plugin;
    plugin.config_digest = request.config_digest;
    plugin.n = request.n;
    plugin.f = request.f;
    plugin.config = decode_median_plugin_config(request.plugin_config).value();
    plugin.onchain_config = decode_median_onchain_config(request.onchain_config).value();
    return MadePlugin{std::make_unique<OwningMedianPlugin>(
                          host, plugin,
                          MedianSources{SmallMedianSource(host, request.self, value),
                                        SmallMedianContract(network->contract_of(request.config_digest))}),
                      MedianPlugin::info(request.n),
                      {}};
  };
  return spec;
}

/// A median feed on a SmallContract.
class MedianNetwork {
 public:
  MedianNetwork(int n, SmallMedianSource::Value value, std::function<void(OracleNetworkSpec&)> change = {})
      : spec_(median_network_spec(n, std::move(value), pointer_)) {
    if (change) change(spec_);
    network_.emplace(spec_);
    pointer_ = &*network_;
  }
  MedianNetwork(const MedianNetwork&) = delete;  // its plugins' factory points at it
  MedianNetwork& operator=(const MedianNetwork&) = delete;
  OracleNetwork* operator->() { return &*network_; }
  OracleNetwork& operator*() { return *network_; }
  /// The answers on the contract so far.
  std::vector<chains::Int256> answers() {
    std::vector<chains::Int256> found;
    for (const auto& each : network_->contract().accepted()) found.push_back(median_of_report(each.report).value());
    return found;
  }

 private:
  OracleNetwork* pointer_ = nullptr;
  OracleNetworkSpec spec_;
  std::optional<OracleNetwork> network_;
};

}  // namespace orrery::tests
