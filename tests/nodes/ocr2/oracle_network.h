#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chains/crypto/hash.h"
#include "chains/crypto/signatures.h"
#include "nodes/ocr2/network_setup.h"
#include "nodes/ocr2/oracle.h"
#include "sim/network.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"
#include "tests/nodes/ocr2/small_contract.h"

namespace orrery::tests {

/// Parameters that the traces of the real implementation use, so that a round takes a fraction of a second.
inline OffchainConfig fast_parameters(int n) {
  OffchainConfig config;
  config.delta_progress = sim::Duration::milliseconds(600);
  config.delta_resend = sim::Duration::milliseconds(300);
  config.delta_round = sim::Duration::milliseconds(200);
  config.delta_grace = sim::Duration::milliseconds(40);
  config.delta_stage = sim::Duration::milliseconds(100);
  config.r_max = 3;
  config.s.assign(static_cast<std::size_t>(n), 1);
  config.max_duration_query = sim::Duration::milliseconds(50);
  config.max_duration_observation = sim::Duration::milliseconds(100);
  config.max_duration_report = sim::Duration::milliseconds(100);
  config.max_duration_should_accept = sim::Duration::milliseconds(100);
  config.max_duration_should_transmit = sim::Duration::milliseconds(100);
  return config;
}

/// What an OracleNetwork is made of.
struct OracleNetworkSpec {
  int n = 4;
  int f = 1;
  int feeds = 1;  ///< networks on the same machines, each with its own contract
  OffchainConfig parameters = fast_parameters(4);
  Bytes onchain_config;
  Bytes32 config_digest{{0x00, 0x01, 0x42}};
  SharedSecret secret{{1, 2, 3}};
  sim::Duration one_way = sim::Duration::milliseconds(5);
  sim::Duration jitter_scale;  ///< none by default
  sim::Fraction loss;
  sim::Duration contract_delay;
  chains::SignatureMode signatures = chains::SignatureMode::kReal;
  std::uint64_t seed = 1;
  /// The plugin of the oracle with that index.
  std::function<MadePlugin(sim::Host&, const PluginRequest&)> make_plugin;
  ProtocolListener* listener = nullptr;
  sim::Level level = sim::Level::kNothing;
  sim::RowSink* sink = nullptr;
};

/// A world of n machines, each in a zone of its own, one oracle and one SmallContract a feed, and nothing else.
class OracleNetwork {
 public:
  explicit OracleNetwork(OracleNetworkSpec spec)
      : spec_(std::move(spec)),
        signatures_(spec_.signatures, spec_.seed),
        seats_(static_cast<std::size_t>(spec_.n * spec_.feeds)),
        world_(sim::Seed{spec_.seed}, sim::Time::from_unix_seconds(1'760'918'400), spec_.level, spec_.sink) {
    for (int i = 0; i < spec_.n; ++i) add_host(i);
    auto directory = std::make_shared<PeerDirectory>();
    for (int i = 0; i < spec_.n; ++i) (*directory)[keys_[at(i)].peer_id] = hosts_[at(i)]->id();
    peers_ = std::move(directory);
    for (int feed = 0; feed < spec_.feeds; ++feed) {
      contracts_.emplace_back(signatures_);
      for (int i = 0; i < spec_.n; ++i) install(i, feed);
      Bytes32 digest = spec_.config_digest;
      digest.data[30] ^= static_cast<std::uint8_t>(feed >> 8);
      digest.data[31] ^= static_cast<std::uint8_t>(feed);
      configure(digest, spec_.parameters, feed);
    }
  }

  void configure(const Bytes32& digest, OffchainConfig parameters, int feed = 0) {
    auto config = make_network_config(keys_, std::move(parameters), spec_.secret, chains::keccak256("ephemeral"));
    contracts_[at(feed)].configure({.config_digest = digest,
                                    .config_count = ++config_count_,
                                    .signers = config.signers,
                                    .transmitters = config.transmitters,
                                    .f = static_cast<std::uint8_t>(spec_.f),
                                    .onchain_config = spec_.onchain_config,
                                    .offchain_config_version = kOcr2OffchainConfigVersion,
                                    .offchain_config = encode(config.offchain)});
  }

  void start(int i) { hosts_[at(i)]->start(); }
  void start_all() {
    for (int i = 0; i < spec_.n; ++i) start(i);
  }
  void stop(int i) { hosts_[at(i)]->stop(); }
  void run_for(sim::Duration duration) { world_.kernel().run_until(world_.now() + duration); }

  sim::World& world() { return world_; }
  SmallContract& contract(int feed = 0) { return contracts_[at(feed)]; }
  /// The contract that has this config.
  SmallContract& contract_of(const Bytes32& config_digest) {
    for (auto& each : contracts_)
      if (each.config().config_digest == config_digest) return each;
    return contracts_.front();
  }
  chains::Signatures& signatures() { return signatures_; }
  sim::SimulatedHost& host(int i) { return *hosts_[at(i)]; }
  OracleSeat& seat(int i) { return seats_[at(i)]; }
  const OracleKeys& keys(int i) const { return keys_[at(i)]; }
  /// The running oracle, or null.
  Oracle* oracle(int i) { return seats_[at(i)].running; }
  const OracleNetworkSpec& spec() const { return spec_; }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  void add_host(int i) {
    const std::string name = "node-" + std::to_string(i);
    world_.network().add_zone({.name = "zone-" + std::to_string(i), .cloud = {}});
    for (int j = 0; j < i; ++j)
      world_.network().set_link(
          "zone-" + std::to_string(i), "zone-" + std::to_string(j),
          {.latency = spec_.one_way, .jitter_scale = spec_.jitter_scale, .loss = spec_.loss, .duplication = {}});
    hosts_.push_back(&world_.network().add_host(
        {.name = name, .zone = "zone-" + std::to_string(i), .parent = {}, .leans_on = {}, .clock = {}}));
    const auto account = chains::address_of(
        signatures_.secp256k1().public_key(chains::PrivateKey::from_seed(chains::bytes_of(name + "/transmitter"))));
    keys_.push_back(make_oracle_keys(signatures_, name, account));
  }

  void install(int i, int feed) {
    const std::string name = "test-feed" + (feed == 0 ? "" : "-" + std::to_string(feed));
    hosts_[at(i)]->install(name, [this, i, feed, name](sim::Host& host) {
      const auto make_port = [this, i, feed](sim::Host& of) {
        return std::make_unique<SmallContractPort>(of, contracts_[at(feed)], keys_[at(i)].transmitter,
                                                   spec_.contract_delay);
      };
      return std::make_unique<Oracle>(host, OracleSpec{.network = name,
                                                       .network_entity = {},
                                                       .keys = keys_[at(i)],
                                                       .peers = peers_,
                                                       .signatures = &signatures_,
                                                       .make_plugin = spec_.make_plugin,
                                                       .make_contract_port = make_port,
                                                       .local = {},
                                                       .tables = world_.tables(),
                                                       .listener = spec_.listener,
                                                       .seat = &seats_[at(feed * spec_.n + i)]});
    });
  }

  OracleNetworkSpec spec_;
  chains::Signatures signatures_;
  std::deque<SmallContract> contracts_;
  std::vector<OracleSeat> seats_;  // outlive the world, whose oracles leave them
  sim::World world_;
  std::vector<sim::SimulatedHost*> hosts_;
  std::vector<OracleKeys> keys_;
  std::shared_ptr<const PeerDirectory> peers_;
  std::uint64_t config_count_ = 0;
};

}  // namespace orrery::tests
