#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chains/crypto/ed25519.h"
#include "nodes/ocr2/shared_secret.h"
#include "sim/time.h"

namespace orrery::nodes {

/// OCR2's offchainConfig, version 2, as the contract publishes it. Source: spec/ocr.md §3.10.
struct OffchainConfig {
  sim::Duration delta_progress;  ///< without a completed round for so long, a follower asks for the next epoch
  sim::Duration delta_resend;    ///< between repetitions of NewEpoch
  sim::Duration delta_round;     ///< least time between starts of rounds
  sim::Duration delta_grace;     ///< for late observations after 2f+1 are there
  sim::Duration delta_stage;     ///< between stages of the transmission
  std::uint8_t r_max = 0;        ///< rounds an epoch
  std::vector<std::uint32_t> s;  ///< oracles in each stage of the transmission
  std::vector<chains::Ed25519PublicKey> offchain_public_keys;
  std::vector<std::string> peer_ids;
  sim::Bytes plugin_config;
  std::optional<sim::Duration> max_duration_initialization;
  sim::Duration max_duration_query;
  sim::Duration max_duration_observation;
  sim::Duration max_duration_report;
  sim::Duration max_duration_should_accept;
  sim::Duration max_duration_should_transmit;
  SharedSecretEncryptions shared_secret;

  bool operator==(const OffchainConfig&) const = default;
};

/// What onchain and offchain configs are versioned by.
inline constexpr std::uint64_t kOcr2OffchainConfigVersion = 2;
inline constexpr std::uint64_t kOcr3OffchainConfigVersion = 30;
/// Longer ones are refused, encoded or not.
inline constexpr std::size_t kMaxOffchainConfigBytes = 2'000'000;

/// The exact protobuf bytes.
sim::Bytes encode(const OffchainConfig& config);
/// Empty when the bytes are no such config: broken protobuf, a key or ciphertext of the wrong length, too long.
/// `why`, when given, says what was wrong.
std::optional<OffchainConfig> decode_offchain_config(sim::BytesView bytes, std::string* why = nullptr);

/// What is wrong with the parameters for n oracles of which f may be faulty, as the real node's sanity checks find it;
/// empty when nothing is. Source: spec/ocr.md §3.10.2.
std::string config_problem(const OffchainConfig& config, int n, int f);

}  // namespace orrery::nodes
