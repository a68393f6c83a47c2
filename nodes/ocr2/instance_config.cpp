#include "nodes/ocr2/instance_config.h"

#include <algorithm>

namespace orrery::nodes {
namespace {

template <class T>
bool has_duplicates(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) != values.end();
}

std::string identity_problem(const ContractConfig& config, const OffchainConfig& offchain) {
  const std::size_t n = config.signers.size();
  if (offchain.peer_ids.size() != n || offchain.offchain_public_keys.size() != n || config.transmitters.size() != n ||
      offchain.shared_secret.encryptions.size() != n)
    return "its lists of oracles have different lengths";
  if (has_duplicates(config.signers)) return "a signer stands in it twice";
  if (has_duplicates(offchain.peer_ids)) return "a peer id stands in it twice";
  if (has_duplicates(offchain.offchain_public_keys)) return "an offchain public key stands in it twice";
  if (has_duplicates(config.transmitters)) return "a transmitter stands in it twice";
  return {};
}

// The oracle's index, when all its identities stand at the same place.
std::optional<NodeIndex> find_self(const std::vector<OracleIdentity>& oracles, const OracleKeys& keys,
                                   std::string& why) {
  for (std::size_t i = 0; i < oracles.size(); ++i) {
    const OracleIdentity& oracle = oracles[i];
    if (oracle.offchain_public_key != keys.offchain.public_key()) continue;
    if (oracle.onchain_signer != keys.onchain.address || oracle.peer_id != keys.peer_id ||
        oracle.transmitter != keys.transmitter) {
      why = "it names this oracle's offchain key beside somebody else's signer, peer id or transmitter";
      return std::nullopt;
    }
    return NodeIndex{static_cast<std::uint8_t>(i)};
  }
  why = "this oracle is not in it";
  return std::nullopt;
}

}  // namespace

std::optional<InstanceConfig> understand_config(const ContractConfig& config, const OracleKeys& keys,
                                                std::string& why) {
  if (config.offchain_config_version != kOcr2OffchainConfigVersion) {
    why = "its offchain config has version " + std::to_string(config.offchain_config_version) + ", not 2";
    return std::nullopt;
  }
  auto offchain = decode_offchain_config(config.offchain_config, &why);
  if (!offchain) return std::nullopt;
  why = identity_problem(config, *offchain);
  if (!why.empty()) return std::nullopt;
  why = config_problem(*offchain, static_cast<int>(config.signers.size()), config.f);
  if (!why.empty()) return std::nullopt;

  InstanceConfig result;
  for (std::size_t i = 0; i < config.signers.size(); ++i)
    result.oracles.push_back(
        {offchain->offchain_public_keys[i], config.signers[i], offchain->peer_ids[i], config.transmitters[i]});
  const auto self = find_self(result.oracles, keys, why);
  if (!self) return std::nullopt;
  const auto secret = decrypt_shared_secret(offchain->shared_secret, self->value, keys.config_encryption_secret);
  if (!secret) {
    why = "its shared secret does not decrypt with this oracle's key";
    return std::nullopt;
  }
  result.config_digest = config.config_digest;
  result.n = static_cast<std::uint8_t>(config.signers.size());
  result.f = config.f;
  result.self = *self;
  result.offchain = std::move(*offchain);
  result.onchain_config = config.onchain_config;
  result.keys = ocr2_selection_keys(*secret);
  return result;
}

}  // namespace orrery::nodes
