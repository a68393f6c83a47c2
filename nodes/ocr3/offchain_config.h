#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chains/crypto/ed25519.h"
#include "nodes/ocr2/shared_secret.h"
#include "sim/time.h"

namespace orrery::nodes {

/// OCR3's offchainConfig, version 30. Source: spec/ocr.md §5.9.
struct Ocr3OffchainConfig {
  sim::Duration delta_progress;
  sim::Duration delta_resend;
  std::optional<sim::Duration> delta_initial;
  sim::Duration delta_round;
  sim::Duration delta_grace;
  std::optional<sim::Duration> delta_certified_commit_request;
  sim::Duration delta_stage;
  std::uint64_t r_max = 0;
  std::vector<std::uint32_t> s;
  std::vector<chains::Ed25519PublicKey> offchain_public_keys;
  std::vector<std::string> peer_ids;
  sim::Bytes plugin_config;
  std::optional<sim::Duration> max_duration_initialization;
  sim::Duration max_duration_query;
  sim::Duration max_duration_observation;
  sim::Duration max_duration_should_accept;
  sim::Duration max_duration_should_transmit;
  SharedSecretEncryptions shared_secret;

  bool operator==(const Ocr3OffchainConfig&) const = default;
};

/// The exact protobuf bytes.
sim::Bytes encode(const Ocr3OffchainConfig& config);
/// Empty when the bytes are no such config; `why`, when given, says what was wrong.
std::optional<Ocr3OffchainConfig> decode_ocr3_offchain_config(sim::BytesView bytes, std::string* why = nullptr);

/// What is wrong with the parameters for n oracles of which f may be faulty; empty when nothing is. An absent
/// DeltaInitial or DeltaCertifiedCommitRequest counts as zero and is too short. Source: spec/ocr.md §5.9.
std::string config_problem(const Ocr3OffchainConfig& config, int n, int f);

}  // namespace orrery::nodes
