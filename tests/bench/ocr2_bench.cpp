// What a reported OCR2 round of a median feed costs this machine, and how much of it is signatures.
//   round_over_signatures/31: the figure of the issue, both measured in turn in one run: `round_us` all of a round with
//     real signatures, `signatures_us` the signatures that it needs, `ratio` of the two.
//   feeds/K: cost of a round against the number of feeds that the same machines serve.
//   round/N/MODE: cost of a round against the number of oracles; mode 0 real, 2 modelled.
//   quiet_hour/N: an hour of 30 s rounds that report nothing, which is most of a day.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>

#include "chains/crypto/signatures.h"
#include "tests/nodes/ocr2/median_network.h"

namespace orrery::tests {
namespace {

using chains::SignatureMode;
using Clock = std::chrono::steady_clock;

constexpr auto kRound = sim::Duration::milliseconds(200);

chains::Int256 moving_price(sim::Time now, NodeIndex oracle) {
  return 1'000'000 + now.unix_nanoseconds() / 1'000'000 % 1000 + oracle.value;
}

double microseconds(Clock::duration elapsed) { return std::chrono::duration<double, std::micro>(elapsed).count(); }

/// A network that reports in every round, one epoch long enough for the whole benchmark.
MedianNetwork reporting_network(int n, SignatureMode mode, int feeds = 1) {
  return MedianNetwork(n, moving_price, [mode, feeds](OracleNetworkSpec& spec) {
    spec.signatures = mode;
    spec.feeds = feeds;
    spec.parameters.r_max = 250;
    spec.parameters.s = {1};
    spec.jitter_scale = sim::Duration::microseconds(350);
  });
}

/// The signatures of one round, each made and checked once: observations signed and verified, reports signed, those
/// that the leader counts verified, those on chain recovered.
void sign_and_verify_a_round(const chains::Secp256k1& curve, const std::vector<OracleKeys>& keys, std::uint64_t salt) {
  const int f = (static_cast<int>(keys.size()) - 1) / 3;
  Bytes32 digest;
  std::vector<chains::Secp256k1Signature> reports;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    digest.data[0] = static_cast<std::uint8_t>(i);
    for (int byte = 0; byte < 8; ++byte) digest.data[8 + byte] = static_cast<std::uint8_t>(salt >> (8 * byte));
    const auto observation = keys[i].offchain.sign(digest);
    benchmark::DoNotOptimize(chains::verify_ed25519(keys[i].offchain.public_key(), digest, observation));
    reports.push_back(curve.sign(keys[i].onchain.key, digest));
  }
  for (int time = 0; time < 2; ++time)
    for (int i = 0; i <= f; ++i) benchmark::DoNotOptimize(curve.recover(digest, reports[static_cast<std::size_t>(i)]));
}

std::vector<OracleKeys> keys_of(int n) {
  const chains::Signatures signatures(SignatureMode::kReal);
  std::vector<OracleKeys> keys;
  for (int i = 0; i < n; ++i) keys.push_back(make_oracle_keys(signatures, "node-" + std::to_string(i), {}));
  return keys;
}

void round_over_signatures(benchmark::State& state) {
  const int n = static_cast<int>(state.range(0));
  auto network = reporting_network(n, SignatureMode::kReal);
  network->start_all();
  network->run_for(sim::Duration::seconds(2));
  const auto keys = keys_of(n);
  const chains::Secp256k1 curve;
  Clock::duration rounds{}, signatures{};
  const auto before = network.answers().size();
  std::uint64_t salt = 0;
  for (auto _ : state) {
    const auto start = Clock::now();
    network->run_for(kRound);
    const auto middle = Clock::now();
    sign_and_verify_a_round(curve, keys, ++salt);
    const auto end = Clock::now();
    rounds += middle - start;
    signatures += end - middle;
  }
  const auto reported = static_cast<double>(network.answers().size() - before);
  state.counters["round_us"] = microseconds(rounds) / reported;
  state.counters["signatures_us"] = microseconds(signatures) / static_cast<double>(salt);
  state.counters["ratio"] = microseconds(rounds) / reported / (microseconds(signatures) / static_cast<double>(salt));
}
BENCHMARK(round_over_signatures)->Arg(4)->Arg(16)->Arg(31)->Unit(benchmark::kMicrosecond)->MinTime(1.0);

void round(benchmark::State& state) {
  auto network = reporting_network(static_cast<int>(state.range(0)), static_cast<SignatureMode>(state.range(1)));
  network->start_all();
  network->run_for(sim::Duration::seconds(2));
  const auto rounds = network.answers().size();
  const auto events = network->world().kernel().executed();
  for (auto _ : state) network->run_for(kRound);
  const auto reported = static_cast<double>(network.answers().size() - rounds);
  state.counters["rounds"] = benchmark::Counter(reported, benchmark::Counter::kIsRate);
  state.counters["events_per_round"] = static_cast<double>(network->world().kernel().executed() - events) / reported;
}
BENCHMARK(round)->ArgsProduct({{4, 7, 16, 31}, {0, 2}})->Unit(benchmark::kMicrosecond);

// All feeds of one network of 16 nodes: the cost of a round must not grow with their number.
void feeds(benchmark::State& state) {
  const int count = static_cast<int>(state.range(0));
  auto network = reporting_network(16, SignatureMode::kModelled, count);
  network->start_all();
  network->run_for(sim::Duration::seconds(1));
  const auto reported = [&] {
    std::size_t all = 0;
    for (int feed = 0; feed < count; ++feed) all += network->contract(feed).accepted().size();
    return static_cast<double>(all);
  };
  const auto before = reported();
  for (auto _ : state) network->run_for(kRound);
  state.counters["us_per_round"] =
      benchmark::Counter((reported() - before) * 1e-6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(feeds)->Arg(1)->Arg(10)->Arg(100)->Arg(267)->Unit(benchmark::kMillisecond);

void quiet_hour(benchmark::State& state) {
  MedianNetwork network(
      static_cast<int>(state.range(0)), [](sim::Time, NodeIndex) { return chains::Int256(1'000'000); },
      [](OracleNetworkSpec& spec) {
        spec.signatures = SignatureMode::kModelled;
        spec.parameters.delta_progress = sim::Duration::seconds(60);
        spec.parameters.delta_resend = sim::Duration::seconds(30);
        spec.parameters.delta_round = sim::Duration::seconds(30);
        spec.parameters.delta_grace = sim::Duration::seconds(5);
        spec.parameters.delta_stage = sim::Duration::seconds(30);
        spec.parameters.r_max = 5;
        MedianPluginConfig config;
        config.alpha_report_ppb = 5'000'000;
        config.delta_c = sim::Duration::hours(24);
        spec.parameters.plugin_config = encode(config);
        spec.jitter_scale = sim::Duration::microseconds(350);
      });
  network->start_all();
  network->run_for(sim::Duration::minutes(5));
  const auto events = network->world().kernel().executed();
  for (auto _ : state) network->run_for(sim::Duration::hours(1));
  const auto done = static_cast<double>(network->world().kernel().executed() - events);
  state.counters["events"] = benchmark::Counter(done, benchmark::Counter::kIsRate);
  state.counters["events_per_hour"] = done / static_cast<double>(state.iterations());
}
BENCHMARK(quiet_hour)->Arg(16)->Arg(31)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace orrery::tests
