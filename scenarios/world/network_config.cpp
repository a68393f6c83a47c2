#include "scenarios/world/network_config.h"

#include <fmt/format.h>

#include "chains/crypto/hash.h"
#include "chains/crypto/x25519.h"
#include "nodes/ocr2/peer_id.h"
#include "scenarios/world/build_feeds.h"
#include "scenarios/world/deployer.h"
#include "sim/assert.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

chains::Bytes32 secret_named(const std::string& name) { return key_named(name).bytes(); }

}  // namespace

nodes::OracleKeys oracle_keys(const std::string& node, chains::Signatures& signatures) {
  const chains::Ed25519KeyPair peer(secret_named(node + "/peer"));
  return {.offchain = chains::Ed25519KeyPair(secret_named(node + "/offchain")),
          .onchain = signatures.key_pair(key_named(node + "/onchain")),
          .config_encryption_secret = secret_named(node + "/config-encryption"),
          .peer_id = nodes::peer_id_text(peer.public_key()),
          .transmitter = signatures.secp256k1().address_of(key_named(node + "/transmitter"))};
}

std::vector<std::uint32_t> stages_of(const NetworkEntry& network, std::size_t n) {
  if (!network.stages.empty()) return network.stages;
  std::vector<std::uint32_t> stages{1};
  for (std::size_t covered = 1; covered < n; covered += stages.back())
    stages.push_back(static_cast<std::uint32_t>(std::min<std::size_t>(2, n - covered)));
  return stages;
}

std::uint8_t f_of(const NetworkEntry& network, std::size_t n) {
  if (n < 4 || n > 31)
    throw sim::InputError(network.place.text(),
                          fmt::format("network \"{}\" has n = {} nodes; expected 4 to 31", network.name, n),
                          n < 4 ? "fewer cannot lose one: n > 3f and f > 0" : "");
  const std::uint32_t f = network.f.value_or(static_cast<std::uint32_t>((n - 1) / 3));
  if (f == 0 || 3 * std::uint64_t{f} >= n)
    throw sim::InputError(network.place.text(),
                          fmt::format("network \"{}\" has n = {} and f = {}; expected 0 < 3f < n", network.name, n, f));
  return static_cast<std::uint8_t>(f);
}

nodes::MedianOnchainConfig answer_bounds(const NetworkEntry& network) {
  check_bounds(network, network.minimum_answer, network.maximum_answer);
  const int decimals = static_cast<int>(network.decimals);
  return {nodes::to_answer(network.minimum_answer, decimals), nodes::to_answer(network.maximum_answer, decimals)};
}

nodes::OffchainConfig offchain_config(const NetworkEntry& network, const std::vector<nodes::OracleKeys>& keys,
                                      std::uint8_t f) {
  nodes::OffchainConfig config;
  config.delta_progress = network.delta_progress;
  config.delta_resend = network.delta_resend;
  config.delta_round = network.delta_round;
  config.delta_grace = network.delta_grace;
  config.delta_stage = network.delta_stage;
  config.r_max = static_cast<std::uint8_t>(std::min<std::uint32_t>(network.rounds_per_epoch, UINT8_MAX));
  config.s = stages_of(network, keys.size());
  std::vector<chains::Bytes32> encryption_keys;
  for (const nodes::OracleKeys& oracle : keys) {
    config.offchain_public_keys.push_back(oracle.offchain.public_key());
    config.peer_ids.push_back(oracle.peer_id);
    encryption_keys.push_back(chains::x25519_public_key(oracle.config_encryption_secret));
  }
  config.plugin_config =
      nodes::encode(nodes::MedianPluginConfig{.alpha_report_ppb = network.deviation.parts_per_billion,
                                              .alpha_accept_ppb = network.accept_deviation.parts_per_billion,
                                              .delta_c = network.heartbeat});
  config.max_duration_query = network.longest_query;
  config.max_duration_observation = network.longest_observation;
  config.max_duration_report = network.longest_report;
  config.max_duration_should_accept = network.longest_accept;
  config.max_duration_should_transmit = network.longest_transmit;
  const chains::Bytes32 secret = secret_named(network.name + "/shared-secret");
  const auto encrypted =
      nodes::encrypt_shared_secret(encryption_keys, nodes::SharedSecret::from(chains::BytesView(secret).first(16)),
                                   secret_named(network.name + "/ephemeral"));
  ORRERY_ASSERT(encrypted.has_value(), "keys made from names are never of small order");
  config.shared_secret = *encrypted;
  const std::string problem = nodes::config_problem(config, static_cast<int>(keys.size()), f);
  if (!problem.empty())
    throw sim::InputError(network.place.text(), fmt::format("network \"{}\": {}", network.name, problem));
  return config;
}

}  // namespace orrery::scenarios
