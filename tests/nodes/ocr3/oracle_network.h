#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chains/crypto/hash.h"
#include "nodes/ocr2/network_setup.h"
#include "nodes/ocr3/oracle.h"
#include "sim/network.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"
#include "tests/nodes/ocr3/list_plugin.h"
#include "tests/nodes/ocr3/small_contract.h"

namespace orrery::nodes::ocr3::trial {

/// Parameters that the traces of the real implementation use, so that a round takes a fraction of a second.
inline Ocr3OffchainConfig fast_parameters(int n) {
  using sim::Duration;
  Ocr3OffchainConfig config;
  config.delta_progress = Duration::milliseconds(600);
  config.delta_resend = Duration::milliseconds(300);
  config.delta_initial = Duration::milliseconds(300);
  config.delta_round = Duration::milliseconds(200);
  config.delta_grace = Duration::milliseconds(40);
  config.delta_certified_commit_request = Duration::milliseconds(200);
  config.delta_stage = Duration::milliseconds(100);
  config.r_max = 3;
  config.s.assign(static_cast<std::size_t>(n), 1);
  config.max_duration_query = Duration::milliseconds(50);
  config.max_duration_observation = Duration::milliseconds(100);
  config.max_duration_should_accept = Duration::milliseconds(100);
  config.max_duration_should_transmit = Duration::milliseconds(100);
  return config;
}

/// What an OracleNetwork is made of.
struct OracleNetworkSpec {
  int n = 4;
  int f = 1;
  Ocr3OffchainConfig parameters = fast_parameters(4);
  Bytes32 config_digest{{0x00, 0x0e, 0x42}};
  SharedSecret secret{{1, 2, 3}};
  ReportDigest report_digest = multi_ocr3_report_digest;
  sim::Duration one_way = sim::Duration::milliseconds(5);
  sim::Duration jitter_scale;  ///< none by default
  sim::Fraction loss;
  chains::SignatureMode signatures = chains::SignatureMode::kReal;
  std::uint64_t seed = 1;
  /// How the plugin of each oracle behaves.
  std::function<ListPluginSpec(NodeIndex)> plugin = [](NodeIndex) { return ListPluginSpec{}; };
  Listener* listener = nullptr;
  sim::Level level = sim::Level::kNothing;
  sim::RowSink* sink = nullptr;
};

/// A world of n machines, each in a zone of its own, one oracle each and one SmallContract, and nothing else.
class OracleNetwork {
 public:
  explicit OracleNetwork(OracleNetworkSpec spec)
      : spec_(std::move(spec)),
        signatures_(spec_.signatures, spec_.seed),
        contract_(signatures_, spec_.report_digest),
        seats_(static_cast<std::size_t>(spec_.n)),
        world_(sim::Seed{spec_.seed}, sim::Time::from_unix_seconds(1'760'918'400), spec_.level, spec_.sink) {
    for (int i = 0; i < spec_.n; ++i) add_host(i);
    auto directory = std::make_shared<PeerDirectory>();
    for (int i = 0; i < spec_.n; ++i) (*directory)[keys_[at(i)].peer_id] = hosts_[at(i)]->id();
    peers_ = std::move(directory);
    for (int i = 0; i < spec_.n; ++i) install(i);
    configure(spec_.config_digest, spec_.parameters);
  }

  void configure(const Bytes32& digest, Ocr3OffchainConfig parameters) {
    auto config = make_network_config(keys_, std::move(parameters), spec_.secret, chains::keccak256("ephemeral"));
    contract_.configure({.config_digest = digest,
                         .config_count = ++config_count_,
                         .signers = config.signers,
                         .transmitters = config.transmitters,
                         .f = static_cast<std::uint8_t>(spec_.f),
                         .onchain_config = {},
                         .offchain_config_version = kOcr3OffchainConfigVersion,
                         .offchain_config = encode(config.offchain)});
  }

  void start(int i) { hosts_[at(i)]->start(); }
  void start_all() {
    for (int i = 0; i < spec_.n; ++i) start(i);
  }
  void stop(int i) { hosts_[at(i)]->stop(); }
  void run_for(sim::Duration duration) { world_.kernel().run_until(world_.now() + duration); }

  sim::World& world() { return world_; }
  SmallContract& contract() { return contract_; }
  chains::Signatures& signatures() { return signatures_; }
  OracleSeat& seat(int i) { return seats_[at(i)]; }
  const OracleKeys& keys(int i) const { return keys_[at(i)]; }
  /// The running oracle, or null.
  Oracle* oracle(int i) { return seats_[at(i)].running; }
  sim::SimulatedHost& host(int i) { return *hosts_[at(i)]; }
  const OracleNetworkSpec& spec() const { return spec_; }
  /// The longest chain of outcomes that a running oracle knows.
  std::uint64_t highest_seq_nr() {
    std::uint64_t highest = 0;
    for (int i = 0; i < spec_.n; ++i)
      if (oracle(i) != nullptr && oracle(i)->is_running()) highest = std::max(highest, oracle(i)->chain().seq_nr());
    return highest;
  }

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

  void install(int i) {
    hosts_[at(i)]->install("test-network", [this, i](sim::Host& host) {
      const auto make_plugin = [this](sim::Host& of, const PluginRequest& request) {
        return ListPlugin::make(of, contract_, request, spec_.plugin(request.self));
      };
      const auto make_port = [this, i](sim::Host& of) {
        return std::make_unique<SmallContractPort>(of, contract_, keys_[at(i)].transmitter);
      };
      return std::make_unique<Oracle>(host, OracleSpec{.network = "test-network",
                                                       .network_entity = {},
                                                       .keys = keys_[at(i)],
                                                       .peers = peers_,
                                                       .signatures = &signatures_,
                                                       .make_plugin = make_plugin,
                                                       .make_contract_port = make_port,
                                                       .report_digest = spec_.report_digest,
                                                       .local = {},
                                                       .tables = world_.tables(),
                                                       .listener = spec_.listener,
                                                       .seat = &seats_[at(i)]});
    });
  }

  OracleNetworkSpec spec_;
  chains::Signatures signatures_;
  SmallContract contract_;
  std::vector<OracleSeat> seats_;  // outlive the world, whose oracles leave them
  sim::World world_;
  std::vector<sim::SimulatedHost*> hosts_;
  std::vector<OracleKeys> keys_;
  std::shared_ptr<const PeerDirectory> peers_;
  std::uint64_t config_count_ = 0;
};

}  // namespace orrery::nodes::ocr3::trial
