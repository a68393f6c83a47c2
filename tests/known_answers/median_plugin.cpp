#include "nodes/ocr2/median_plugin.h"

#include <memory>

#include "nodes/ocr2/median_codec.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"
#include "tests/known_answers/ocr_formats.h"
#include "tests/known_answers/ocr_oracles.h"

namespace orrery::known_answers {
namespace {

using chains::Int256;
using nlohmann::json;
using sim::Duration;

Int256 number(const json& value) {
  return value.is_string() ? Int256(value.get<std::string>()) : Int256(value.get<std::int64_t>());
}

chains::Bytes32 digest_of(const std::string& name) {
  return {{0x00, 0x01, name == "own" ? std::uint8_t{1} : std::uint8_t{2}}};
}

/// A contract that answers at once with what a vector says.
class FixedContract final : public nodes::MedianContract {
 public:
  nodes::TransmissionDetails details;
  std::optional<nodes::RequestedRound> requested;

  void latest_transmission_details(chains::RpcCallback<nodes::TransmissionDetails> done) override {
    chains::RpcResult<nodes::TransmissionDetails> result;
    result.value = details;
    done(std::move(result));
  }
  void latest_round_requested(Duration, chains::RpcCallback<std::optional<nodes::RequestedRound>> done) override {
    chains::RpcResult<std::optional<nodes::RequestedRound>> result;
    result.value.emplace(requested);
    done(std::move(result));
  }
};

/// A source of fixed values.
class FixedSource final : public nodes::MedianDataSource {
 public:
  Int256 value = 5, juels = 6;
  void observe_value(nodes::ReportTimestamp, nodes::PluginCallback<Int256> done) override { done({value, {}, {}}); }
  void observe_juels_per_fee_coin(nodes::ReportTimestamp, nodes::PluginCallback<Int256> done) override {
    done({juels, {}, {}});
  }
  void observe_gas_price_subunits(nodes::ReportTimestamp, nodes::PluginCallback<Int256> done) override {
    done({Int256(0), {}, {}});
  }
};

/// Of the network; four oracles unless a file says otherwise.
struct NetworkSize {
  int n = 4, f = 1;
};
NetworkSize size_of(const json& document) { return {document.value("n", 4), document.value("f", 1)}; }

/// One machine with a plugin on it.
class Bench {
 public:
  Bench(const nodes::MedianPluginConfig& config, const nodes::MedianOnchainConfig& onchain, NetworkSize size)
      : world_(sim::Seed{1}, sim::Time::from_unix_seconds(1'700'000'000)) {
    world_.network().add_zone({.name = "zone", .cloud = {}});
    auto& host = world_.network().add_host({.name = "node", .zone = "zone", .parent = {}, .leans_on = {}, .clock = {}});
    nodes::MedianPluginSpec spec;
    spec.config_digest = digest_of("own");
    spec.n = size.n;
    spec.f = size.f;
    spec.config = config;
    spec.onchain_config = onchain;
    plugin = std::make_unique<nodes::MedianPlugin>(host, spec, source, contract);
  }
  sim::Time now() const { return world_.now(); }

  FixedContract contract;
  FixedSource source;
  std::unique_ptr<nodes::MedianPlugin> plugin;

 private:
  sim::World world_;
};

nodes::MedianObservation observation_of(const Int256& value) {
  return {.timestamp = 1'700'000'000,
          .value = *chains::encode_int192(value),
          .juels_per_fee_coin = *chains::encode_int192(6),
          .gas_price_subunits = {}};
}

void check_should_report(const json& row, const json& document, Result& result) {
  const json& inputs = row.at("inputs");
  nodes::MedianPluginConfig config;
  config.alpha_report_infinite = inputs.at("alphaReportInfinite").get<bool>();
  config.alpha_report_ppb = inputs.at("alphaReportPPB").get<std::uint64_t>();
  config.delta_c = Duration::seconds(inputs.at("deltaCSeconds").get<std::int64_t>());
  Bench bench(config, {number(document.at("onchainMin")), number(document.at("onchainMax"))}, size_of(document));
  const json& contract = row.at("contract");
  bench.contract.details = {
      digest_of(inputs.at("contractDigest")), contract.at("epoch").get<std::uint32_t>(),
      contract.at("round").get<std::uint8_t>(), number(contract.at("answer")),
      bench.now() - Duration::seconds(inputs.at("secondsSinceLastTransmission").get<std::int64_t>())};
  if (const json& requested = inputs.at("roundRequested"); !requested.is_null())
    bench.contract.requested = {digest_of(requested.at("digest")), requested.at("epoch").get<std::uint32_t>(),
                                requested.at("round").get<std::uint8_t>()};
  std::vector<nodes::AttributedObservation> observations;
  for (const auto& value : row.at("values"))
    observations.push_back({nodes::encode(observation_of(number(value))),
                            nodes::NodeIndex{static_cast<std::uint8_t>(observations.size())}});

  std::optional<nodes::PluginResult<nodes::ReportDecision>> found;
  bench.plugin->report({digest_of("own"), 4, 1}, {}, observations, [&](auto answer) { found = std::move(answer); });
  const std::string name = row.at("name");
  if (row.contains("error")) {
    result.check(found && !found->value && found->error == row.at("error").get<std::string>(),
                 name + ": found \"" + (found ? found->error : "nothing") + "\"");
    return;
  }
  const bool reports = found && found->value && found->value->should_report;
  result.check(reports == row.at("shouldReport").get<bool>(), name + ": found " + (reports ? "true" : "false"));
  if (!reports || !row.contains("sortedValues")) return;
  const auto report = nodes::decode_median_report(found->value->report);
  json sorted = json::array();
  for (const auto& value : report->values) sorted.push_back(chains::to_text(*chains::decode_int192(value)));
  result.check(sorted == json::parse(row.at("sortedValues").get<std::string>()), name + ": values " + sorted.dump());
}

nodes::Bytes report_of(const Int256& median) {
  nodes::MedianReport report;
  report.observers = {0, 1, 2};
  report.values.assign(3, *chains::encode_int192(median));
  return nodes::encode(report);
}

void check_sequence(const json& document, Result& result) {
  nodes::MedianPluginConfig config;
  const json& given = document.value("acceptTransmitConfig", json::object());
  config.alpha_accept_ppb = given.value("alphaAcceptPPB", std::uint64_t{0});
  config.alpha_accept_infinite = given.value("alphaAcceptInfinite", false);
  Bench bench(config, {number(document.at("onchainMin")), number(document.at("onchainMax"))}, size_of(document));
  for (const auto& step : document.at("acceptTransmitSequence")) {
    const std::string note = step.value("note", "");
    const bool is_other =
        note.find("digest changed") != std::string::npos || step.value("contractDigest", "own") != "own";
    bench.contract.details = {digest_of(is_other ? "other" : "own"), step.at("contractEpoch").get<std::uint32_t>(),
                              step.at("contractRound").get<std::uint8_t>(), 0, bench.now()};
    const nodes::ReportTimestamp at{digest_of("own"), step.at("epoch").get<std::uint32_t>(),
                                    step.at("round").get<std::uint8_t>()};
    std::optional<bool> found;
    const auto take = [&](nodes::PluginResult<bool> answer) { found = answer.value; };
    const std::string op = step.at("op");
    const nodes::Bytes report = report_of(step.contains("median") ? number(step.at("median")) : Int256(0));
    if (op == "shouldAccept") bench.plugin->should_accept_finalized_report(at, report, take);
    if (op == "shouldTransmit") bench.plugin->should_transmit_accepted_report(at, report, take);
    result.check(found == step.at("result").get<bool>(), op + " (" + note + ")");
  }
}

void check_observation(const json& document, Result& result) {
  const json& example = document.at("observationExample");
  Bench bench({}, {Int256(1), Int256(100)}, size_of(document));
  bench.source.value = number(example.at("value"));
  bench.source.juels = number(example.at("juelsPerFeeCoin"));
  const auto expected = nodes::decode_median_observation(bytes(example.at("bytes")));
  result.check(expected.has_value(), "the observation does not decode");
  if (!expected) return;
  expect_hex("observation", nodes::encode(*expected), example.at("bytes"), result);
  std::optional<nodes::PluginResult<nodes::Bytes>> found;
  const auto take = [&](nodes::PluginResult<nodes::Bytes> answer) { found = std::move(answer); };
  bench.plugin->observation({digest_of("own"), 1, 1}, {}, take);
  const auto observed = nodes::decode_median_observation(found->value.value_or(nodes::Bytes{}));
  result.check(
      observed && observed->value == expected->value && observed->juels_per_fee_coin == expected->juels_per_fee_coin,
      "the plugin observes other values");
  const nodes::Bytes query{1};
  bench.plugin->observation({digest_of("own"), 1, 1}, query, take);
  if (example.contains("nonEmptyQueryError"))
    result.check(!found->value && found->error == example.at("nonEmptyQueryError").get<std::string>(),
                 "query: found \"" + found->error + "\"");
}

Result check(const json& document) {
  Result result;
  for (const auto& row : document.at("deviation")) {
    const bool found = nodes::deviates(std::stoull(row.at("thresholdPPB").get<std::string>()), number(row.at("old")),
                                       number(row.at("new")));
    result.check(found == row.at("deviates").get<bool>(), "deviation " + row.dump());
  }
  for (const auto& row : document.at("shouldReport")) check_should_report(row, document, result);
  check_sequence(document, result);
  if (document.contains("observationExample")) check_observation(document, result);
  return result;
}

}  // namespace

Format median_plugin_format() {
  return {"median plugin",
          [](const json& document) {
            return document.is_object() && document.contains("shouldReport") && document.contains("deviation");
          },
          check};
}

}  // namespace orrery::known_answers
